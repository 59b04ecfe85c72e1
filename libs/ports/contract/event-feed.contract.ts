import {
  NO_STREAM,
  type EventFeed,
  type EventStore,
  type FeedBatch,
  type FeedPosition,
  type Subscription,
} from '#ports';
import { sampleCategory, sampleEvent } from './sample-event.js';
import { until } from './until.js';

/** What a feed declares of itself. */
export interface EventFeedFeatures {
  /** It keeps the positions of its consumers itself, per group, and ignores `from`. */
  readonly keepsPositions: boolean;
}

/** A feed, and the log that it is fed from. */
export interface Fed {
  readonly feed: EventFeed;
  readonly log: EventStore;
}

/** What every feed guarantees: at least once, in order per stream. `open` gives one that others may use as well. */
export function eventFeedContract(
  features: EventFeedFeatures,
  open: () => Promise<Fed>,
  close: (fed: Fed) => Promise<void>,
) {
  let fed: Fed;
  let category: string;
  let group: string;
  const running: Subscription[] = [];

  beforeEach(async () => {
    fed = await open();
    category = sampleCategory();
    group = sampleCategory();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((subscription) => subscription.stop()));
    await close(fed);
  });

  const append = (stream: string, count = 1, after = NO_STREAM) =>
    fed.log.append(
      stream,
      after,
      Array.from({ length: count }, (_, n) => sampleEvent('A', { n })),
    );

  type Options = Partial<Parameters<EventFeed['subscribe']>[0]>;
  const subscribe = (options: Options, handler: (batch: FeedBatch) => Promise<void>) => {
    const subscription = fed.feed.subscribe({ group, categories: [category], ...options }, handler);
    running.push(subscription);
    return subscription;
  };

  /** Consumes in the background; `events` are the first occurrences, as `stream@revision`. */
  const consume = (options: Options = {}) => {
    const events: string[] = [];
    const batches: FeedBatch[] = [];
    const subscription = subscribe(options, async (batch) => {
      batches.push(batch);
      for (const name of batch.events.map(named)) if (!events.includes(name)) events.push(name);
    });
    return { events, batches, stop: () => subscription.stop() };
  };
  const named = ({ stream, revision }: { stream: string; revision: number }) => `${stream}@${revision}`;
  const names = (stream: string, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => `${stream}@${from + n}`);

  it('delivers what was recorded before and what comes, whole, and per stream in order', async () => {
    const [a, b] = [`${category}-a`, `${category}-b`];
    await append(a, 5);
    const { events, batches } = consume();
    await append(b, 5);
    await append(a, 5, 4);
    await until(() => events.length === 15);
    expect(events.filter((name) => name.startsWith(a))).toEqual(names(a, 0, 9));
    expect(events.filter((name) => name.startsWith(b))).toEqual(names(b, 0, 4));
    const delivered = batches.flatMap((batch) => batch.events).find(({ stream }) => stream === b);
    expect(delivered).toEqual((await fed.log.read(b))[0]);
  });

  it('delivers the categories that were asked for and no other', async () => {
    const [second, foreign] = [sampleCategory(), sampleCategory()];
    const { events } = consume({ categories: [category, second] });
    await append(`${foreign}-1`, 3);
    await append(`${category}x-1`, 3);
    await append(`${category}-with-dashes`, 1);
    await append(`${second}-1`, 1);
    await until(() => events.length >= 2);
    expect(events.toSorted()).toEqual([`${category}-with-dashes@0`, `${second}-1@0`].toSorted());
  });

  it('calls the handler with one batch at a time, none larger than was asked for', async () => {
    await append(`${category}-1`, 25);
    let calls = 0;
    let most = 0;
    const sizes: number[] = [];
    subscribe({ batchSize: 10 }, async ({ events }) => {
      most = Math.max(most, ++calls);
      await Promise.resolve();
      sizes.push(events.length);
      calls--;
    });
    await until(() => sizes.reduce((sum, size) => sum + size, 0) >= 25);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    expect(most).toBe(1);
  });

  it('tells whether it keeps positions', () => {
    expect(fed.feed.keepsPositions).toBe(features.keepsPositions);
  });

  it('goes on behind the last batch that was taken over', async () => {
    const stream = `${category}-1`;
    await append(stream, 3);
    const first = consume();
    await until(() => first.events.length === 3);
    await first.stop();
    await append(stream, 2, 2);
    const second = consume({ from: first.batches.at(-1)!.position });
    await until(() => second.events.includes(`${stream}@4`));
    expect(second.events).toEqual(names(stream, 3, 4));
  });

  if (!features.keepsPositions) {
    it('delivers everything again to a consumer that has kept no position', async () => {
      await append(`${category}-1`, 3);
      for (let time = 0; time < 2; time++) {
        const { events, stop } = consume();
        await until(() => events.length === 3);
        await stop();
      }
    });

    it('refuses a position that it has not made', () => {
      expect(() => subscribe({ from: 'nonsense' }, async () => {})).toThrow(RangeError);
    });
  }

  it('gives a handler that throws the same batch again, and nothing behind it before', async () => {
    const stream = `${category}-1`;
    await append(stream, 3);
    const tries: { events: string[]; position: FeedPosition }[] = [];
    let failures = 3;
    subscribe({ batchSize: 2 }, async ({ events, position }) => {
      tries.push({ events: events.map(named), position });
      if (failures-- > 0) throw new Error('not now');
    });
    await until(() => tries.flatMap(({ events }) => events).includes(`${stream}@2`));
    expect(tries.slice(1, 4)).toEqual([tries[0], tries[0], tries[0]]);
    expect(tries.slice(3).flatMap(({ events }) => events)).toEqual(names(stream, 0, 2));
  });

  it('gives every group everything', async () => {
    const groups = [consume({ group: sampleCategory() }), consume({ group: sampleCategory() })];
    await append(`${category}-1`, 4);
    await until(() => groups.every(({ events }) => events.length === 4));
    for (const { events } of groups) expect(events).toEqual(names(`${category}-1`, 0, 3));
  });

  it('says that it has caught up once what there was at its start has been handled', async () => {
    await append(`${category}-1`, 12);
    let handled = 0;
    const told: { caughtUp: boolean; handled: number }[] = [];
    const onCaughtUp = (caughtUp: boolean) => void told.push({ caughtUp, handled });
    subscribe({ batchSize: 5, onCaughtUp }, async ({ events }) => {
      await Promise.resolve();
      handled += events.length;
    });
    await until(() => told.length > 0);
    expect(told[0]).toEqual({ caughtUp: true, handled: 12 });
  });

  it('says that it has caught up when there is nothing for it', async () => {
    const told: boolean[] = [];
    subscribe({ onCaughtUp: (caughtUp) => void told.push(caughtUp) }, async () => {});
    await until(() => told.length > 0);
    expect(told).toEqual([true]);
  });

  it('stops for good once stop has resolved, with a running handler waited for', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let started = 0;
    let ended = 0;
    const subscription = subscribe({}, async () => {
      started++;
      await gate;
      ended++;
    });
    await append(`${category}-1`);
    await until(() => started === 1);
    const stop = subscription.stop();
    release();
    await stop;
    expect(ended).toBe(1);
    const other = consume({ group: sampleCategory() });
    await append(`${category}-1`, 1, 0);
    await until(() => other.events.length === 2);
    expect(started).toBe(1);
  });

  it('stops while its handler keeps failing', async () => {
    let tries = 0;
    const failing = subscribe({}, async () => {
      tries++;
      throw new Error('never');
    });
    await append(`${category}-1`);
    await until(() => tries > 0);
    await failing.stop();
    expect(tries).toBeGreaterThan(0);
  });

  it('tells how far a consumer is behind, where it knows', async () => {
    await append(`${category}-1`, 5);
    const { events, batches } = consume({ batchSize: 5 });
    await until(() => events.length === 5);
    await append(`${category}-1`, 2, 4);
    const lag = await fed.feed.lag(group, batches[0]!.position);
    await until(() => events.length === 7);
    const { position } = batches.at(-1)!;
    if (lag === undefined) return;
    expect(lag).toBeGreaterThanOrEqual(2);
    // In events: of these there are seven, each counted twice at most.
    expect(lag).toBeLessThanOrEqual(14);
    await until(async () => (await fed.feed.lag(group, position)) === 0);
  });
}
