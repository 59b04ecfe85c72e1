import { setTimeout as sleep } from 'node:timers/promises';
import type { AllStreamSubscription, RecordedEvent as ClientEvent, StreamSubscription } from '@eventstore/db-client';
import type { RecordedEvent } from '#ports';
import { Silence } from './outcomes.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Most events given at a time. */
const BATCH = 500;

/** What to subscribe to. */
export interface Source {
  /** Subscribes behind all that was taken so far. */
  open(): AllStreamSubscription | StreamSubscription;
  /** Called between batches, when all that came was taken: it will go on behind the last checkpoint. */
  takenAll?(): void;
  /** Whether the log has something that was not taken. */
  isBehind(): Promise<boolean>;
  recorded(event: ClientEvent): RecordedEvent;
}

export interface Patience {
  /** A subscription that is not confirmed by then is given up. */
  readonly confirmMs: number;
  /** After so long without an event the log is asked whether there is one. */
  readonly idleMs: number;
}

/**
 * What one subscription after another gives, in batches, until the signal. One that ends, fails, is not confirmed or
 * keeps silent about an event is followed by the next, after a pause that grows as long as none is confirmed. The next
 * batch is asked for once the last one was taken; meanwhile the server waits.
 */
export async function* catchUp(
  source: Source,
  patience: Patience,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent[]> {
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const live = new Live(source, patience, signal);
    try {
      for (let events = await live.next(); events; events = await live.next()) yield events;
    } catch {
      if (live.confirmed) pause = FIRST_PAUSE_MS;
    } finally {
      live.end();
    }
    await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** One subscription at the server, as long as it lasts. */
class Live {
  confirmed = false;
  private readonly subscription: AllStreamSubscription | StreamSubscription;
  private over: Error | undefined;
  private wake = () => {};
  private readonly stop = () => this.wake();

  constructor(
    private readonly source: Source,
    private readonly patience: Patience,
    private readonly signal: AbortSignal,
  ) {
    this.subscription = source.open();
    const unconfirmed = setTimeout(() => this.fail(new Silence('Not confirmed')), patience.confirmMs).unref();
    this.subscription
      .on('confirmation', () => {
        clearTimeout(unconfirmed);
        this.confirmed = true;
      })
      .on('readable', () => this.wake())
      .on('end', () => this.fail(new Error('Ended by the server')))
      // Stays to the end: an error that nobody listens to ends the process.
      .on('error', (error) => this.fail(error));
    signal.addEventListener('abort', this.stop);
  }

  /** The next events once there are some; undefined at the signal. Throws when nothing more will come. */
  async next(): Promise<RecordedEvent[] | undefined> {
    while (!this.signal.aborted) {
      const events = this.buffered();
      if (events.length) return events;
      this.source.takenAll?.();
      if (this.over) throw this.over;
      if ((await this.woken()) || !(await this.source.isBehind())) continue;
      // What came while the log was asked is taken first.
      if (!this.subscription.readableLength) throw new Silence('An event was not delivered');
    }
    return undefined;
  }

  end() {
    this.signal.removeEventListener('abort', this.stop);
    this.subscription.destroy();
    this.subscription.unsubscribe().catch(() => undefined);
  }

  private buffered(): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    while (events.length < BATCH) {
      const read = this.subscription.read() as { readonly event?: ClientEvent } | null;
      if (!read) break;
      if (read.event) events.push(this.source.recorded(read.event));
    }
    return events;
  }

  /** False when nothing happened for too long. */
  private async woken(): Promise<boolean> {
    let idle: NodeJS.Timeout | undefined;
    const heard = await new Promise<boolean>((resolve) => {
      this.wake = () => resolve(true);
      idle = setTimeout(() => resolve(false), this.patience.idleMs).unref();
    });
    clearTimeout(idle);
    return heard;
  }

  private fail(error: Error) {
    this.over ??= error;
    this.wake();
  }
}
