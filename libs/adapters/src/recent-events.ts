import type { RecordedEvent } from '#ports';

/**
 * The end of the log in memory: who is nearly caught up is served without reading and parsing again. Holds between
 * half and all of its bounds, whatever is met first. Positions have no gaps here.
 */
export class RecentEvents {
  // Two generations: the older one is let go as a whole when the newer one is full.
  private older = new Generation();
  private newer = new Generation();

  /** Sizes are in characters of JSON. */
  constructor(
    private readonly maxEvents: number,
    private readonly maxSize: number,
  ) {}

  /** Takes the event that follows the last one. */
  add(event: RecordedEvent, size: number) {
    if (this.newer.events.length >= this.maxEvents / 2 || this.newer.size + size > this.maxSize / 2) {
      this.older = this.newer;
      this.newer = new Generation();
    }
    this.newer.add(event, size);
  }

  /** Position of the last event that is held; 0 where none is. */
  get end(): number {
    return this.newer.events.at(-1)?.position ?? this.older.events.at(-1)?.position ?? 0;
  }

  /** Forgets all: the next event may be any. */
  clear() {
    this.older = new Generation();
    this.newer = new Generation();
  }

  /** The events behind a position; undefined where they are not all held. */
  after(position: number, limit: number): RecordedEvent[] | undefined {
    const { older, newer } = { older: this.older.events, newer: this.newer.events };
    const first = (older[0] ?? newer[0])?.position;
    if (first === undefined || position < first - 1) return undefined;
    const from = position - first + 1;
    const split = older.length;
    if (from >= split) return newer.slice(from - split, from - split + limit);
    const events = older.slice(from, from + limit);
    return events.concat(newer.slice(0, limit - events.length));
  }

  /** The events before a position, the highest first; undefined where they are not all held. */
  before(position: number, limit: number): RecordedEvent[] | undefined {
    const after = Math.max(0, position - 1 - limit);
    return this.after(after, position - 1 - after)?.reverse();
  }

  /** The events of a stream from a revision on; undefined where they are not all held. */
  ofStream(stream: string, from: number, limit: number): RecordedEvent[] | undefined {
    const older = this.older.ofStream(stream);
    const newer = this.newer.ofStream(stream);
    const first = older[0] ?? newer[0];
    if (!first || from < first.revision) return undefined;
    const skipped = from - first.revision;
    return [...older, ...newer].slice(skipped, skipped + limit);
  }
}

const NONE: readonly RecordedEvent[] = [];

class Generation {
  readonly events: RecordedEvent[] = [];
  /** Characters of JSON. */
  size = 0;
  private readonly streams = new Map<string, RecordedEvent[]>();

  add(event: RecordedEvent, size: number) {
    this.events.push(event);
    this.size += size;
    const others = this.streams.get(event.stream);
    if (others) others.push(event);
    else this.streams.set(event.stream, [event]);
  }

  ofStream(stream: string): readonly RecordedEvent[] {
    return this.streams.get(stream) ?? NONE;
  }
}
