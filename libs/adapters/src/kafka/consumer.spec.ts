import { connect } from 'node:net';
import type { Message } from 'kafkajs';
import {
  AppError,
  NO_STREAM,
  type EventStore,
  type FeedBatch,
  type FeedOptions,
  type RecordedEvent,
  type Subscription,
} from '#ports';
import { describeWithEngine } from '../../../../test/engines.js';
import { FirstOccurrences } from '../../../../test/first-occurrences.js';
import { KafkaInstallation } from '../../../../test/kafka.js';
import { Proxy } from '../../../../test/proxy.js';
import { carriedPosition } from '../../../eventing/src/relay-term.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { asking, kafkaClient } from './client.js';
import { recordOf } from './envelope.js';
import type { KafkaFeed } from './kafka-feed.js';
import type { Poison } from './membership.js';

describeWithEngine('Kafka', 'KAFKA_BROKERS', (brokers) => {
  jest.setTimeout(60_000);

  describe('consumers', () => {
    const kafka = kafkaClient({ brokers: [brokers] });
    const category = 'order';
    const group = 'order_summary';
    let installation: KafkaInstallation;
    const running: Subscription[] = [];

    beforeEach(async () => {
      installation = await KafkaInstallation.open(brokers);
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((subscription) => subscription.stop()));
      await installation.close();
    });

    const append = (stream: string, count: number, after = NO_STREAM) =>
      installation.log.append(
        stream,
        after,
        Array.from({ length: count }, (_, n) => sampleEvent('A', { n })),
      );
    /** Events of so many streams, their appends side by side, in pieces. */
    const appendMany = async (streams: number, of: number, pieces = 5) => {
      for (let piece = 0; piece < pieces; piece++) {
        const count = of / pieces;
        const all = Array.from({ length: streams }, (_, n) => append(`${category}-${n}`, count, piece * count - 1));
        await Promise.all(all);
      }
    };
    const subscribe = (
      handler: (batch: FeedBatch) => Promise<void>,
      options: Partial<FeedOptions> = {},
      feed: KafkaFeed = installation.feed,
    ) => {
      const subscription = feed.subscribe({ group, categories: [category], ...options }, handler);
      running.push(subscription);
      return subscription;
    };
    const send = async (messages: Message[]) => {
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic: installation.topic(category), messages });
      await producer.disconnect();
    };

    it('get 5,000 events of 50 streams complete, in order, and in full batches', async () => {
      installation.log.carrying = false;
      await appendMany(50, 100);
      await until(() => installation.log.position >= 5_000);
      const seen = new FirstOccurrences();
      const sizes: number[] = [];
      subscribe(async ({ events }) => {
        seen.take(events);
        sizes.push(events.length);
      });
      await until(() => seen.count === 5_000);
      expect(seen.repeats).toBe(0);
      // Over the partitions: one of three would not fill a batch of 500 each time.
      expect(sizes.length).toBeLessThan(20);
      for (const [stream, events] of seen.streams) {
        expect(events).toEqual(await installation.log.readPlaced(stream));
      }
    });

    it('get everything again when the offsets are set to the start', async () => {
      await append('order-1', 7);
      const seen = new FirstOccurrences();
      const first = subscribe(async ({ events }) => seen.take(events));
      await until(() => seen.count === 7);
      await first.stop();
      await asking(kafka, (admin) =>
        admin.resetOffsets({
          groupId: `${installation.namespace}.${group}`,
          topic: installation.topic(category),
          earliest: true,
        }),
      );
      subscribe(async ({ events }) => seen.take(events));
      await until(() => seen.repeats === 7);
      await append('order-1', 1, 6);
      await until(() => seen.count === 8);
      expect([...seen.streams.values()]).toEqual([await installation.log.readPlaced('order-1')]);
    });

    it('share the partitions; one that comes, one that goes leaves no hole', async () => {
      const seen = new FirstOccurrences();
      const taken = [0, 0];
      const errors: unknown[] = [];
      const worker = (index: number) => async (batch: FeedBatch) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        try {
          seen.take(batch.events);
        } catch (error) {
          errors.push(error);
        }
        taken[index]! += batch.events.length;
      };
      installation.log.carrying = false;
      const first = subscribe(worker(0), { batchSize: 20 });
      await appendMany(40, 50);
      await until(() => seen.count > 100);
      subscribe(worker(1), { batchSize: 20 }, await installation.openFeed());
      await until(() => seen.count === 2_000);
      let revision = 49;
      const appendToAll = async () => {
        for (let n = 0; n < 40; n++) await append(`${category}-${n}`, 10, revision);
        revision += 10;
        await until(() => seen.count === 40 * (revision + 1));
      };
      // Joining takes as long as it takes.
      while (taken[1] === 0) await appendToAll();
      await first.stop();
      await appendToAll();
      expect(errors).toEqual([]);
    });

    it('stay in the group while a handler takes longer than the session', async () => {
      await append('order-1', 3);
      const seen = new FirstOccurrences();
      let calls = 0;
      subscribe(async ({ events }) => {
        if (!calls++) await new Promise((resolve) => setTimeout(resolve, 12_000));
        seen.take(events);
      });
      await until(() => calls === 1);
      const begun = performance.now();
      while (seen.count < 3 && performance.now() - begun < 20_000) await new Promise((r) => setTimeout(r, 100));
      await append('order-1', 1, 2);
      await until(() => seen.count === 4);
      expect([seen.repeats, calls]).toEqual([0, 2]);
    });

    it('tell no lag that is none, though a batch came before it was known where the others of its partitions stand', async () => {
      await appendMany(20, 5);
      const seen = new FirstOccurrences();
      const first = subscribe(async ({ events }) => seen.take(events));
      await until(() => seen.count === 100);
      await first.stop();
      // As long as the relay has not told, nothing is asked.
      let carried = () => new Promise<number>(() => {});
      const feed = await installation.openFeed({ carried: () => carried() });
      const positions: string[] = [];
      subscribe(async ({ position }) => void positions.push(position), {}, feed);
      await append('order-1', 1, 4);
      await until(() => positions.length > 0);
      carried = () => installation.log.head();
      expect(await feed.lag(group, positions.at(-1))).toBe(0);
    });

    it('count no lag in a partition that has gone to another replica', async () => {
      await appendMany(20, 5);
      const all = new Set<string>();
      const taken = [0, 0];
      const positions: string[] = [];
      const worker = (index: number) => async (batch: FeedBatch) => {
        for (const { id } of batch.events) all.add(id);
        taken[index]! += batch.events.length;
        positions.push(batch.position);
      };
      subscribe(worker(0));
      await until(() => all.size === 100);
      const before = positions.at(-1)!;
      subscribe(worker(1), {}, await installation.openFeed());
      let revision = 4;
      for (; taken[1] === 0; revision++) {
        for (let n = 0; n < 20; n++) await append(`${category}-${n}`, 1, revision);
      }
      await until(() => all.size === 20 * (revision + 1));
      const lag = async () => (await installation.feed.lag(group, before)) ?? Infinity;
      await until(async () => (await lag()) < all.size - 100);
      // Both have partitions.
      expect(await lag()).toBeGreaterThan(0);
    });

    it('have taken over what any of them has, whoever told last where it stood', async () => {
      await appendMany(20, 5);
      const seen = new FirstOccurrences();
      const positions: string[] = [];
      const take = async ({ events, position }: FeedBatch) => {
        seen.take(events);
        positions.push(position);
      };
      const first = subscribe(take);
      await until(() => seen.count === 100);
      const told = positions.at(-1)!;
      await first.stop();
      subscribe(take, {}, await installation.openFeed());
      await append(`${category}-1`, 1, 4);
      await until(() => seen.count === 101);
      // Asked by a process that has no part in the group.
      const feed = await installation.openFeed();
      await until(async () => (await feed.taken(group, told)) >= installation.log.position);
      expect(await feed.lag(group, told)).toBe(1);
    });

    it('pass over what is no event of ours, tell why and where, and go on', async () => {
      await append('order-1', 1);
      const seen = new FirstOccurrences();
      subscribe(async ({ events }) => seen.take(events));
      await until(() => seen.count === 1);
      const [event] = await installation.log.readPlaced('order-1');
      const place = { namespace: installation.namespace, partitions: 3 };
      const good = recordOf({ ...event!, stream: 'order-9', revision: 0 }, place);
      const { type: _, ...noType } = good.headers;
      const elsewhere = (good.partition + 1) % 3;
      await send([
        { ...good, value: '{' },
        { ...good, value: '' },
        { ...good, value: null },
        { ...good, headers: noType },
        { ...good, headers: {} },
        { ...good, headers: { ...good.headers, type: Buffer.from([0xff, 0xfe]) } },
        { ...good, headers: Object.fromEntries(Array.from({ length: 500 }, (__, n) => [`h${n}`, 'x'])) },
        { ...good, headers: { ...good.headers, revision: '-1' } },
        { ...good, headers: { ...good.headers, envelope: '2' } },
        { ...good, headers: { ...good.headers, namespace: 'another' } },
        { ...good, key: 'order-8' },
        { ...good, partition: elsewhere },
        good,
      ]);
      await until(() => seen.streams.has('order-9'));
      await until(() => installation.passedOver.length === 12);
      const reasons = installation.passedOver.map((passed) => (passed as Poison).reason).toSorted();
      expect(reasons).toEqual(
        [
          ...Array<string>(3).fill('malformed'),
          ...Array<string>(6).fill('envelope-invalid'),
          'schema-too-new',
          'wrong-origin',
          'partition-violation',
        ].toSorted(),
      );
      expect(installation.passedOver).toContainEqual({
        reason: 'partition-violation',
        topic: installation.topic(category),
        partition: elsewhere,
        offset: expect.stringMatching(/^\d+$/) as string,
      });
      await append('order-1', 1, 0);
      await until(() => seen.count === 3);
      await until(async () => (await installation.feed.lag(group, undefined)) === 0);
    });

    it('get what the log has where a record of ours came damaged, or is of a newer envelope', async () => {
      await append('order-0', 1);
      await installation.relay.stop();
      installation.log.carrying = false;
      await append('order-1', 8);
      const events = await installation.log.readPlaced('order-1');
      const place = { namespace: installation.namespace, partitions: 3 };
      const records = events.map((event) => recordOf(event, place));
      const { stream: _, metadata: _metadata, ...fewer } = records[2]!.headers;
      const damage: Partial<Message>[] = [
        { value: '{' },
        { value: null },
        { headers: { ...fewer, envelope: '2' } },
        {},
        { headers: { ...records[4]!.headers, type: Buffer.from([0xff]) } },
        { headers: { ...records[5]!.headers, envelope: 'x', position: '-' } },
        { headers: { ...records[6]!.headers, id: '' } },
        { value: Buffer.from([0xff]) },
      ];
      const sent = records.map((record, n) => ({ ...record, ...damage[n] }));
      const elsewhere = { ...sent[7]!, partition: (sent[7]!.partition + 1) % 3 };
      const foreign = { ...sent[7]!, headers: { ...sent[7]!.headers, namespace: 'another' } };
      const renamed = { ...sent[7]!, headers: { ...sent[7]!.headers, stream: 'order-2' } };
      await send([elsewhere, foreign, renamed, ...sent]);
      // Away at first: nothing is passed over meanwhile, nor brought out of its order.
      const read = installation.log.readPlaced.bind(installation.log);
      let failures = 2;
      installation.log.readPlaced = async (...asked) => {
        if (asked[0] === 'order-1' && failures-- > 0) throw new AppError('unavailable', 'LOG_UNAVAILABLE');
        return read(...asked);
      };
      const passed: string[] = [];
      installation.feed.onPassedOver = (of, { reason }) => void passed.push(`${of} ${reason}`);
      const seen: RecordedEvent[] = [];
      subscribe(async (batch) => void seen.push(...batch.events.filter(({ stream }) => stream === 'order-1')));
      await until(() => seen.length >= 8 && passed.length >= 3);
      expect(seen).toEqual(events);
      expect(passed.toSorted()).toEqual(
        ['envelope-invalid', 'partition-violation', 'wrong-origin'].map((reason) => `${group} ${reason}`),
      );
    });

    it('have not caught up before the relay has carried what the log had', async () => {
      await installation.relay.stop();
      installation.log.carrying = false;
      await append('order-1', 5);
      const told: [boolean, number][] = [];
      const seen = new FirstOccurrences();
      const onCaughtUp = (caughtUp: boolean) => void told.push([caughtUp, seen.count]);
      subscribe(async ({ events }) => seen.take(events), { onCaughtUp });
      const groupId = `${installation.namespace}.${group}`;
      await until(async () => {
        const { groups } = await asking(kafka, (admin) => admin.describeGroups([groupId]));
        return groups[0]?.state === 'Stable';
      });
      // One that has nothing to wait for comes to its end meanwhile.
      let other = false;
      const options = { group: 'other', categories: ['stock'], onCaughtUp: () => void (other = true) };
      subscribe(async () => {}, options);
      await until(() => other);
      expect(told).toEqual([]);
      expect(await installation.feed.lag(group, undefined)).toBe(5);
      installation.relay = installation.startRelay();
      await until(() => told.length > 0);
      expect(told).toEqual([[true, 5]]);
    });

    it('read what is not carried yet once, however long the relay takes', async () => {
      await installation.relay.stop();
      installation.log.carrying = false;
      await append('stock-1', 1_200);
      await append('order-1', 5);
      let reads = 0;
      let looks = 0;
      const log = Object.assign(Object.create(installation.log) as EventStore, {
        readAll: (...asked: Parameters<EventStore['readAll']>) => {
          reads++;
          return installation.log.readAll(...asked);
        },
      });
      const carried = async () => {
        looks++;
        return carriedPosition(installation.log, installation.namespace);
      };
      const feed = await installation.openFeed({ log, carried });
      const told: [boolean, number][] = [];
      const seen = new FirstOccurrences();
      const onCaughtUp = (caughtUp: boolean) => void told.push([caughtUp, seen.count]);
      subscribe(async ({ events }) => seen.take(events), { onCaughtUp }, feed);
      await until(() => looks >= 5);
      expect(reads).toBe(1);
      installation.relay = installation.startRelay();
      await until(() => told.length > 0);
      expect(told).toEqual([[true, 5]]);
    });

    describe('through a network that fails', () => {
      let proxy: Proxy;
      let feed: KafkaFeed;
      const told: boolean[] = [];
      const seen = { now: new FirstOccurrences() };

      beforeEach(async () => {
        proxy = (await Proxy.before(brokers)).proxy;
        const socketFactory = ({ onConnect }: { onConnect: () => void }) => connect(proxy.port, '127.0.0.1', onConnect);
        feed = await installation.openFeed({ settings: { brokers: [brokers], socketFactory } });
        told.length = 0;
        seen.now = new FirstOccurrences();
        await append('order-1', 5);
        const onCaughtUp = (caughtUp: boolean) => void told.push(caughtUp);
        subscribe(async ({ events }) => seen.now.take(events), { onCaughtUp }, feed);
        await until(() => told.length > 0);
      });
      afterEach(async () => {
        proxy.heal();
        await Promise.all(running.splice(0).map((subscription) => subscription.stop()));
        await proxy.close();
      });

      it.each([
        ['are gone', () => proxy.refuse()],
        ['accept and never answer', () => proxy.freeze()],
        ['are half open', () => proxy.halfOpen()],
      ])('say that contact is lost when brokers %s, and catch up when they are back', async (_, fail) => {
        fail();
        await append('order-1', 5, 4);
        await until(() => told.length > 1);
        expect(told).toEqual([true, false]);
        expect(await feed.lag(group, undefined)).toBeUndefined();
        proxy.heal();
        await until(() => seen.now.count === 10);
        await until(() => told.length > 2);
        expect(told).toEqual([true, false, true]);
      });

      it.each<[string, () => void]>([
        ['one byte at a time', () => proxy.slice()],
        ['slowly', () => proxy.delay(30)],
      ])('work %s, and take a connection that is cut for nothing', async (_, slow) => {
        slow();
        proxy.cut();
        await append('order-1', 5, 4);
        await until(() => seen.now.count === 10);
        expect([...seen.now.streams.values()]).toEqual([await installation.log.readPlaced('order-1')]);
      });
    });
  });
});
