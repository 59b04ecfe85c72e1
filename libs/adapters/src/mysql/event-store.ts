import type { Pool } from 'mysql2';
import {
  AppError,
  EventStore,
  inTime,
  WrongRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  type StreamEvent,
  type Restorable,
  type Subscription,
} from '#ports';
import { assertStorable, json } from '../storable.js';
import { Subscriptions } from '../subscription.js';
import { unavailable } from '../unavailable.js';
import { Appends, type Append } from './appends.js';
import {
  checkEventTable,
  EventTable,
  MOST_BYTES,
  prepareEventTable,
  type EventRow,
  type StoredEvent,
} from './event-table.js';
import { Numbering } from './numbering.js';
import { reach, type MysqlOptions } from './opening.js';
import { endPool, guardedPool } from './pool.js';
import { Tail } from './tail.js';
import { Watch } from './watch.js';

export interface MysqlEventStoreOptions extends MysqlOptions {
  /** Most connections for appends and reads; default 10. One more numbers. */
  readonly connections?: number;
  /** How long one statement may take, ms; default 5,000. */
  readonly timeoutMs?: number;
  /** How long one call may take, ms, its repetitions after failures included; default 10,000. */
  readonly callTimeoutMs?: number;
}

/**
 * The log in MySQL 8 or MariaDB, for any number of processes. An append is committed without a position; all that is
 * committed is numbered later, by whichever process wants to read it first, in a transaction that runs within the
 * server as a whole. So positions have no gaps, and none appears below one that was seen. A stream can be read before its
 * events have positions, the whole log only after. One that is open for reading gives no positions: what has none yet is
 * not there for it.
 */
export class MysqlEventStore extends EventStore implements Restorable {
  override readonly ordered = false;
  override get gapless(): boolean {
    return true;
  }
  override readonly epoch = 0;
  private readonly table: EventTable;
  private readonly appends: Appends;
  private readonly numbering: Numbering;
  private readonly subscriptions: Subscriptions;
  private readonly tail: Tail;
  private readonly watch: Watch;
  private readonly callTimeoutMs: number;
  private readonly readonly: boolean;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly pools: readonly [Pool, Pool],
    { callTimeoutMs = 10_000, readonly = false }: MysqlEventStoreOptions,
  ) {
    super();
    this.callTimeoutMs = callTimeoutMs;
    this.readonly = readonly;
    const table = (this.table = new EventTable(...pools));
    this.numbering = new Numbering(() => table.number());
    const log: Pick<EventStore, 'read' | 'readAll'> = {
      read: (stream, options) => this.read(stream, options),
      readAll: async (options) =>
        this.tail.after(options?.after ?? 0, options?.limit ?? 1_000) ??
        this.bounded(() => this.table.readAll(options ?? {})),
    };
    this.subscriptions = new Subscriptions(log, { lastKnown: (stream) => this.appends.lastKnown(stream) });
    this.tail = new Tail(table, this.subscriptions);
    this.watch = new Watch(table, this.subscriptions);
    this.appends = new Appends(table, (appends) => this.tell(appends));
  }

  /** Makes the tables where they are missing, unless it is open for reading. Throws CannotStart. */
  static async open(options: MysqlEventStoreOptions): Promise<MysqlEventStore> {
    const { variable = 'MYSQL_URL', connections = 10, timeoutMs = 5_000, readonly } = options;
    const address = await reach(options, 'daybook log', async (connection, server) => {
      await (readonly ? checkEventTable : prepareEventTable)(connection, variable);
      return server.address;
    });
    const pool = (limit: number, multipleStatements: boolean) =>
      guardedPool({ ...address, connectionLimit: limit, multipleStatements, timeoutMs, readonly });
    return new MysqlEventStore([pool(connections, false), pool(1, true)], options);
  }

  override append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<void> {
    return this.bounded(() => {
      this.assertWriter();
      assertStorable(stream, events);
      const name = bytes('stream', stream);
      const rows = events.map((event, i) => rowOf(name, expectedRevision + 1 + i, event));
      return this.appends.add(stream, expectedRevision, events, rows, this.callTimeoutMs);
    });
  }

  restore(after: number, events: readonly RecordedEvent[]): Promise<number> {
    return this.bounded(async () => {
      this.assertWriter();
      const rows = events.map((event) => {
        assertStorable(event.stream, [event]);
        return rowOf(bytes('stream', event.stream), event.revision, event);
      });
      await this.table.insertBehind(after, rows);
      return after + rows.length;
    });
  }

  override read(stream: string, options: ReadOptions = {}): Promise<StreamEvent[]> {
    return this.bounded(() => this.table.read(stream, options));
  }

  override readPlaced(stream: string, options: ReadOptions = {}): Promise<RecordedEvent[]> {
    return this.bounded(() => this.numbered(stream, options));
  }

  override readAll(options: ReadAllOptions = {}): Promise<RecordedEvent[]> {
    return this.bounded(async () => {
      await this.numberAll();
      return this.table.readAll(options);
    });
  }

  override head(): Promise<number> {
    return this.bounded(async () => {
      await this.numberAll();
      return this.table.lastPosition();
    });
  }

  override subscribe(after: number, handler: (events: readonly RecordedEvent[]) => Promise<void>): Subscription {
    this.assertWriter();
    this.tail.start();
    return this.subscriptions.subscribe(after, handler);
  }

  override follow(stream: string, fromRevision: number, signal: AbortSignal): AsyncIterable<StreamEvent> {
    this.watch.start();
    return this.subscriptions.follow(stream, fromRevision, signal);
  }

  /** Ends the subscriptions and writes what waits. */
  override close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    await this.subscriptions.close();
    await Promise.all([this.tail.stop(), this.watch.stop()]);
    await this.appends.idle();
    await Promise.all(this.pools.map((pool) => endPool(pool)));
  }

  /** Who follows a stream here need not wait until the log has given a position. */
  private tell(appends: readonly Append[]): void {
    for (const { stream, expectedRevision, events } of appends) {
      this.subscriptions.appended(stream, expectedRevision + 1, events);
    }
    this.tail.wake();
  }

  private async numberAll(): Promise<void> {
    if (!this.readonly && (await this.table.hasUnnumbered())) await this.numbering.done();
  }

  /** What has no position yet is numbered first, or passed over. */
  private async numbered(stream: string, options: ReadOptions): Promise<RecordedEvent[]> {
    for (;;) {
      const events = await this.table.read(stream, options);
      const placed = events.filter(hasPosition);
      if (this.readonly || placed.length === events.length) return placed;
      await this.numbering.done();
    }
  }

  private assertWriter() {
    if (this.readonly) throw new Error('The log is open for reading only');
  }

  /** Runs within the time of a call; whatever fails for another reason than the caller's is AppError `unavailable`. */
  private async bounded<T>(run: () => Promise<T>): Promise<T> {
    if (this.closing) throw unavailable('log', new Error('it is closed'));
    try {
      return await inTime(run(), this.callTimeoutMs, () => {
        throw new Error(`no answer within ${this.callTimeoutMs} ms`);
      });
    } catch (error) {
      throw isOurs(error) ? error : unavailable('log', error);
    }
  }
}

/** Errors that the port speaks of. */
const isOurs = (error: unknown) =>
  error instanceof AppError || error instanceof WrongRevision || error instanceof TypeError;

const hasPosition = (event: StoredEvent): event is RecordedEvent => event.position !== undefined;

const rowOf = (stream: Buffer, revision: number, { id, type, data, metadata }: NewEvent): EventRow => ({
  stream,
  revision,
  id: bytes('id', id),
  type: bytes('type', type),
  data: Buffer.from(json(data)),
  metadata: Buffer.from(json(metadata)),
});

function bytes(what: keyof typeof MOST_BYTES, text: string): Buffer {
  const buffer = Buffer.from(text);
  if (buffer.length > MOST_BYTES[what])
    throw new TypeError(`${text.slice(0, 40)}… is too long for the ${what} of an event`);
  return buffer;
}
