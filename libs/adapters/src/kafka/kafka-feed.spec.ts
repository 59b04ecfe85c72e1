import kafkajs from 'kafkajs';
import { eventFeedContract } from '#contract/event-feed';
import { CannotStart, NO_STREAM } from '#ports';
import { describeWithEngine } from '../../../../test/engines.js';
import { KafkaInstallation } from '../../../../test/kafka.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { asking, kafkaClient } from './client.js';

describeWithEngine('Kafka', 'KAFKA_BROKERS', (brokers) => {
  jest.setTimeout(60_000);

  describe('as a feed', () => {
    eventFeedContract(
      { keepsPositions: true },
      () => KafkaInstallation.open(brokers),
      (fed) => (fed as KafkaInstallation).close(),
    );
  });

  it('passes over records of others that are compressed in a way which the driver cannot read', async () => {
    const { CompressionCodecs, CompressionTypes } = kafkajs;
    const unreadable = CompressionCodecs[CompressionTypes.Snappy];
    const installation = await KafkaInstallation.open(brokers);
    try {
      await installation.log.append('order-1', NO_STREAM, [sampleEvent('A')]);
      const producer = kafkaClient({ brokers: [brokers] }).producer();
      await producer.connect();
      CompressionCodecs[CompressionTypes.Snappy] = () => ({
        compress: async ({ buffer }: { buffer: Buffer }) => snappy(buffer),
      });
      const messages = [0, 1, 2].map((partition) => ({ partition, value: 'not ours' }));
      await producer.send({ topic: installation.topic('order'), compression: CompressionTypes.Snappy, messages });
      await producer.disconnect();
      CompressionCodecs[CompressionTypes.Snappy] = unreadable;
      await installation.log.append('order-1', 0, [sampleEvent('A')]);
      const revisions: number[] = [];
      installation.feed.subscribe({ group: 'reader', categories: ['order'] }, async ({ events }) => {
        revisions.push(...events.map(({ revision }) => revision));
      });
      await until(() => revisions.length === 2);
      expect(installation.passedOver).toHaveLength(3);
    } finally {
      CompressionCodecs[CompressionTypes.Snappy] = unreadable;
      await installation.close();
    }
  });

  describe('at start', () => {
    let installation: KafkaInstallation;
    beforeEach(async () => {
      installation = await KafkaInstallation.open(brokers);
    });
    afterEach(() => installation.close());

    it('refuses a topic that has another number of partitions', async () => {
      await installation.log.append('order-1', NO_STREAM, [sampleEvent('A')]);
      const topic = installation.topic('order');
      await expect(installation.openFeed({ partitions: 4 })).rejects.toThrow(
        new CannotStart(`The topic ${topic} has 3 partitions, and not 4.`),
      );
    });

    it('refuses a topic that does not keep its records', async () => {
      const topic = installation.topic('order');
      const configEntries = [
        { name: 'retention.ms', value: '604800000' },
        { name: 'message.timestamp.type', value: 'LogAppendTime' },
        { name: 'compression.type', value: 'uncompressed' },
      ];
      await asking(kafkaClient({ brokers: [brokers] }), (admin) =>
        admin.createTopics({ topics: [{ topic, numPartitions: 3, configEntries }] }),
      );
      await expect(installation.openFeed()).rejects.toThrow(
        new CannotStart(`The topic ${topic} has retention.ms=604800000, and not -1.`),
      );
    });
  });
});

/** In the form of Kafka's own clients: one block of up to 127 bytes, as they are. */
function snappy(data: Buffer): Buffer {
  const block = Buffer.concat([Buffer.from([data.length, 60 << 2, data.length - 1]), data]);
  const header = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, block.length]);
  return Buffer.concat([header, block]);
}
