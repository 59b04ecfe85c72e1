import { Injectable, Logger } from '@nestjs/common';
import { AppError, callContext, EventStore, NO_STREAM, reasonOf, SnapshotStore, type StreamEvent } from '#ports';
import type { Handled, Loaded } from './command.js';
import type { DomainEvent } from './codec.js';
import type { Decider } from './decider.js';
import { foldOn, Mailbox, type Journal, type PendingListener } from './mailbox.js';
import { loaded, StreamState, type AnyCommand, type Snapshot } from './stream-state.js';

/** A stream that grew by so many events since its last snapshot gets a new one. */
const SNAPSHOT_EVERY = 200;
/** The same for one that is forgotten: it is likely to be met again, and so many are read as soon as a snapshot. */
const SNAPSHOT_FORGOTTEN = 20;
/** After a snapshot could not be saved, the next one of its stream is tried no sooner, and no other failure is told. */
const SNAPSHOT_PAUSE_MS = 60_000;

/**
 * The one way to aggregates: keeps their folded state and their mailboxes. In one process commands of one stream are
 * decided one after another on the folded state; the expected revision of every append guards against all others.
 */
@Injectable()
export class Aggregates {
  /** Memory for folded streams, bytes; what was not used for longest is forgotten first. */
  cacheBytes = 96 * 1024 * 1024;
  private readonly mailboxes = new Map<string, Mailbox<unknown>>();
  private readonly opening = new Map<string, Promise<Mailbox<unknown>>>();
  private readonly listeners: PendingListener[] = [];
  private readonly journal: Journal = {
    last: Promise.resolve(),
    publish: (events) => {
      for (const listener of this.listeners) listener(events);
    },
  };
  private weight = 0;
  private readonly log = new Logger('snapshots');
  private toldAt = -Infinity;

  constructor(
    private readonly store: EventStore,
    private readonly snapshots: SnapshotStore,
  ) {}

  /** The aggregate with everything that was acknowledged; an empty one when it is not there. */
  async load<S>(decider: Decider<S, never, DomainEvent>, id: string): Promise<Loaded<S>> {
    return (await this.mailbox(decider, id)).load();
  }

  /**
   * The same for a call that is answered like a command: with everything that was acknowledged in this process, and
   * ahead of the disk where a reaction inside it asks.
   */
  async loadDecided<S>(decider: Decider<S, never, DomainEvent>, id: string): Promise<Loaded<S>> {
    const mailbox = await this.mailbox(decider, id);
    if (!this.store.ordered) return mailbox.guessed ? mailbox.load() : mailbox.decided();
    const epoch = callContext()?.ahead?.epoch;
    if (epoch === undefined) return mailbox.load();
    if (epoch !== this.store.epoch) throw void_();
    return mailbox.decided();
  }

  /**
   * The aggregate with at least what is recorded up to a revision: where this process knows as much, the log is not
   * asked.
   */
  async loadSince<S>(decider: Decider<S, never, DomainEvent>, id: string, revision: number): Promise<Loaded<S>> {
    const mailbox = await this.mailbox(decider, id);
    return this.store.ordered || mailbox.revision < revision ? mailbox.load() : mailbox.decided();
  }

  /** Whether there is an aggregate of this id: quicker than to load it where there is none. */
  async exists(decider: Decider<unknown, never, DomainEvent>, id: string): Promise<boolean> {
    const stream = streamOf(decider, id);
    if ((this.mailboxes.get(stream)?.revision ?? NO_STREAM) !== NO_STREAM) return true;
    return (await this.store.read(stream, { limit: 1 })).length > 0;
  }

  /** The aggregate as it was at a revision, or when a time (ISO 8601, of recording) had passed. */
  async loadAsOf<S>(decider: Decider<S, never, DomainEvent>, id: string, asOf: string): Promise<Loaded<S>> {
    const until = pointInHistory(asOf);
    const state = new StreamState<S>(decider, streamOf(decider, id));
    await foldOn(this.store, state, Number.isNaN(Number(asOf)) ? Infinity : Number(asOf), until);
    return loaded(state);
  }

  /**
   * Decides a command and appends what follows. Answered when it is on disk, refusals and no-ops included; a reaction
   * inside the process is answered as soon as it is decided. Throws what the decider throws; AppError `unavailable`
   * or `timeout` leave open whether it was recorded: the same command again tells.
   */
  async handle<S, C extends AnyCommand>(decider: Decider<S, C, DomainEvent>, command: C): Promise<Handled<S>> {
    const context = callContext();
    if (context?.signal?.aborted || (context && context.deadline < performance.now())) throw late();
    if (context?.ahead && context.ahead.epoch !== this.store.epoch) throw void_();
    const stream = streamOf(decider, command.id);
    let mailbox = this.inMemory<S>(stream) ?? this.begun(decider, command);
    // It may have been forgotten while it was awaited; from here to its append it cannot be.
    for (; !mailbox; mailbox = this.inMemory(stream)) await this.opened(decider, stream);
    try {
      const sent = mailbox.send(command, context);
      return sent instanceof Promise ? await sent : sent;
    } finally {
      this.keepInBounds(stream, mailbox);
    }
  }

  /** Resolves when everything that was decided so far is on disk: to be awaited before a call leaves the house. */
  async settled(): Promise<void> {
    const ahead = callContext()?.ahead;
    await this.journal.last;
    if (ahead && ahead.epoch !== this.store.epoch) throw void_();
  }

  /** Hears of events as soon as they are decided, where that is safe (see EventStore.ordered), else when they are on disk. */
  onPending(listener: PendingListener): void {
    this.listeners.push(listener);
  }

  private async mailbox<S>(decider: Decider<S, never, DomainEvent>, id: string): Promise<Mailbox<S>> {
    const stream = streamOf(decider, id);
    const mailbox = this.inMemory<S>(stream) ?? (await this.opened(decider, stream));
    this.keepInBounds(stream, mailbox);
    return mailbox;
  }

  /** The mailbox of a stream that is folded already, from now on the one that was used last. */
  private inMemory<S>(stream: string): Mailbox<S> | undefined {
    const mailbox = this.mailboxes.get(stream);
    if (!mailbox || mailbox.failed) return undefined;
    this.mailboxes.delete(stream);
    this.mailboxes.set(stream, mailbox);
    return mailbox as Mailbox<S>;
  }

  /** The mailbox of a stream that most likely is not there yet. */
  private begun<S, C extends AnyCommand>(decider: Decider<S, C, DomainEvent>, command: C): Mailbox<S> | undefined {
    const stream = streamOf(decider, command.id);
    // Alone on its log a process knows without a look which streams there are.
    if (this.store.ordered || this.opening.has(stream) || !decider.begins?.(command)) return undefined;
    const mailbox = this.keep(new Mailbox(this.store, new StreamState<S>(decider, stream), this.journal));
    mailbox.guessed = true;
    return mailbox;
  }

  private opened<S>(decider: Decider<S, never, DomainEvent>, stream: string): Promise<Mailbox<S>> {
    const opening = this.opening.get(stream) ?? this.open(decider as Decider<unknown, never, DomainEvent>, stream);
    this.opening.set(stream, opening);
    return opening as Promise<Mailbox<S>>;
  }

  private async open<S>(decider: Decider<S, never, DomainEvent>, stream: string): Promise<Mailbox<unknown>> {
    try {
      const state = new StreamState<S>(decider, stream);
      // Most streams are new or short: they have no snapshot, and one look is enough.
      const first = await this.store.read(stream, { limit: SNAPSHOT_FORGOTTEN });
      const short = first.length < SNAPSHOT_FORGOTTEN;
      const snapshot = short ? undefined : await this.snapshots.load(stream, schemaOf(decider)).catch(() => undefined);
      const mailbox = new Mailbox(this.store, state, this.journal);
      if (snapshot) {
        state.fromSnapshot(snapshot.revision, snapshot.state as Snapshot);
        mailbox.snapshotAt = snapshot.revision;
        mailbox.mark();
      }
      if (short) state.fold(first);
      else await foldOn(this.store, state);
      return this.keep(mailbox) as Mailbox<unknown>;
    } finally {
      this.opening.delete(stream);
    }
  }

  private keep<S>(mailbox: Mailbox<S>): Mailbox<S> {
    this.forget(mailbox.stream);
    this.weight += mailbox.counted = mailbox.weight;
    this.mailboxes.set(mailbox.stream, mailbox as Mailbox<unknown>);
    return mailbox;
  }

  private keepInBounds<S>(stream: string, used: Mailbox<S>): void {
    used.mark();
    if (used.revision - used.snapshotAt >= SNAPSHOT_EVERY) this.snapshot(used);
    if (this.mailboxes.get(stream) !== (used as Mailbox<unknown>)) return;
    this.weight += used.weight - used.counted;
    used.counted = used.weight;
    if (this.weight < this.cacheBytes) return;
    for (const [each, mailbox] of this.mailboxes) {
      if (this.weight < this.cacheBytes * 0.9) return;
      if (mailbox.pending) continue;
      if (mailbox.revision - mailbox.snapshotAt >= SNAPSHOT_FORGOTTEN) this.snapshot(mailbox);
      this.forget(each);
    }
  }

  private forget(stream: string): void {
    this.weight -= this.mailboxes.get(stream)?.counted ?? 0;
    this.mailboxes.delete(stream);
  }

  /** A snapshot is a cache: when it cannot be written the stream is folded from further back. */
  private snapshot<S>(mailbox: Mailbox<S>): void {
    if (performance.now() < mailbox.snapshotDue) return;
    mailbox.snapshotDue = Infinity;
    const { stream, revision, decider, snapshot } = mailbox.forSnapshot();
    const save = async () => {
      try {
        await this.snapshots.save(stream, schemaOf(decider), revision, snapshot);
        mailbox.snapshotAt = revision;
        mailbox.snapshotDue = 0;
      } catch (error) {
        mailbox.snapshotDue = performance.now() + SNAPSHOT_PAUSE_MS;
        this.tell({ message: 'not saved, and tried again later', stream, revision, reason: reasonOf(error) });
      }
    };
    // Of what was not recorded nothing is kept: the mailbox has failed.
    mailbox.settled().then(save, () => undefined);
  }

  private tell(warning: object): void {
    const now = performance.now();
    if (now - this.toldAt < SNAPSHOT_PAUSE_MS) return;
    this.toldAt = now;
    this.log.warn(warning);
  }
}

/** The name of an aggregate's stream. */
export const streamOf = ({ category }: { readonly category: string }, id: string): string => `${category}-${id}`;

const schemaOf = ({ category, schema }: { readonly category: string; readonly schema: number }) =>
  `${category}/${schema}`;

const late = () => new AppError('timeout', 'DEADLINE_EXCEEDED', 'The time for this was up before it was decided.');

const void_ = () =>
  new AppError('unavailable', 'LOG_UNAVAILABLE', 'What this was decided on could not be recorded.', [], 1);

/** Whether an event had been recorded at a revision or a time. */
export function pointInHistory(asOf: string, parameter = 'asOf'): (event: StreamEvent) => boolean {
  if (/^\d{1,15}$/.test(asOf)) return ({ revision }) => revision <= Number(asOf);
  const time = /^\d{4}-\d{2}-\d{2}/.test(asOf) ? Date.parse(asOf) : NaN;
  if (Number.isNaN(time)) {
    throw new AppError('invalid', 'VALIDATION_FAILED', 'A point in history is a revision or a time in ISO 8601.', [
      { parameter, message: 'must be a revision or a time in ISO 8601' },
    ]);
  }
  return ({ metadata }) => Date.parse(metadata.at) <= time;
}
