import { Logger } from '@nestjs/common';
import type { ReadModel, StreamEvent } from '#ports';
import { Parked } from './eventing.tables.js';
import type { ReadSideKeeper } from './read-side-keeper.js';

interface Stopped {
  /** Revision of the event at which the stream is parked. */
  at: number;
  /** Revision of the first event behind it that came here and was not delivered. */
  missed?: number;
}

/** Where a consumer that was parked goes on. */
export interface Resumed {
  readonly stream: string;
  readonly from: number;
}

/**
 * The streams at which a reactor stopped. Their rows are the truth, for all replicas of the reactor: one that came to a
 * stream later holds it as well, and one that holds it learns when another one has gone on.
 */
export class ParkedStreams {
  private readonly log = new Logger('parked');
  private readonly stopped = new Map<string, Stopped>();
  /** Tried again here at this moment. */
  private readonly tried = new Set<string>();

  constructor(
    private readonly consumer: string,
    private readonly readModel: ReadModel,
    private readonly keeper: Pick<ReadSideKeeper, 'park' | 'unpark'>,
  ) {}

  get size(): number {
    return this.stopped.size;
  }

  has(stream: string): boolean {
    return this.stopped.has(stream);
  }

  /** Whether an event waits behind one that is parked. It is remembered that it came. */
  holds({ stream, revision }: StreamEvent): boolean {
    const stopped = this.stopped.get(stream);
    if (stopped && revision > stopped.at) stopped.missed = Math.min(stopped.missed ?? revision, revision);
    return stopped !== undefined;
  }

  /** Rejects when its row cannot be written; then it is not parked. */
  async park({ stream, revision, type }: StreamEvent, error: unknown): Promise<void> {
    const { consumer } = this;
    const reason = error instanceof Error ? error.message : String(error);
    await this.keeper.park({ consumer, stream, revision, type, reason });
    this.stopped.set(stream, { at: revision });
    this.log.error({ message: 'parked', consumer, stream, revision, type, reason, stack: (error as Error).stack });
  }

  /** Runs what tries a stream again; its row goes when that has not parked it anew. Tells whether the stream goes on. */
  async tryAgain(stream: string, from: number, run: () => Promise<void>): Promise<boolean> {
    this.stopped.delete(stream);
    this.tried.add(stream);
    try {
      await this.orHold({ stream, from }, run);
      if (this.has(stream)) return false;
      await this.keeper.unpark(this.consumer, stream);
      return true;
    } finally {
      this.tried.delete(stream);
    }
  }

  /**
   * Reads the rows. What another replica has gone on with is no longer held: `goOn` brings the events that came here
   * meanwhile; the other one may have seen to them already.
   */
  async look(goOn: (resumed: Resumed) => Promise<void>): Promise<void> {
    const before = [...this.stopped.keys()];
    const rows = await this.readModel.manager.findBy(Parked, { consumer: this.consumer });
    for (const { stream, revision } of rows) this.hold(stream, revision);
    const there = new Set(rows.map(({ stream }) => stream));
    const resumed = before.flatMap((stream) => {
      const stopped = this.stopped.get(stream);
      if (there.has(stream) || !stopped) return [];
      this.stopped.delete(stream);
      return stopped.missed === undefined ? [] : [{ stream, from: stopped.missed }];
    });
    await Promise.all(resumed.map((each) => this.orHold(each, () => goOn(each))));
  }

  private hold(stream: string, at: number): void {
    if (this.tried.has(stream)) return;
    const { missed, at: before = at } = this.stopped.get(stream) ?? {};
    if (this.has(stream) && at <= before) return;
    // Another replica came further and stopped there: what it came past needs nobody here.
    this.stopped.set(stream, { at, ...(missed !== undefined && { missed: Math.max(missed, at + 1) }) });
  }

  /** What cannot be gone on with stays held, so that it is begun with again. */
  private async orHold({ stream, from }: Resumed, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!this.has(stream)) this.stopped.set(stream, { at: from - 1, missed: from });
      throw error;
    }
  }
}
