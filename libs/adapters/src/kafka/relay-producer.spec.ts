import { connect } from 'node:net';
import type { RecordedEvent } from '#ports';
import { describeWithEngine } from '../../../../test/engines.js';
import { FirstOccurrences } from '../../../../test/first-occurrences.js';
import { KafkaInstallation } from '../../../../test/kafka.js';
import { Proxy } from '../../../../test/proxy.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { asking, kafkaClient, type KafkaSettings } from './client.js';
import { KafkaRelayProducer } from './relay-producer.js';
import { KafkaTopics } from './topics.js';

describeWithEngine('Kafka', 'KAFKA_BROKERS', (brokers) => {
  jest.setTimeout(60_000);

  describe('the producer of the relay', () => {
    const direct = kafkaClient({ brokers: [brokers] });
    let installation: KafkaInstallation;
    let proxy: Proxy;
    let settings: KafkaSettings;
    let producer: KafkaRelayProducer;

    beforeEach(async () => {
      installation = await KafkaInstallation.open(brokers);
      proxy = (await Proxy.before(brokers)).proxy;
      const socketFactory = ({ onConnect }: { onConnect: () => void }) => connect(proxy.port, '127.0.0.1', onConnect);
      settings = { brokers: [brokers], socketFactory };
      producer = (await installation.openFeed({ settings })).producer();
      // Connected, and the topic is there: from here on there is nothing but sends.
      await producer.carry(events('order-0', 0, 1));
    });
    afterEach(async () => {
      proxy.heal();
      await producer.close();
      await installation.close();
      await proxy.close();
    });

    const events = (stream: string, from: number, count: number, data: unknown = {}): RecordedEvent[] =>
      Array.from({ length: count }, (_, n) => ({
        ...sampleEvent('A', data),
        stream,
        revision: from + n,
        position: from + n + 1,
      }));
    const rejected = (sent: Promise<unknown>) =>
      sent.then(
        () => false,
        () => true,
      );
    /** Repeats like the relay: the same events until they are acknowledged. */
    const carry = async (batch: RecordedEvent[]) => {
      while (await rejected(producer.carry(batch)));
    };
    const records = () =>
      asking(direct, async (admin) => {
        const offsets = await admin.fetchTopicOffsets(installation.topic('order'));
        return offsets.reduce((sum, { high }) => sum + Number(high), 0);
      });
    const readAll = async (count: number, category = 'order') => {
      const seen = new FirstOccurrences();
      const options = { group: 'reader', categories: [category] };
      const subscription = installation.feed.subscribe(options, async (batch) => seen.take(batch.events));
      await until(() => seen.count === count);
      await until(async () => (await installation.feed.lag('reader', undefined)) === 0);
      await subscription.stop();
      return seen;
    };

    it('loses nothing when an answer is swallowed and another batch follows', async () => {
      const before = await records();
      proxy.dropAnswers();
      const sent = carry(events('order-1', 0, 10));
      await until(async () => (await records()) > before);
      proxy.cut();
      proxy.heal();
      await sent;
      await carry(events('order-1', 10, 10));
      const { count, repeats } = await readAll(21);
      expect([count, repeats]).toEqual([21, 10]);
    });

    it('is not an idempotent one, which then acknowledges the other batch and never writes it', async () => {
      const idempotent = kafkaClient(settings).producer({ idempotent: true, retry: { retries: 1 } });
      await idempotent.connect();
      const send = (value: string) =>
        idempotent.send({ topic: installation.topic('order'), acks: -1, messages: [{ partition: 0, value }] });
      await send('first');
      const before = await records();
      proxy.dropAnswers();
      const second = rejected(send('second'));
      await until(async () => (await records()) > before);
      proxy.refuse();
      expect(await second).toBe(true);
      proxy.heal();
      while (await rejected(send('third')));
      expect((await records()) - before).toBe(1);
      await idempotent.disconnect();
    });

    it('sends one after another, though it is called all at once', async () => {
      const batches = Array.from({ length: 20 }, (_, n) => events('order-1', n * 10, 10));
      await Promise.all(batches.map((batch) => producer.carry(batch)));
      const { count, repeats } = await readAll(201);
      expect([count, repeats]).toEqual([201, 0]);
    });

    it('sends what is larger than a broker takes at once', async () => {
      const text = 'ä'.repeat(2_500);
      await producer.carry([
        ...events('order-1', 0, 2_000, { text }),
        ...events('order-2', 0, 1, { text: text.repeat(600) }),
      ]);
      const seen = await readAll(2_002);
      expect(seen.streams.get('order-1')![1_999]!.data).toEqual({ text });
    });

    it.each<[string, () => void]>([
      ['byte by byte', () => proxy.slice()],
      ['slowly', () => proxy.delay(30)],
    ])('sends over a line that carries %s', async (_, slow) => {
      slow();
      await producer.carry(events('order-1', 0, 3));
      const { count, repeats } = await readAll(4);
      expect([count, repeats]).toEqual([4, 0]);
    });

    it('sends though its clock is a day ahead', async () => {
      const now = Date.now;
      jest.spyOn(Date, 'now').mockImplementation(() => now() + 86_400_000);
      await producer.carry(events('order-1', 0, 3)).finally(() => jest.restoreAllMocks());
      expect((await readAll(4)).count).toBe(4);
    });

    it.each<[string, () => void]>([
      ['accepts and never answers', () => proxy.freeze()],
      ['is half open', () => proxy.halfOpen()],
      ['answers too late', () => proxy.delay(11_000)],
    ])('gives up on a broker that %s, and the repeat arrives when it is back', async (_, fail) => {
      fail();
      expect(await rejected(producer.carry(events('order-1', 0, 3)))).toBe(true);
      proxy.heal();
      await carry(events('order-1', 0, 3));
      expect((await readAll(4)).count).toBe(4);
    });

    it('fails where a topic was made anew with fewer partitions, and loses nothing once it has them all', async () => {
      const topics = new KafkaTopics(direct, installation.namespace, 3);
      const topic = topics.topicOf('stock');
      await topics.ensure(['stock']);
      await asking(direct, async (admin) => {
        await admin.deleteTopics({ topics: [topic] });
        await until(async () => !(await admin.listTopics()).includes(topic));
      });
      await new KafkaTopics(direct, installation.namespace, 1).ensure(['stock']);
      await producer.close();
      producer = new KafkaRelayProducer(direct, topics);
      const batch = Array.from({ length: 10 }, (_, n) => events(`stock-${n}`, 0, 1)).flat();
      await expect(producer.carry(batch)).rejects.toThrow(/has no partition/);
      await asking(direct, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] }));
      await carry(batch);
      expect((await readAll(10, 'stock')).count).toBe(10);
    });

    it('lets nobody wait when it is closed', async () => {
      proxy.freeze();
      const sent = rejected(producer.carry(events('order-1', 0, 3)));
      await producer.close();
      expect(await sent).toBe(true);
      expect(await rejected(producer.carry(events('order-1', 0, 3)))).toBe(true);
    });
  });
});
