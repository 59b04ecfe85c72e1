import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventFeed,
  untilDone,
  type EventStore,
  type FeedBatch,
  type FeedOptions,
  type FeedPosition,
  type RecordedEvent,
  type Subscription,
} from '#ports';
import { BATCH as MOST_DELIVERED } from '../subscription.js';

const BATCH = 500;
/** The consumer's position moves over events that are not for it after so many of them, or so long. */
const MOST_SKIPPED = 1_000;
const LONGEST_SKIP_MS = 1_000;
/** Events that are looked at to tell a lag. */
const MOST_COUNTED = 1_000;
/** Who lingers does so for longer after a batch of many events: twice as long for so many, … */
const BUSY = 25;
/** … and at most so many times as long. */
const MOST_PATIENCE = 5;

/**
 * The log itself as the feed: a catch-up subscription per consumer, whose position is the log's, in decimal. The
 * position also moves over events of other categories: such a batch has no events.
 */
export class LogFeed extends EventFeed {
  constructor(private readonly log: EventStore) {
    super();
  }

  override subscribe(options: FeedOptions, handler: (batch: FeedBatch) => Promise<void>): Subscription {
    return new Consumer(this.log, options, handler);
  }

  /** Where positions do not count the events, they are looked at: of many the first ones. */
  override async lag(_group: string, position: FeedPosition | undefined): Promise<number> {
    const after = logPosition(position);
    const distance = Math.max(0, (await this.log.head()) - after);
    if (distance === 0 || this.log.gapless) return distance;
    return (await this.log.readAll({ after, limit: MOST_COUNTED })).length;
  }

  override taken(_group: string, position: FeedPosition | undefined): Promise<number> {
    return Promise.resolve(logPosition(position));
  }
}

/** Throws RangeError for what this feed has not made. */
function logPosition(position: FeedPosition = '0'): number {
  if (!/^\d{1,16}$/.test(position)) throw new RangeError(`"${position}" is not a position in the log`);
  return Number(position);
}

/** The part of a stream's name before the first `-`. */
function categoryOf(stream: string): string {
  const end = stream.indexOf('-');
  return end < 0 ? stream : stream.slice(0, end);
}

class Consumer implements Subscription {
  private readonly stopping = new AbortController();
  private readonly categories: ReadonlySet<string>;
  private readonly batchSize: number;
  private readonly subscription: Subscription;
  /** Up to where the log was seen, and up to where the handler was told. */
  private seen: number;
  private told: number;
  /** Position to reach before the consumer counts as caught up; undefined once it has. */
  private target: number | undefined = Infinity;
  private skipTimer: NodeJS.Timeout | undefined;
  /** Everything that calls the handler, one after another. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: EventStore,
    private readonly options: FeedOptions,
    private readonly handler: (batch: FeedBatch) => Promise<void>,
  ) {
    this.categories = new Set(options.categories);
    this.batchSize = options.batchSize ?? BATCH;
    this.seen = this.told = logPosition(options.from);
    void this.enqueue(() => this.aim());
    this.subscription = log.subscribe(this.seen, (events) => this.enqueue(() => this.take(events)));
  }

  async stop() {
    this.stopping.abort();
    clearTimeout(this.skipTimer);
    await this.subscription.stop();
    await this.queue;
    // So that nothing which it has seen looks as if it were still to come.
    if (this.seen > this.told) await this.handler({ events: [], position: String(this.seen) }).catch(() => undefined);
  }

  private enqueue(run: () => Promise<void>): Promise<void> {
    const done = this.queue.then(run);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async aim() {
    await untilDone(async () => {
      this.target = await this.log.head();
    }, this.stopping.signal);
    this.noteArrival();
  }

  private async take(events: readonly RecordedEvent[]) {
    const wanted = events.filter(({ stream }) => this.categories.has(categoryOf(stream)));
    const last = events.at(-1)!.position;
    for (let from = 0; from < wanted.length; from += this.batchSize) {
      const batch = wanted.slice(from, from + this.batchSize);
      const isLast = from + this.batchSize >= wanted.length;
      await this.tell(batch, isLast ? last : batch.at(-1)!.position);
    }
    this.seen = last;
    if (this.seen - this.told >= MOST_SKIPPED) await this.tell([], this.seen);
    else if (this.seen > this.told) this.skipTimer ??= setTimeout(() => this.tellSkipped(), LONGEST_SKIP_MS).unref();
    this.noteArrival();
    const { lingerMs = 0 } = this.options;
    const isAtEnd = events.length < MOST_DELIVERED;
    if (isAtEnd && wanted.length && wanted.length < this.batchSize && lingerMs) {
      const busy = Math.min(1 + wanted.length / BUSY, MOST_PATIENCE);
      await sleep(lingerMs * busy, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private tellSkipped() {
    this.skipTimer = undefined;
    void this.enqueue(async () => {
      if (this.seen > this.told) await this.tell([], this.seen);
    });
  }

  private async tell(events: readonly RecordedEvent[], position: number) {
    await untilDone(() => this.handler({ events, position: String(position) }), this.stopping.signal);
    this.told = position;
  }

  private noteArrival() {
    if (this.target === undefined || this.seen < this.target || this.stopping.signal.aborted) return;
    this.target = undefined;
    this.options.onCaughtUp?.(true);
  }
}
