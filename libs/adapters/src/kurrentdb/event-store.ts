import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventStore,
  NO_STREAM,
  untilDone,
  WrongRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  type StreamEvent,
  type Subscription,
} from '#ports';
import { assertStorable, json } from '../storable.js';
import { unavailable } from '../unavailable.js';
import { catchUp, type Source } from './catch-up.js';
import type { LogClient } from './log-client.js';
import { clientOf, reach } from './opening.js';
import { isConflict, isRefusal } from './outcomes.js';

const FIRST_PAUSE_MS = 50;
/** Most events that are read in one call. */
const PAGE = 500;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export interface KurrentdbEventStoreOptions {
  /** Streams are stored as `<namespace>.<stream>`, so that installations can share a server; default `daybook`. No dots. */
  readonly namespace?: string;
  /** How long the server is awaited at start, ms; default 30,000. */
  readonly startTimeoutMs?: number;
  /** How long one try of an append may take, ms; default 3,000. With its repeats it takes at most twice as long. */
  readonly appendTimeoutMs?: number;
  /** The same for reading up to 500 events; default 10,000. */
  readonly readTimeoutMs?: number;
  /** After so long without an event a subscription asks whether it missed one, ms; default 30,000. */
  readonly idleMs?: number;
}

/**
 * The log in EventStoreDB, or KurrentDB, from version 22.6 on. Its positions are commit positions: they have gaps, and
 * grow with the bytes written. One of these per process.
 *
 * No call hangs on a server that is silent, and none of its failures ends the process. An append whose outcome is not
 * known is repeated as it was; ids that are on the stream behind the expected revision are its success.
 */
export class KurrentdbEventStore extends EventStore {
  override readonly ordered = false;
  override readonly epoch = 0;
  private readonly appendTimeoutMs: number;
  private readonly readTimeoutMs: number;
  private readonly idleMs: number;
  private readonly closing = new AbortController();
  private readonly running = new Set<Subscription>();
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly client: LogClient,
    { appendTimeoutMs = 3_000, readTimeoutMs = 10_000, idleMs = 30_000 }: KurrentdbEventStoreOptions,
  ) {
    super();
    this.appendTimeoutMs = appendTimeoutMs;
    this.readTimeoutMs = readTimeoutMs;
    this.idleMs = idleMs;
    // One per follower.
    setMaxListeners(0, this.closing.signal);
  }

  /** Connects to the server that a connection string (`esdb://…`) names, and awaits it. Throws CannotStart. */
  static async open(url: string, options: KurrentdbEventStoreOptions = {}): Promise<KurrentdbEventStore> {
    const { namespace = 'daybook', startTimeoutMs = 30_000, readTimeoutMs = 10_000 } = options;
    const client = clientOf(url, namespace);
    try {
      await reach(client, url, startTimeoutMs, Math.min(readTimeoutMs, startTimeoutMs));
      return new KurrentdbEventStore(client, options);
    } catch (error) {
      await client.close().catch(() => undefined);
      throw error;
    }
  }

  override async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<void> {
    assertStorable(stream, events);
    for (const { id } of events) if (!UUID.test(id)) throw new TypeError(`${id} is no UUID in lower case`);
    const stored = events.map(({ id, type, data, metadata }) => ({
      id,
      type,
      data: JSON.parse(json(data)) as unknown,
      metadata: JSON.parse(json(metadata)) as NewEvent['metadata'],
    }));
    return this.repeated(this.appendTimeoutMs, async (left) => {
      try {
        if (events.length) return await this.client.append(stream, expectedRevision, stored, left());
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
      if (await this.isRecorded(stream, expectedRevision, events, left)) return;
      const [last] = await this.client.readStream({ stream, count: 1, backwards: true }, left());
      const revision = last?.revision ?? NO_STREAM;
      if (revision !== expectedRevision) throw new WrongRevision(stream, expectedRevision, revision);
      if (!events.length) return;
      throw new Error(`${stream} is at ${revision}, and yet the server refused an append there`);
    });
  }

  override async readPlaced(stream: string, options: ReadOptions = {}): Promise<RecordedEvent[]> {
    const { from, limit, direction = 'forwards' } = options;
    const backwards = direction === 'backwards';
    return this.pages(limit, async (last, count, left) => {
      const next = last ? last.revision + (backwards ? -1 : 1) : from;
      return next === -1 ? [] : this.client.readStream({ stream, from: next, count, backwards }, left());
    });
  }

  override async readAll({ after, limit = 1000, direction = 'forwards' }: ReadAllOptions = {}) {
    return this.pages(limit, async (last, count, left) => {
      const from = last?.position ?? after;
      if (direction === 'backwards') return this.client.readAll({ from, count, backwards: true }, left());
      if (!from) return this.client.readAll({ count }, left());
      const found = await this.client.readAll({ from, count: count + 1 }, left());
      return found.filter(({ position }) => position > from).slice(0, count);
    });
  }

  override async head(): Promise<number> {
    const [last] = await this.readAll({ direction: 'backwards', limit: 1 });
    return last?.position ?? 0;
  }

  override subscribe(after: number, handler: (events: readonly RecordedEvent[]) => Promise<void>): Subscription {
    const stopping = new AbortController();
    const ended = this.deliver(after, handler, stopping.signal);
    const subscription = {
      stop: async () => {
        stopping.abort();
        await ended;
        this.running.delete(subscription);
      },
    };
    this.running.add(subscription);
    return subscription;
  }

  override async *follow(stream: string, fromRevision: number, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    const ended = AbortSignal.any([signal, this.closing.signal]);
    let next = fromRevision;
    const source: Source = {
      open: () => this.client.subscribeToStream(stream, next),
      isBehind: async () => (await this.read(stream, { from: next, limit: 1 })).length > 0,
      recorded: (event) => this.client.recorded(event),
    };
    for await (const events of catchUp(source, this.patience, ended)) {
      for (const event of events) {
        if (event.revision < next) continue;
        if (ended.aborted) return;
        next = event.revision + 1;
        yield event;
      }
    }
  }

  /** Ends the subscriptions, their running handlers awaited, all followers, and the connection. */
  override close(): Promise<void> {
    this.closed ??= this.shut();
    return this.closed;
  }

  private async shut() {
    this.closing.abort();
    await Promise.all([...this.running].map((subscription) => subscription.stop()));
    await this.client.close();
  }

  private async deliver(
    after: number,
    handler: (events: readonly RecordedEvent[]) => Promise<void>,
    signal: AbortSignal,
  ) {
    let position = after;
    let checkpoint = after;
    const source: Source = {
      open: () => {
        // One that the last subscription gave may lie behind events that were lost with it.
        checkpoint = position;
        return this.client.subscribeToAll(position, (reached) => (checkpoint = reached));
      },
      takenAll: () => (position = Math.max(position, checkpoint)),
      isBehind: async () => (await this.head()) > position,
      recorded: (event) => this.client.recorded(event),
    };
    for await (const events of catchUp(source, this.patience, signal)) {
      const next = events.filter((event) => event.position > position);
      if (next.length) await untilDone(() => handler(next), signal);
      position = Math.max(position, events.at(-1)!.position);
    }
  }

  private get patience() {
    return { confirmMs: this.readTimeoutMs, idleMs: this.idleMs };
  }

  /** Whether the identical append was recorded before. */
  private async isRecorded(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    left: () => number,
  ): Promise<boolean> {
    if (!events.length) return false;
    const found = await this.client.readStream({ stream, from: expectedRevision + 1, count: events.length }, left());
    return found.length === events.length && found.every(({ id }, i) => id === events[i]!.id);
  }

  /** Reads on behind the last event until the limit, or until a page is not full. */
  private async pages(
    limit = Infinity,
    page: (last: RecordedEvent | undefined, count: number, left: () => number) => Promise<RecordedEvent[]>,
  ): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    while (events.length < limit) {
      const count = Math.min(PAGE, limit - events.length);
      const found = await this.repeated(this.readTimeoutMs, (left) => page(events.at(-1), count, left));
      events.push(...found);
      if (found.length < count) break;
    }
    return events;
  }

  /**
   * Runs what may be repeated until it succeeds or is refused, at most for twice the time that one try may take; then
   * it is AppError `unavailable`. `left` tells how long the present call may take.
   */
  private async repeated<T>(tryMs: number, run: (left: () => number) => Promise<T>): Promise<T> {
    const end = performance.now() + 2 * tryMs;
    const left = () => Math.max(1, Math.min(tryMs, end - performance.now()));
    for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
      if (this.closed) throw unavailable('log', new Error('The log is closed'));
      try {
        return await run(left);
      } catch (error) {
        if (error instanceof WrongRevision || isRefusal(error)) throw error;
        if (performance.now() + pause > end) throw unavailable('log', error);
        await sleep(pause);
      }
    }
  }
}
