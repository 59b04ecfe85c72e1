import { setTimeout as sleep } from 'node:timers/promises';
import { NO_STREAM, type RecordedEvent } from '#ports';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { SqliteEventStore } from './event-store.js';
import { SqliteLogFollower } from './log-follower.js';

describe('the log for another thread', () => {
  const file = temporaryFolder();
  let log: SqliteEventStore;
  let follower: SqliteLogFollower;

  beforeEach(() => {
    log = new SqliteEventStore(file('log.sqlite'));
    follower = new SqliteLogFollower(file('log.sqlite'));
    log.onCommitted(() => follower.committed());
  });
  afterEach(async () => {
    await follower.close();
    await log.close();
  });

  const streams = new Map<string, number>();
  const append = async (stream: string, count: number) => {
    const revision = streams.get(stream) ?? NO_STREAM;
    streams.set(stream, revision + count);
    await log.append(
      stream,
      revision,
      Array.from({ length: count }, () => sampleEvent('A')),
    );
  };
  beforeEach(() => streams.clear());
  const positions = (events: readonly RecordedEvent[]) => events.map(({ position }) => position);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it('gives what the writer has: all of it, a stream, its end', async () => {
    await append('s-1', 3);
    await append('s-2', 2);
    expect(await follower.readAll()).toEqual(await log.readAll());
    expect(await follower.readAll({ direction: 'backwards', limit: 2 })).toEqual(
      await log.readAll({ direction: 'backwards', limit: 2 }),
    );
    expect(await follower.read('s-1', { from: 1 })).toEqual(await log.read('s-1', { from: 1 }));
    expect(await follower.head()).toBe(5);
    await expect(follower.append()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  });

  it('brings every subscriber each event once, wherever it begins, and what comes then', async () => {
    await append('s-1', 30);
    const seen = [0, 10, 29, 30].map((from) => {
      const got: RecordedEvent[] = [];
      follower.subscribe(from, async (events) => void got.push(...events));
      return { from, got };
    });
    await until(() => seen.every(({ from, got }) => from + got.length === 30));
    for (let n = 0; n < 20; n++) await append('s-2', 5);
    await until(() => seen.every(({ from, got }) => from + got.length === 130));
    for (const { from, got } of seen) expect(positions(got)).toEqual(range(from + 1, 130));
  });

  it('lets the quick wait for the slow close by, so that what is read serves both, but not for one that stands still', async () => {
    for (let n = 0; n < 24; n++) await append(`s-${n}`, 1_000);
    const reached = { quick: 0, slow: 0 };
    let farthest = 0;
    let move = () => {};
    follower.subscribe(0, () => new Promise((resolve) => (move = resolve)));
    follower.subscribe(0, async (events) => {
      reached.slow = events.at(-1)!.position;
      await sleep(10);
    });
    follower.subscribe(0, async (events) => {
      reached.quick = events.at(-1)!.position;
      farthest = Math.max(farthest, reached.quick - reached.slow);
    });
    await until(() => reached.slow === 24_000);
    move();
    expect(reached.quick).toBe(24_000);
    expect(farthest).toBeGreaterThan(2_000);
    expect(farthest).toBeLessThanOrEqual(6_000);
  });
});
