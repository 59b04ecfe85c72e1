import { eventFeedContract } from '#contract/event-feed';
import { NO_STREAM, type FeedBatch } from '#ports';
import { sampleCategory, sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { doubleForSuite } from '../../../../test/esdb-double/suite.js';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { KurrentdbEventStore } from '../kurrentdb/event-store.js';
import { MemoryEventStore } from '../memory/event-store.js';
import { SqliteEventStore } from '../sqlite/event-store.js';
import { LogFeed } from './log-feed.js';

describe('the log as a feed', () => {
  describe('over the log in memory', () => {
    eventFeedContract(
      { keepsPositions: false },
      async () => {
        const log = new MemoryEventStore();
        return { log, feed: new LogFeed(log) };
      },
      ({ log }) => log.close(),
    );
  });

  describe('over the log on SQLite', () => {
    const file = temporaryFolder();
    eventFeedContract(
      { keepsPositions: false },
      async () => {
        const log = new SqliteEventStore(file('log.sqlite'));
        return { log, feed: new LogFeed(log) };
      },
      ({ log }) => log.close(),
    );
  });

  describe('over the log in EventStoreDB', () => {
    const double = doubleForSuite();
    eventFeedContract(
      { keepsPositions: false },
      async () => {
        const log = await KurrentdbEventStore.open(double().url, { namespace: sampleCategory() });
        return { log, feed: new LogFeed(log) };
      },
      ({ log }) => log.close(),
    );
  });

  describe('events of other categories', () => {
    const log = new MemoryEventStore();
    const feed = new LogFeed(log);
    const batches: FeedBatch[] = [];
    const foreign = (stream: string, count: number) =>
      log.append(
        stream,
        NO_STREAM,
        Array.from({ length: count }, () => sampleEvent('A')),
      );
    const subscription = feed.subscribe(
      { group: 'g', categories: ['mine'] },
      async (batch) => void batches.push(batch),
    );
    afterAll(async () => {
      await subscription.stop();
      await log.close();
    });

    it('move the position on, but do not call the handler each time', async () => {
      for (let n = 0; n < 300; n++) await foreign(`other-${n}`, 10);
      await until(() => batches.at(-1)?.position === '3000');
      expect(batches.every(({ events }) => !events.length)).toBe(true);
      expect(batches.length).toBeLessThanOrEqual(5);
      expect(await feed.lag('g', batches.at(-1)!.position)).toBe(0);
    });

    it('before and behind an event that is wanted are within its batch', async () => {
      batches.length = 0;
      await foreign('other-before', 3);
      await log.append('mine-1', NO_STREAM, [sampleEvent('A')]);
      await until(() => batches.some(({ events }) => events.length));
      expect(batches.find(({ events }) => events.length)).toMatchObject({ position: '3004' });
    });

    it('a few of them are told of as well once it is quiet', async () => {
      batches.length = 0;
      await foreign('other-last', 1);
      await until(() => batches.length > 0);
      expect(batches).toEqual([{ events: [], position: '3005' }]);
    });

    it('are told of before it stops, so that nothing looks as if it were still to come', async () => {
      const told: FeedBatch[] = [];
      const last = feed.subscribe({ group: 'g', categories: ['mine'], from: '3004' }, async (batch) => {
        told.push(batch);
      });
      await new Promise<void>((resolve) => {
        const seen = log.subscribe(3_004, async () => {
          void seen.stop();
          setImmediate(resolve);
        });
      });
      await last.stop();
      expect(told).toEqual([{ events: [], position: '3005' }]);
    });
  });

  it('does not linger before it is at the end of the log', async () => {
    const log = new MemoryEventStore();
    for (let n = 0; n < 350; n++) {
      const events = Array.from({ length: 9 }, () => sampleEvent('A'));
      await log.append(`other-${n}`, NO_STREAM, events);
      await log.append(`mine-${n}`, NO_STREAM, [sampleEvent('A')]);
    }
    const positions: number[] = [];
    const subscription = new LogFeed(log).subscribe(
      { group: 'g', categories: ['mine'], lingerMs: 3_600_000 },
      async ({ position }) => void positions.push(Number(position)),
    );
    await until(() => positions.at(-1) === 3_500);
    await subscription.stop();
    expect(positions).toEqual([1_000, 2_000, 3_000, 3_500]);
    await log.close();
  });

  it('counts the lag from the start of the log where there is no position', async () => {
    const log = new MemoryEventStore();
    await log.append('s-1', NO_STREAM, [sampleEvent('A'), sampleEvent('B')]);
    expect(await new LogFeed(log).lag('g', undefined)).toBe(2);
    await log.close();
  });
});
