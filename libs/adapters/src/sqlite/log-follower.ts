import {
  AppError,
  EventStore,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  type StreamEvent,
  type Subscription,
} from '#ports';
import { RecentEvents } from '../recent-events.js';
import { Subscriptions } from '../subscription.js';
import { Sqlite } from './driver.js';
import { EventTable } from './event-table.js';
import { opening } from './opening.js';

/** What is kept of what was read last: subscribers that are close to each other read it once. */
const RECENT_EVENTS = 16_384;
const RECENT_CHARACTERS = 24 * 1024 * 1024;
/** Subscribers that are closer than this wait for each other; the memory holds twice as much at least. */
const WINDOW = 4_096;

/** The log for another thread than its writer's: for reading and for subscribers, who hear of news by `committed`. */
export class SqliteLogFollower extends EventStore {
  override readonly ordered = true;
  override readonly epoch = 0;
  private readonly db: Sqlite;
  private readonly table: EventTable;
  private readonly recent = new RecentEvents(RECENT_EVENTS, RECENT_CHARACTERS);
  private readonly subscriptions = new Subscriptions(this, { window: WINDOW });

  /** The file has been made by the writer. Throws CannotStart. */
  constructor(path: string) {
    super();
    this.db = opening(`The log ${path}`, () => new Sqlite(path, { readonly: true }));
    this.table = new EventTable(this.db);
  }

  /** The writer has committed something. */
  committed(): void {
    this.subscriptions.missed();
  }

  override async readPlaced(stream: string, options: ReadOptions = {}): Promise<RecordedEvent[]> {
    return this.table.read(stream, options);
  }

  override async readAll({ after, limit = 1_000, direction = 'forwards' }: ReadAllOptions = {}) {
    return direction === 'forwards'
      ? this.forwards(after ?? 0, limit)
      : this.table.readAll({ after: after ?? Number.MAX_SAFE_INTEGER, limit, direction }).map(({ event }) => event);
  }

  override async head(): Promise<number> {
    return this.table.lastPosition();
  }

  override append(): Promise<never> {
    return Promise.reject(new AppError('unavailable', 'LOG_UNAVAILABLE', 'Only its own thread writes the log.'));
  }

  override subscribe(after: number, handler: (events: readonly RecordedEvent[]) => Promise<void>): Subscription {
    return this.subscriptions.subscribe(after, handler);
  }

  override follow(stream: string, fromRevision: number, signal: AbortSignal): AsyncIterable<StreamEvent> {
    return this.subscriptions.follow(stream, fromRevision, signal);
  }

  override async close(): Promise<void> {
    await this.subscriptions.close();
    this.db.close();
  }

  /** What whoever is furthest reads serves those close behind, too; who is far behind reads alone. */
  private forwards(after: number, limit: number): RecordedEvent[] {
    const known = this.recent.after(after, limit);
    if (known?.length) return known;
    const read = this.table.readAll({ after, limit, direction: 'forwards' });
    if (after >= this.recent.end) {
      if (after > this.recent.end) this.recent.clear();
      for (const { event, size } of read) this.recent.add(event, size);
    }
    return read.map(({ event }) => event);
  }
}
