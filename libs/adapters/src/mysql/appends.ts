import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { NO_STREAM, WrongRevision, type NewEvent } from '#ports';
import { unavailable } from '../unavailable.js';
import type { EventRow, EventTable } from './event-table.js';
import { isContention, isDuplicate, isOutage } from './failures.js';

/** Streams whose last revision is remembered. */
const STREAMS_KNOWN = 100_000;
/** Groups that are written at the same time, each on its own connection. */
const LANES = 4;
/** Most events, and bytes, of one group. */
const MOST_EVENTS = 500;
const MOST_BYTES = 1024 * 1024;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 500;

/** What one call of `append` asks for. */
export interface Append {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly events: readonly NewEvent[];
  readonly rows: readonly EventRow[];
  readonly bytes: number;
  /** Until when it is tried; by `performance.now()`. */
  readonly deadline: number;
  /** Whether the stream's end has to be read first: it was not where it was believed to be. */
  doubtful: boolean;
  answered: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes appends. What is asked for in one turn of the event loop goes into one statement, at most one append of a
 * stream; one that is refused does not fail the others. After a failure the identical events are tried again until
 * the deadline: the unique key tells what has been recorded, the ids by whom.
 */
export class Appends {
  private waiting: Append[] = [];
  private readonly busy = new Set<string>();
  private readonly lanes = new Set<Promise<void>>();
  /** Streams reach at least this revision: recorded events stay. */
  private readonly reached = new LRUCache<string, number>({ max: STREAMS_KNOWN });
  private scheduled = false;

  constructor(
    private readonly table: EventTable,
    /** Told of what was recorded, before those who asked for it are answered. */
    private readonly recorded: (appends: readonly Append[]) => void,
  ) {}

  /** The last revision of a stream that was written or met here; others may have gone on since. */
  lastKnown(stream: string): number | undefined {
    return this.reached.get(stream);
  }

  add(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    rows: readonly EventRow[],
    withinMs: number,
  ) {
    return new Promise<void>((resolve, reject) => {
      const bytes = rows.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
      const deadline = performance.now() + withinMs;
      const append: Append = {
        stream,
        expectedRevision,
        events,
        rows,
        bytes,
        deadline,
        doubtful: false,
        answered: false,
        resolve: () => {
          append.answered = true;
          resolve();
        },
        reject: (error) => {
          append.answered = true;
          reject(error as Error);
        },
      };
      this.waiting.push(append);
      if (this.scheduled) return;
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        this.begin();
      });
    });
  }

  /** Resolves once everything that was asked for is answered. */
  async idle(): Promise<void> {
    while (this.waiting.length || this.lanes.size) {
      await Promise.race([...this.lanes, sleep(FIRST_PAUSE_MS)]);
    }
  }

  private begin(): void {
    while (this.lanes.size < LANES && this.waiting.length) {
      const group = this.takeGroup();
      if (!group.length) return;
      const lane = this.write(group).finally(() => {
        for (const { stream } of group) this.busy.delete(stream);
        this.lanes.delete(lane);
        this.begin();
      });
      this.lanes.add(lane);
    }
  }

  /** In the order of the calls; an append waits while another one of its stream is under way. */
  private takeGroup(): Append[] {
    const group: Append[] = [];
    const left: Append[] = [];
    let [events, bytes] = [0, 0];
    for (const append of this.waiting) {
      const full = group.length && (events + append.rows.length > MOST_EVENTS || bytes + append.bytes > MOST_BYTES);
      if (full || this.busy.has(append.stream)) {
        left.push(append);
        continue;
      }
      this.busy.add(append.stream);
      group.push(append);
      events += append.rows.length;
      bytes += append.bytes;
    }
    this.waiting = left;
    return group;
  }

  /** Answers every append of the group. */
  private async write(group: readonly Append[]): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    for (let open = group; open.length; open = open.filter(({ answered }) => !answered)) {
      try {
        await this.attempt(open);
      } catch (error) {
        if (!isOutage(error) && !isContention(error)) return this.separate(open, error);
        for (const append of open) {
          append.doubtful = true;
          if (performance.now() + pause > append.deadline) append.reject(unavailable('log', error));
        }
        // At random, so that two processes in each other's way part.
        await sleep(pause * (0.5 + Math.random()));
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  /** What fails for a reason of its own must not fail the others. */
  private async separate(group: readonly Append[], error: unknown): Promise<void> {
    const open = group.filter(({ answered }) => !answered);
    if (group.length === 1) open[0]?.reject(unavailable('log', error));
    else for (const append of open) await this.write([append]);
  }

  /** Answers as many of the group as can be; the others were overtaken by another process and have to look again. */
  private async attempt(group: readonly Append[]): Promise<void> {
    await this.lookUp(group.filter((append) => append.doubtful || !this.mayFollow(append)));
    const ready = group.filter(this.mayFollow);
    await Promise.all(group.filter((append) => !this.mayFollow(append)).map((append) => this.settle(append)));
    if (!ready.length) return;
    // In one order everywhere, so that two statements do not wait for each other.
    const rows = ready
      .toSorted((a, b) => Buffer.compare(a.rows[0]!.stream, b.rows[0]!.stream))
      .flatMap((append) => append.rows);
    try {
      await this.table.insert(rows);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      for (const append of ready) append.doubtful = true;
      return;
    }
    for (const { stream, expectedRevision, rows: own } of ready) {
      this.reached.set(stream, expectedRevision + own.length);
    }
    this.recorded(ready);
    for (const append of ready) append.resolve();
  }

  /** Whether the stream ends, as far as is known, where the append expects it to. */
  private readonly mayFollow = ({ stream, expectedRevision, rows }: Append) =>
    rows.length > 0 && (this.reached.get(stream) ?? NO_STREAM) === expectedRevision;

  private async lookUp(appends: readonly Append[]): Promise<void> {
    if (!appends.length) return;
    const last = await this.table.lastRevisions(appends.map(({ stream }) => stream));
    for (const append of appends) {
      const revision = last.get(append.stream);
      if (revision !== undefined) this.reached.set(append.stream, revision);
      append.doubtful = false;
    }
  }

  /** Answers an append that cannot be recorded: it has been already, or the stream is elsewhere. */
  private async settle({ stream, expectedRevision, events, resolve, reject }: Append): Promise<void> {
    const last = this.reached.get(stream) ?? NO_STREAM;
    if (!events.length && last === expectedRevision) return resolve();
    const range = { from: expectedRevision + 1, limit: events.length };
    const stored = events.length ? await this.table.read(stream, range) : [];
    const same = stored.length === events.length && stored.every(({ id }, i) => id === events[i]!.id);
    if (same && events.length) resolve();
    else reject(new WrongRevision(stream, expectedRevision, last));
  }
}
