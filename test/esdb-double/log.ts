import { EventEmitter } from 'node:events';
import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeFileSync } from 'node:fs';

/** An event as a client proposes it. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

export interface Stored extends Proposed {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly created: number;
}

export type Expected = 'any' | 'no_stream' | 'stream_exists' | number;

/** The last event of what was recorded, now or earlier, or the revision at which the stream is instead. */
export type Outcome = { readonly last: Stored } | { readonly current: number };

interface Waiting {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Proposed[];
  readonly forgetIds: boolean;
  readonly resolve: (outcome: Outcome) => void;
}

/** Positions are places in a file of records and have gaps. */
const BYTES_PER_EVENT = 137n;

/**
 * The double's log: a line per append in a file that is synced before an answer leaves, so that it survives a kill.
 * Emits `committed` once new events can be read.
 */
export class EventLog extends EventEmitter<{ committed: [] }> {
  readonly all: Stored[] = [];
  private readonly streams = new Map<string, Stored[]>();
  private readonly file: number;
  private waiting: Waiting[] = [];

  constructor(
    path: string,
    /** Behind which the first event stands. */
    private readonly start = 4_096n,
  ) {
    super();
    this.setMaxListeners(0);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.file = openSync(path, 'a');
    ftruncateSync(this.file, Buffer.byteLength(whole));
    for (const line of whole.split('\n')) if (line) this.remember(parsed(line));
  }

  stream(name: string): readonly Stored[] {
    return this.streams.get(name) ?? [];
  }

  /** Index in `all` of the first event behind a position. */
  indexBehind(position: bigint): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.all[middle]!.position > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Resolves once it is on disk, with all appends of the same turn. */
  append(
    stream: string,
    expected: Expected,
    events: readonly Proposed[],
    { forgetIds = false } = {},
  ): Promise<Outcome> {
    return new Promise((resolve) => {
      if (!this.waiting.length) setImmediate(() => this.flush());
      this.waiting.push({ stream, expected, events, forgetIds, resolve });
    });
  }

  close() {
    closeSync(this.file);
  }

  private flush() {
    const group = this.waiting;
    this.waiting = [];
    const lines: string[] = [];
    const outcomes = group.map((append) => this.decide(append, lines));
    if (lines.length) {
      writeFileSync(this.file, lines.join('')); // all of it, or it throws: one write may stop where the disk is full
      fdatasyncSync(this.file);
    }
    group.forEach(({ resolve }, i) => resolve(outcomes[i]!));
    if (lines.length) this.emit('committed');
  }

  /**
   * As EventStoreDB decides: ids are compared only where the stream has gone beyond the expected revision. A repeat at
   * the head, with the head as expected revision or with `any`, is written again (the real one may remember the ids of
   * an `any` for a while; nobody can rely on it).
   */
  private decide({ stream, expected, events, forgetIds }: Waiting, lines: string[]): Outcome {
    const past = this.stream(stream);
    const current = past.length - 1;
    if (expected === 'stream_exists' && current < 0) return { current };
    if (expected !== 'any' && expected !== 'stream_exists') {
      const revision = expected === 'no_stream' ? -1 : expected;
      if (revision !== current) {
        const repeated = !forgetIds && events.every(({ id }, i) => past[revision + 1 + i]?.id === id);
        return revision < current && repeated ? { last: past[revision + events.length]! } : { current };
      }
    }
    const before = this.all.at(-1)?.position ?? this.start;
    const stored = events.map((event, i): Stored => ({
      ...event,
      stream,
      revision: current + 1 + i,
      position: before + BYTES_PER_EVENT * BigInt(i + 1),
      created: Date.now(),
    }));
    this.remember(stored);
    lines.push(`${JSON.stringify(stored.map(lineOf))}\n`);
    return { last: stored.at(-1)! };
  }

  private remember(events: readonly Stored[]) {
    for (const event of events) {
      this.all.push(event);
      const others = this.streams.get(event.stream);
      if (others) others.push(event);
      else this.streams.set(event.stream, [event]);
    }
  }
}

const lineOf = ({ data, metadata, position, ...rest }: Stored) => ({
  ...rest,
  position: String(position),
  data: data.toString('base64'),
  metadata: metadata.toString('base64'),
});

const parsed = (line: string): Stored[] =>
  (JSON.parse(line) as ReturnType<typeof lineOf>[]).map(({ data, metadata, position, ...rest }) => ({
    ...rest,
    position: BigInt(position),
    data: Buffer.from(data, 'base64'),
    metadata: Buffer.from(metadata, 'base64'),
  }));
