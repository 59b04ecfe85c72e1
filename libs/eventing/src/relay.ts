import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { reasonOf, type EventStore, type RecordedEvent } from '#ports';
import { lastCheckpoint, RELAY_CATEGORY, relayStream, Term, type Checkpoint } from './relay-term.js';
import { categoryOf } from './token.js';

/** Where a relay carries the log to. */
export interface Carrier {
  /**
   * Resolves once all of the events are there for good; when it rejects, any part of them may be. It is called again
   * with the same ones until it resolves, and with others only then.
   */
  carry(events: readonly RecordedEvent[]): Promise<void>;
  /** Whether nothing is there: what was carried before is gone, or nothing ever was. */
  isEmpty(): Promise<boolean>;
  /** A call that is under way rejects. */
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly namespace: string;
  /** Categories that nobody consumes, such as claims and counters. */
  readonly except?: readonly string[];
  /** The holder is replaced when its checkpoint stands still for so long while there is work, ms. */
  readonly leaseMs?: number;
}

const LEASE_MS = 5_000;
const SAVE_EVERY_MS = 500;
const SAVE_EVERY_EVENTS = 5_000;
const LONGEST_PAUSE_MS = 5_000;
/** How long a call of the carrier may go on when the relay stops. */
const STOPPING_MS = 3_000;
/**
 * Carries the whole log to where consumers in other processes find it: at least once, per stream in order, first
 * occurrences complete. Of all the relays of an installation one works, the holder; the others stand by. The stream of
 * its checkpoints elects it, by the expected revision: a checkpoint says how far all is acknowledged, and whoever
 * cannot append the next one has been replaced. A holder that was frozen and wakes up may repeat what its successor
 * has carried already, and nothing else: each begins where everything is acknowledged, by a checkpoint or to itself, and
 * none leaves out what is behind it. So the checkpoint moves also where each call of the carrier takes longer than the
 * lease: one that was replaced meanwhile goes on behind that call when its turn comes again.
 */
export class Relay {
  private readonly log = new Logger('relay');
  private readonly me = randomUUID();
  private readonly stream: string;
  private readonly leaseMs: number;
  private readonly stopping = new AbortController();
  private readonly stopped = new Promise<void>((resolve) => {
    this.stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  private readonly without: ReadonlySet<string>;
  private term: Term | undefined;
  /** Up to here everything is carried, and acknowledged to this one or by a checkpoint that it began at. */
  private acknowledged = 0;
  /** Revision of the last checkpoint by then. */
  private acknowledgedAt = 0;
  private ended: Promise<void> | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly carrier: Carrier,
    { namespace, except = [], leaseMs = LEASE_MS }: RelayOptions,
  ) {
    this.stream = relayStream(namespace);
    this.leaseMs = leaseMs;
    this.without = new Set([RELAY_CATEGORY, ...except]);
  }

  start(): void {
    this.ended ??= this.live();
  }

  /** Lets what is under way end, saves the checkpoint, and leaves the place to another one. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const patience = setTimeout(() => void this.carrier.close(), STOPPING_MS);
    await this.ended;
    clearTimeout(patience);
    await this.carrier.close();
  }

  /** Whether this one is the holder, as far as it knows. */
  get holding(): boolean {
    return this.term !== undefined && !this.term.over;
  }

  private async live(): Promise<void> {
    const { signal } = this.stopping;
    for (let pause = 100; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        const checkpoint = await this.standBy();
        if (checkpoint && (await this.take(checkpoint))) pause = 100;
      } catch (error) {
        this.log.warn({ message: 'tried again', reason: reasonOf(error) });
        await this.rest(pause);
      }
    }
  }

  /** Resolves with the checkpoint behind which this one may try to be the holder; with nothing when it is to stop. */
  private async standBy(): Promise<Checkpoint | undefined> {
    let seen: number | undefined;
    let idleSince: number | undefined;
    while (!this.stopping.signal.aborted) {
      const checkpoint = await lastCheckpoint(this.store, this.stream);
      // Nothing is told by it any more that the checkpoints do not.
      if (checkpoint.position >= this.acknowledged) this.acknowledged = 0;
      if (checkpoint.free || checkpoint.holder === this.me) return checkpoint;
      // Whether there is work is worth a look only where the holder does not move.
      if (checkpoint.revision !== seen) idleSince = undefined;
      else if (idleSince === undefined) {
        if (await this.hasWork(checkpoint.position)) idleSince = performance.now();
      } else if (performance.now() - idleSince > this.leaseMs) return checkpoint;
      seen = checkpoint.revision;
      await this.rest(this.leaseMs / 10);
    }
    return undefined;
  }

  private async hasWork(after: number): Promise<boolean> {
    for (let position = after; ;) {
      const events = await this.store.readAll({ after: position });
      if (events.some((event) => this.isCarried(event))) return true;
      const last = events.at(-1);
      if (!last) return false;
      position = last.position;
    }
  }

  /** Tries to be the holder, and works as long as it is; tells whether it was. */
  private async take(checkpoint: Checkpoint): Promise<boolean> {
    const { holder, ahead } = checkpoint;
    const lost = checkpoint.position > 0 && (await this.carrier.isEmpty()) && (await this.hasWork(0));
    if (await this.hasBegunAgain()) this.acknowledged = 0;
    const position = ahead || lost ? 0 : Math.max(checkpoint.position, this.acknowledged);
    const term = new Term(this.store, this.stream, this.me, { ...checkpoint, position });
    if (!(await term.begin())) return false;
    if (ahead) this.log.error({ message: 'the checkpoint is ahead of the log: carries it from the start', holder });
    if (lost) this.log.warn({ message: 'nothing of what was carried is there: carries it again from the start' });
    this.log.log({ message: 'carries the log', from: position, before: holder });
    this.term = term;
    const subscription = this.store.subscribe(position, (events) => this.carry(term, events));
    const saving = setInterval(() => void term.save(), Math.min(SAVE_EVERY_MS, this.leaseMs / 4));
    await Promise.race([term.lost, this.stopped]);
    await subscription.stop();
    clearInterval(saving);
    const replaced = term.over;
    await term.end();
    this.term = undefined;
    this.acknowledged = term.position;
    this.acknowledgedAt = term.revision;
    this.log.log({ message: replaced ? 'was replaced' : 'has stopped', position: term.position });
    return true;
  }

  /** Whether another one has carried all of it again since, or a part: what was acknowledged to this one may be gone. */
  private async hasBegunAgain(): Promise<boolean> {
    if (!this.acknowledged) return false;
    const since = await this.store.read(this.stream, { from: this.acknowledgedAt });
    const positions = since.map(({ data }) => (data as Checkpoint).position);
    return positions.some((position, at) => position < (positions[at - 1] ?? 0));
  }

  private async carry(term: Term, events: readonly RecordedEvent[]): Promise<void> {
    if (term.over || this.stopping.signal.aborted) return;
    const own = events.filter((event) => this.isCarried(event));
    if (own.length) {
      // Who was frozen looks first whether it was replaced.
      if (term.sinceConfirmed() > this.leaseMs / 2) await term.confirm();
      if (term.over) return;
      try {
        await this.carrier.carry(own);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.log.warn({ message: 'not carried, and tried again', events: own.length, reason: reasonOf(error) });
        await term.confirm();
        throw error;
      }
    }
    term.move(events.at(-1)!.position, own.length);
    if (term.unsaved >= SAVE_EVERY_EVENTS) await term.save();
  }

  private isCarried({ stream }: RecordedEvent): boolean {
    return !this.without.has(categoryOf(stream));
  }

  private async rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
