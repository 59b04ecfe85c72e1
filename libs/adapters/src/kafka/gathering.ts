import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import { untilDone, type FeedBatch, type FeedPosition, type RecordedEvent } from '#ports';

/** The group must hear of a member that is busy more often than the session times out. */
const HEARTBEAT_MS = 1_000;
/** Offsets are committed at most so often: after a crash so much more may be delivered again. */
const COMMIT_EVERY_MS = 500;

/** How many times as long as its consumer asks for is waited at the end: a batch costs a fetch as well, and wakes the broker. */
const LEAST_LINGER_TIMES = 3;
/** The same where the machine is busy, so that batches take the shorter time the longer each of them takes. */
const MOST_LINGER_TIMES = 12;
/** How many times as long as a batch took is waited behind it, within these bounds. */
const RESTS = 8;

/** A record that has an event, or whose event is looked up: undefined where there is none. */
export interface Gathered {
  readonly offset: string;
  readonly event: RecordedEvent | (() => Promise<RecordedEvent | undefined>);
}

/** What one partition gave at a fetch, and how much of it is taken. */
interface Portion {
  readonly payload: EachBatchPayload;
  readonly records: readonly Gathered[];
  taken: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How far a partition is taken over. */
export interface Progress {
  readonly topic: string;
  readonly partition: number;
  /** Of the next record. */
  readonly next: number;
}

export interface GatheringOptions {
  readonly batchSize: number;
  /** How long more is waited for after a batch that was not full, ms. */
  readonly lingerMs: number;
  /** Once it resolves the batch is taken over; one that fails is given again as it was. */
  readonly handle: (batch: FeedBatch) => Promise<void>;
  /** The position that a batch leaves its consumer at. */
  readonly positionAfter: (progress: readonly Progress[]) => FeedPosition;
  /** Called when the handler has resolved. */
  readonly onProgress: (progress: readonly Progress[]) => void;
  /** Nothing is handed out any more after it. */
  readonly signal: AbortSignal;
}

/**
 * Brings together what the partitions of a consumer give at a fetch, so that its handler gets large batches, one at a
 * time. Offsets are committed when the handler has resolved, never before, and soon after. While it works or fails, and
 * while an event is looked up, heartbeats go on; when the group is rebalancing, the call that runs is waited for, its
 * offsets are committed, and the rest is left to whoever owns it then.
 */
export class Gathering {
  private portions: Portion[] = [];
  private pumping = false;
  private pumped = Promise.resolve();
  /** Through which what is not committed yet can be. */
  private uncommitted: EachBatchPayload | undefined;
  private committedAt = -Infinity;
  private committing: NodeJS.Timeout | undefined;

  constructor(private readonly options: GatheringOptions) {}

  get busy(): boolean {
    return this.pumping;
  }

  /** Resolves once all of it is taken over, or nothing is to be any more; rejects when the membership of the group ends. */
  take(payload: EachBatchPayload, records: readonly Gathered[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.portions.push({ payload, records, taken: 0, resolve, reject });
      if (!this.pumping) this.pumped = this.pump();
    });
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    try {
      while (this.portions.length && !this.options.signal.aborted) {
        // The other partitions of the same fetch come within this turn.
        await turn();
        await this.step();
      }
      for (const { resolve } of this.portions.splice(0)) resolve();
    } catch (error) {
      // While the group waits for this member, its offsets still count.
      await this.flush().catch(() => undefined);
      for (const { reject } of this.portions.splice(0)) reject(error);
    }
    this.pumping = false;
  }

  /** Resolves once the call that runs has ended and what was taken over is committed, where that can be. */
  async idle(): Promise<void> {
    await this.pumped;
    await this.flush().catch(() => undefined);
  }

  private async flush(): Promise<void> {
    clearTimeout(this.committing);
    this.committing = undefined;
    const membership = this.uncommitted;
    if (!membership) return;
    this.uncommitted = undefined;
    this.committedAt = performance.now();
    await membership.commitOffsetsIfNecessary(membership.uncommittedOffsets());
  }

  private async commitSoon(membership: EachBatchPayload): Promise<void> {
    this.uncommitted = membership;
    const due = this.committedAt + COMMIT_EVERY_MS - performance.now();
    if (due <= 0) return this.flush();
    // What fails here fails again at the next batch.
    this.committing ??= setTimeout(() => void this.flush().catch(() => undefined), due).unref();
  }

  private async step(): Promise<void> {
    const { batchSize, lingerMs, handle, positionAfter, onProgress, signal } = this.options;
    const records: Gathered[] = [];
    const parts: { readonly portion: Portion; readonly taken: number; readonly last: string }[] = [];
    for (const portion of this.portions) {
      if (records.length === batchSize) break;
      const some = portion.records.slice(portion.taken, portion.taken + batchSize - records.length);
      records.push(...some);
      const taken = portion.taken + some.length;
      // Behind the last event there may be records that are no events.
      const last = taken === portion.records.length ? portion.payload.batch.lastOffset() : some.at(-1)!.offset;
      parts.push({ portion, taken, last });
    }
    const progress = parts.map(({ portion: { payload }, last }) => ({
      topic: payload.batch.topic,
      partition: payload.batch.partition,
      next: Number(last) + 1,
    }));
    const membership = parts[0]!.portion.payload;
    const heartbeat = () => membership.heartbeat();
    const events: RecordedEvent[] = [];
    const batch = { events, position: positionAfter(progress) };
    let looked = 0;
    const begun = performance.now();
    const handled = await heartbeating(heartbeat, signal, async (ended) => {
      for (; looked < records.length; looked++) {
        const { event } = records[looked]!;
        const found = typeof event === 'function' ? await event() : event;
        ended.throwIfAborted();
        if (found) events.push(found);
      }
      if (events.length) await handle(batch);
    });
    if (!handled.done) {
      if (handled.lost !== undefined) throw handled.lost;
      return;
    }
    const took = performance.now() - begun;
    for (const { portion, taken, last } of parts) {
      portion.taken = taken;
      portion.payload.resolveOffset(last);
    }
    await this.commitSoon(membership);
    onProgress(progress);
    try {
      if (handled.lost !== undefined) throw handled.lost;
      await heartbeat();
      // Nothing is fetched meanwhile: one fetch then brings all that has come.
      if (lingerMs && events.length && events.length < batchSize) {
        await sleep(lingerAfter(took, lingerMs), undefined, { signal }).catch(() => undefined);
      }
    } finally {
      // Only those of this step: one that it did not come to may have no events, and is still to be passed over.
      const here = parts.map(({ portion }) => portion);
      const finished = new Set(here.filter((portion) => portion.taken === portion.records.length));
      for (const { resolve } of finished) resolve();
      this.portions = this.portions.filter((portion) => !finished.has(portion));
    }
  }
}

const lingerAfter = (took: number, lingerMs: number) =>
  Math.min(Math.max(RESTS * took, LEAST_LINGER_TIMES * lingerMs), MOST_LINGER_TIMES * lingerMs);

/** Runs until it has succeeded once, with heartbeats; ends at the signal, and when a heartbeat tells that we are out. */
async function heartbeating(
  heartbeat: () => Promise<void>,
  signal: AbortSignal,
  run: (ended: AbortSignal) => Promise<void>,
): Promise<{ done: boolean; lost: unknown }> {
  const out = new AbortController();
  const end = () => out.abort();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  const result = { done: false, lost: undefined as unknown };
  const beat = () =>
    heartbeat().catch((error: unknown) => {
      result.lost ??= error;
      end();
    });
  const beating = setInterval(() => void beat(), HEARTBEAT_MS);
  try {
    await untilDone(async () => {
      await run(out.signal);
      result.done = true;
    }, out.signal);
  } finally {
    clearInterval(beating);
    signal.removeEventListener('abort', end);
  }
  return result;
}
