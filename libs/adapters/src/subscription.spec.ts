import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, NO_STREAM, type StreamEvent } from '#ports';
import { sampleEvent } from '../../ports/contract/sample-event.js';
import { until } from '../../ports/contract/until.js';
import { MemoryEventStore } from './memory/event-store.js';
import { Subscriptions } from './subscription.js';

const AWAY = new AppError('unavailable', 'LOG_UNAVAILABLE', 'The log cannot be used at present');

describe('a follower whose reads fail', () => {
  let log: MemoryEventStore;
  let subscriptions: Subscriptions;
  let stopping: AbortController;
  let failing: Error | undefined;
  let reads: number;
  beforeEach(() => {
    log = new MemoryEventStore();
    subscriptions = new Subscriptions({
      read: async (stream, options) => {
        reads++;
        await sleep(1);
        if (failing) throw failing;
        return log.read(stream, options);
      },
      readAll: (options) => log.readAll(options),
    });
    stopping = new AbortController();
    failing = AWAY;
    reads = 0;
  });
  afterEach(() => Promise.all([subscriptions.close(), log.close()]));

  const follow = () => {
    const got: StreamEvent[] = [];
    const ended = (async () => {
      for await (const event of subscriptions.follow('order-1', 0, stopping.signal)) got.push(event);
    })();
    return { got, ended };
  };

  it('goes on once the log is back, with what came meanwhile, each event once', async () => {
    const events = ['A', 'B', 'C'].map((type) => sampleEvent(type));
    await log.append('order-1', NO_STREAM, events.slice(0, 1));
    const { got, ended } = follow();
    await until(() => reads > 1);
    await log.append('order-1', 0, events.slice(1, 2));
    subscriptions.appended('order-1', 1, events.slice(1, 2));
    await until(() => reads > 2);
    failing = undefined;
    await until(() => got.length === 2);
    await log.append('order-1', 1, events.slice(2));
    subscriptions.appended('order-1', 2, events.slice(2));
    await until(() => got.length === 3);
    stopping.abort();
    await ended;
    expect(got.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it.each([
    ['at the signal', async () => stopping.abort()],
    ['with the subscriptions', () => subscriptions.close()],
  ])('ends %s without an error, while it reads and at once between two tries', async (_, end) => {
    const waiting = follow();
    await until(() => reads === 4);
    await sleep(50); // the pause is one of 800 ms
    const reading = follow();
    const start = performance.now();
    await end();
    await Promise.all([waiting.ended, reading.ended]);
    expect(performance.now() - start).toBeLessThan(500);
    expect(reads).toBe(5);
  });

  it('ends with an error that does not pass', async () => {
    failing = new Error('no such table');
    await expect(follow().ended).rejects.toBe(failing);
    expect(reads).toBe(1);
  });
});

describe('a follower from where the stream ends, as far as is known', () => {
  const events = ['A', 'B', 'C'].map((type) => sampleEvent(type));
  let log: MemoryEventStore;
  let subscriptions: Subscriptions;
  let reads: number;
  let last: number | undefined;
  const stopping = new AbortController();
  beforeEach(async () => {
    log = new MemoryEventStore();
    reads = 0;
    const counted: Pick<MemoryEventStore, 'read' | 'readAll'> = {
      read: (stream, options) => {
        reads++;
        return log.read(stream, options);
      },
      readAll: (options) => log.readAll(options),
    };
    subscriptions = new Subscriptions(counted, { lastKnown: () => last });
    await log.append('order-1', NO_STREAM, events.slice(0, 1));
  });
  afterEach(() => Promise.all([subscriptions.close(), log.close()]));

  const follow = () => {
    const got: StreamEvent[] = [];
    void (async () => {
      for await (const event of subscriptions.follow('order-1', 1, stopping.signal)) got.push(event);
    })();
    return got;
  };

  it('is shown what comes, and the log is not read', async () => {
    last = 0;
    const got = follow();
    await log.append('order-1', 0, events.slice(1));
    subscriptions.appended('order-1', 1, events.slice(1));
    await until(() => got.length === 2);
    expect([got.map(({ type }) => type), reads]).toEqual([['B', 'C'], 0]);
  });

  it('reads the log where it is known to reach further, or nothing is known', async () => {
    await log.append('order-1', 0, events.slice(1));
    for (last of [2, undefined]) {
      const got = follow();
      await until(() => got.length === 2);
    }
    expect(reads).toBe(2);
  });

  it('reads it once others are heard to have gone on, what they wrote before this process did included', async () => {
    last = 0;
    const got = follow();
    await log.append('order-1', 0, events.slice(1));
    subscriptions.reached(new Map([['order-1', 1]]));
    await until(() => got.length === 2);
    const behindAGap = follow();
    subscriptions.appended('order-1', 2, events.slice(2));
    await until(() => behindAGap.length === 2);
    expect(behindAGap.map(({ revision }) => revision)).toEqual([1, 2]);
  });
});
