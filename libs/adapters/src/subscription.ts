import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import {
  isTransient,
  streamEvents,
  untilDone,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
  type StreamEvent,
  type Subscription,
} from '#ports';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Most events that a handler is given, or that a follower is read, at a time; fewer where the log ends there. */
export const BATCH = 1_000;
/** Most events kept for a follower that is slow; beyond it reads the log again. */
const MOST_QUEUED = 1_000;

/** Rings for one listener, and is heard also by one that begins to listen later. */
export class Bell {
  private rung = false;
  private wake = () => {};

  readonly ring = () => {
    this.rung = true;
    this.wake();
  };

  /** Resolves when it rings, or after the time. */
  async heard(withinMs?: number) {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
  }
}

/** A subscriber that is waited for looks so often. */
const WAIT_FOR_OTHERS_MS = 2;
/** Nobody waits for one that has not moved for so long. */
const STANDSTILL_MS = 1_000;

interface Reader {
  position: number;
  moved: number;
}

interface Follower {
  readonly bell: Bell;
  /** What was committed since it last looked; undefined when it has to read the log. */
  queue: StreamEvent[] | undefined;
  /** The highest revision that it was shown. */
  shown: number;
}

function readAgain(follower: Follower): void {
  follower.queue = undefined;
  follower.bell.ring();
}

export interface SubscriptionsOptions {
  /**
   * A subscriber that is so many events ahead of a moving one close behind it waits, so that what was read for one serves
   * the other; default: nobody waits.
   */
  readonly window?: number;
  /**
   * The last revision of a stream as far as it is known without a look. Who follows from the next one on is shown what
   * comes, and is told by `reached` of what had come from elsewhere; without, the log is read first.
   */
  readonly lastKnown?: (stream: string) => number | undefined;
}

/** `subscribe` and `follow` of a store whose commits are announced in this process, in the order of their positions. */
export class Subscriptions {
  private readonly bells = new Set<Bell>();
  private readonly running = new Set<Subscription>();
  private readonly followers = new Map<string, Set<Follower>>();
  private readonly readers = new Set<Reader>();
  private closed = false;

  constructor(
    private readonly log: Pick<EventStore, 'read' | 'readAll'>,
    private readonly options: SubscriptionsOptions = {},
  ) {}

  /** Wakes all who wait for these events. Called once they can be read. */
  committed(events: readonly RecordedEvent[]) {
    for (const bell of this.bells) bell.ring();
    this.show(events);
  }

  /** Tells those who follow the stream, ahead of `committed`: events of others may lie before these. */
  appended(stream: string, firstRevision: number, events: readonly NewEvent[]) {
    if (!this.followers.has(stream)) return;
    this.show(streamEvents(stream, firstRevision, events));
  }

  /** The streams that are followed. */
  get followed(): string[] {
    return [...this.followers.keys()];
  }

  /** Wakes those who follow these streams and were not shown the revisions that they have reached. */
  reached(revisions: ReadonlyMap<string, number>) {
    for (const [stream, revision] of revisions) {
      for (const follower of this.followers.get(stream) ?? []) if (follower.shown < revision) readAgain(follower);
    }
  }

  private show(events: readonly StreamEvent[]) {
    if (!this.followers.size) return;
    for (const event of events) {
      for (const follower of this.followers.get(event.stream) ?? []) {
        follower.shown = Math.max(follower.shown, event.revision);
        if (follower.queue && follower.queue.length < MOST_QUEUED) follower.queue.push(event);
        else follower.queue = undefined;
        follower.bell.ring();
      }
    }
  }

  /** Wakes all: something may have been committed that was not announced. */
  missed() {
    for (const bell of this.bells) bell.ring();
    for (const followers of this.followers.values()) for (const follower of followers) readAgain(follower);
  }

  subscribe(after: number, handler: (events: readonly RecordedEvent[]) => Promise<void>): Subscription {
    const stopping = new AbortController();
    const bell = new Bell();
    this.bells.add(bell);
    const ended = this.deliver(after, handler, bell, stopping.signal);
    const subscription = {
      stop: async () => {
        stopping.abort();
        bell.ring();
        await ended;
        this.bells.delete(bell);
        this.running.delete(subscription);
      },
    };
    this.running.add(subscription);
    return subscription;
  }

  private async deliver(
    after: number,
    handler: (events: readonly RecordedEvent[]) => Promise<void>,
    bell: Bell,
    signal: AbortSignal,
  ) {
    const reader: Reader = { position: after, moved: performance.now() };
    this.readers.add(reader);
    signal.addEventListener('abort', () => this.readers.delete(reader));
    while (!signal.aborted) {
      // Reading and handling may both go without I/O: others get their turn between two batches.
      await turn();
      while (this.isAhead(reader) && !signal.aborted) await sleep(WAIT_FOR_OTHERS_MS);
      let events: RecordedEvent[] = [];
      await untilDone(async () => {
        events = await this.log.readAll({ after: reader.position, limit: BATCH });
      }, signal);
      const last = events.at(-1);
      if (last) {
        await untilDone(() => handler(events), signal);
        reader.position = last.position;
        reader.moved = performance.now();
      } else if (!signal.aborted) await bell.heard();
    }
  }

  private isAhead({ position }: Reader): boolean {
    const { window } = this.options;
    if (window === undefined) return false;
    const lately = performance.now() - STANDSTILL_MS;
    return [...this.readers].some((other) => {
      const distance = position - other.position;
      return distance > window && distance < 2 * window && other.moved > lately;
    });
  }

  async *follow(stream: string, fromRevision: number, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    const isAtEnd = this.options.lastKnown?.(stream) === fromRevision - 1;
    const follower: Follower = { bell: new Bell(), queue: isAtEnd ? [] : undefined, shown: fromRevision - 1 };
    const others = this.followers.get(stream);
    if (others) others.add(follower);
    else this.followers.set(stream, new Set([follower]));
    signal.addEventListener('abort', follower.bell.ring);
    try {
      let next = fromRevision;
      while (!signal.aborted && !this.closed) {
        const events = await this.eventsFor(follower, stream, next, signal);
        if (!events) return;
        for (const event of events) {
          if (event.revision < next) continue;
          if (signal.aborted) return;
          if (event.revision > next) {
            follower.queue = undefined;
            break;
          }
          yield event;
          next = event.revision + 1;
        }
        if (!events.length) await follower.bell.heard();
      }
    } finally {
      signal.removeEventListener('abort', follower.bell.ring);
      const all = this.followers.get(stream);
      all?.delete(follower);
      if (!all?.size) this.followers.delete(stream);
    }
  }

  /** From the queue where it is complete, else from the log while the queue collects what comes meanwhile. */
  private async eventsFor(
    follower: Follower,
    stream: string,
    from: number,
    signal: AbortSignal,
  ): Promise<readonly StreamEvent[] | undefined> {
    const queued = follower.queue;
    follower.queue = [];
    if (queued) return queued;
    const events = await this.untilRead(follower, stream, from, signal);
    if (!events) return undefined;
    if (events.length === BATCH) follower.queue = undefined;
    follower.shown = Math.max(follower.shown, events.at(-1)?.revision ?? from - 1);
    return events;
  }

  /**
   * Tries again what may pass, with a longer pause after each failure, or at once when there is news: a log that is
   * away for a moment ends no follower. Undefined where the follower has ended meanwhile.
   */
  private async untilRead(
    { bell }: Follower,
    stream: string,
    from: number,
    signal: AbortSignal,
  ): Promise<StreamEvent[] | undefined> {
    for (let pause = FIRST_PAUSE_MS; !signal.aborted && !this.closed; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await this.log.read(stream, { from, limit: BATCH });
      } catch (error) {
        if (signal.aborted || this.closed) return undefined;
        if (!isTransient(error)) throw error;
        await bell.heard(pause);
      }
    }
    return undefined;
  }

  /** Ends all subscriptions, their running handlers awaited, and all followers. */
  async close() {
    this.closed = true;
    for (const followers of this.followers.values()) for (const { bell } of followers) bell.ring();
    await Promise.all([...this.running].map((subscription) => subscription.stop()));
  }
}
