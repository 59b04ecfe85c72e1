import { setTimeout as sleep } from 'node:timers/promises';
import { untilDone, type RecordedEvent } from '#ports';
import { RecentEvents } from '../recent-events.js';
import { Bell, type Subscriptions } from '../subscription.js';
import type { EventTable } from './event-table.js';

/** Between two looks for what others have written; under load what comes meanwhile gets its positions and is read together. */
const PAUSE_MS = 50;
const BATCH = 1_000;
const RECENT_EVENTS = 16_384;
const RECENT_CHARACTERS = 16 * 1024 * 1024;

/**
 * Reads the end of the log once for all who read the whole of it in this process, and keeps the last events for them.
 * While there is nothing, what this process writes is looked for at once. Gives the positions that it finds missing.
 */
export class Tail {
  private readonly stopping = new AbortController();
  private readonly bell = new Bell();
  private recent = new RecentEvents(RECENT_EVENTS, RECENT_CHARACTERS);
  private seen = 0;
  /** Whether the last look found events. */
  private flowing = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly table: Pick<EventTable, 'look' | 'numberAndRead' | 'lastPosition'>,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Begins, with the first who reads. */
  start(): void {
    this.running ??= this.run();
  }

  /** Something was recorded here. */
  wake(): void {
    this.bell.ring();
  }

  /** The events behind a position; undefined where they are not held. None means that there are none yet. */
  after(position: number, limit: number): RecordedEvent[] | undefined {
    return this.recent.after(position, limit);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    await untilDone(async () => {
      this.seen = await this.table.lastPosition();
    }, signal);
    this.subscriptions.missed();
    while (!signal.aborted) {
      let events: RecordedEvent[] = [];
      await untilDone(async () => {
        events = await this.next();
      }, signal);
      this.flowing = events.length > 0;
      if (this.flowing) this.announce(events);
      if (events.length === BATCH) continue;
      // What is written here meanwhile is what is gathered.
      if (this.flowing) await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      else await this.bell.heard(PAUSE_MS);
    }
  }

  private async next(): Promise<RecordedEvent[]> {
    // While events come there are some without a position, too: that need not be asked.
    if (this.flowing) return this.table.numberAndRead(this.seen, BATCH);
    const { events, unnumbered } = await this.table.look(this.seen, BATCH);
    return unnumbered ? this.table.numberAndRead(this.seen, BATCH) : events;
  }

  private announce(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      // What is held has no gap, or could not be found by its position.
      if (event.position !== this.seen + 1) this.recent = new RecentEvents(RECENT_EVENTS, RECENT_CHARACTERS);
      this.recent.add(event, sizeOf(event));
      this.seen = event.position;
    }
    this.subscriptions.committed(events);
  }
}

/** About what an event takes, without writing it as JSON again. */
const sizeOf = ({ data }: RecordedEvent) => 500 + roughly(data);

function roughly(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 0;
  for (const [key, inner] of Object.entries(value)) size += key.length + roughly(inner);
  return size;
}
