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
