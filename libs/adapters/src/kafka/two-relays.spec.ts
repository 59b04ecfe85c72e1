import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { NO_STREAM, type RecordedEvent } from '#ports';
import { describeWithEngine } from '../../../../test/engines.js';
import { FirstOccurrences } from '../../../../test/first-occurrences.js';
import { openKafkaFeed, removeTopics } from '../../../../test/kafka.js';
import { lendLog } from '../../../../test/remote-log.js';
import { carriedPosition } from '../../../eventing/src/relay-term.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { MemoryEventStore } from '../memory/event-store.js';
import type { KafkaFeed } from './kafka-feed.js';

const ROOT = resolve(__dirname, '../../../..');
const STREAMS = 50;
const LEASE_MS = 1_500;

describeWithEngine('Kafka', 'KAFKA_BROKERS', (brokers) => {
  jest.setTimeout(120_000);

  describe('two relays in two processes', () => {
    const settings = { brokers: [brokers] };
    let namespace: string;
    let log: MemoryEventStore;
    let feed: KafkaFeed;
    let appending: boolean;
    let writer: Promise<void>;
    const relays: ChildProcess[] = [];

    beforeEach(async () => {
      Logger.overrideLogger(false);
      namespace = `test-${randomUUID().slice(0, 8)}`;
      log = new MemoryEventStore();
      feed = await openKafkaFeed({ settings, namespace, log, carried, partitions: 3 });
      appending = true;
      writer = write();
    });
    afterEach(async () => {
      appending = false;
      await writer;
      for (const relay of relays.splice(0)) relay.kill('SIGKILL');
      await feed.close();
      await log.close();
      await removeTopics(settings, namespace);
    });

    const carried = () => carriedPosition(log, namespace);
    /** Goes on appending to all streams. */
    async function write() {
      for (let revision = NO_STREAM; appending; revision += 2) {
        for (let n = 0; n < STREAMS; n++) {
          await log.append(`order-${n}`, revision, [sampleEvent('A', { n }), sampleEvent('B', { n })]);
        }
        await new Promise((go) => setTimeout(go, 30));
      }
    }
    const start = () => {
      const relay = fork(resolve(ROOT, 'test/kafka-relay.mjs'), [brokers, namespace, String(LEASE_MS)], {
        cwd: ROOT,
        execArgv: ['--conditions=source', '--import', './test/typescript.mjs'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      relays.push(relay);
      lendLog(log, relay);
      return relay;
    };
    const checkpoints = () => log.read(`relay-${namespace}`);
    const holders = async () => [
      ...new Set((await checkpoints()).map(({ data }) => (data as { holder: string }).holder)),
    ];
    const moved = async () => {
      const from = await carried();
      await until(async () => (await carried()) > from);
    };

    it.each(['SIGSTOP', 'SIGKILL'] as const)('the holder gets %s: all comes, per stream in order', async (signal) => {
      const first = start();
      await until(async () => (await carried()) > 0);
      start();
      await moved();
      expect(await holders()).toHaveLength(1);
      first.kill(signal);
      await until(async () => (await holders()).length === 2);
      await moved();
      // Where it was frozen it wakes up among what its successor does.
      first.kill('SIGCONT');
      await moved();
      await moved();
      appending = false;
      await writer;
      const events = (await log.readAll({ limit: Infinity })).filter(({ stream }) => stream.startsWith('order-'));
      await until(async () => (await carried()) >= events.at(-1)!.position);

      const all: RecordedEvent[] = [];
      const seen = new FirstOccurrences();
      feed.subscribe({ group: 'reader', categories: ['order'] }, async (batch) => void all.push(...batch.events));
      await until(() => new Set(all.map(({ id }) => id)).size === events.length);
      await until(async () => (await feed.lag('reader', undefined)) === 0);
      seen.take(all);
      expect(seen.count).toBe(events.length);
      for (const [stream, got] of seen.streams) expect(got).toEqual(await log.readPlaced(stream));
      // Two terms: who was replaced has not come back.
      expect(await holders()).toHaveLength(2);
      const taken = (await checkpoints()).filter(({ type }) => type === 'RelayTaken');
      expect(taken).toHaveLength(2);
    });
  });
});
