import { setImmediate as turn } from 'node:timers/promises';
import {
  AppError,
  NO_STREAM,
  streamEvents,
  WrongRevision,
  type CallContext,
  type EventStore,
  type NewEvent,
  type StreamEvent,
} from '#ports';
import type { Handled, Loaded } from './command.js';
import { loaded, StreamState, type AnyCommand, type Decision } from './stream-state.js';
import { tokenOf } from './token.js';

/**
 * Events that were decided here and are on disk, or on an ordered log will be, before anything that is decided on them;
 * their position is not told.
 */
export type PendingListener = (events: readonly StreamEvent[]) => void;

/** What the mailboxes of a process share. */
export interface Journal {
  /** The latest append of all; on an ordered log it is the last to be on disk. */
  last: Promise<unknown>;
  readonly publish: PendingListener;
}

interface Waiting<S> {
  readonly command: AnyCommand;
  readonly context: CallContext | undefined;
  readonly resolve: (handled: Handled<S>) => void;
  readonly reject: (error: unknown) => void;
}

/** What a decided command will be answered with, once that may leave. */
type Answer<S> = () => Handled<S> | Promise<Handled<S>>;

/** How long a command without a deadline of its own is tried when others are quicker or the log is away. */
const DEADLINE_MS = 5_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 500;
/** After a lost race the pause grows no longer than this: the one who wins goes on at once, and would win for ever. */
const LONGEST_RACE_PAUSE_MS = 20;
/** About the size up to which one append is filled with waiting commands. */
const BATCH_BYTES = 256 * 1024;
/** Most events of a stream that are read in one call: none takes longer on a longer stream, or holds all of it in memory. */
const PAGE = 1_000;
/** A past state is kept after so many events, and so many of them, where none takes more than so many bytes. */
const MARK_EVERY = 200;
const MARKS = 6;
const MARK_BYTES = 64 * 1024;

/** Folds what the log has behind a state, up to a revision, page by page; others have their turn in between. */
export async function foldOn<S>(
  store: EventStore,
  state: StreamState<S>,
  until = Infinity,
  counts: (event: StreamEvent) => boolean = () => true,
): Promise<void> {
  for (let from = state.revision + 1; from <= until; await turn()) {
    const page = await store.read(state.stream, { from, limit: Math.min(PAGE, until - from + 1) });
    state.fold(page.filter(counts));
    if (page.length < PAGE) return;
    from += page.length;
  }
}

/** The commands of one stream, decided one after another on its folded state. */
export class Mailbox<S> {
  /** Appends that are not acknowledged yet. */
  pending = 0;
  /** What is folded here cannot be trusted any more: read it from the log again. */
  failed = false;
  /** The log was never asked for the stream: what is folded here is no more than a guess that there is none. */
  guessed = false;
  /** Bookkeeping of the cache. */
  counted = 0;
  snapshotAt = NO_STREAM;
  /** When the next snapshot may be saved, on the monotonic clock, ms: not beside another, nor soon after a failure. */
  snapshotDue = 0;
  /** As it was now and then, the latest last: repeats are answered from there. */
  private readonly past: Loaded<S>[] = [];
  private waiting: Waiting<S>[] = [];
  private draining = false;
  private lastAppend: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private state: StreamState<S>,
    private readonly journal: Journal,
  ) {}

  get stream() {
    return this.state.stream;
  }

  /** Bytes it takes in memory, about, and at most: a past state shares with the next one what has not changed. */
  get weight() {
    return this.state.weight + this.past.length * this.state.weightOfState;
  }

  get revision() {
    return this.state.revision;
  }

  /** The aggregate as far as it is acknowledged. */
  async load(): Promise<Loaded<S>> {
    if (!this.store.ordered) await this.catchUp();
    const now = this.decided();
    await this.lastAppend;
    return now;
  }

  /** The aggregate as it was decided, which may be ahead of the disk. */
  decided(): Loaded<S> {
    return loaded(this.state);
  }

  /** Resolves when all that was decided so far is on disk; rejects when it could not be recorded. */
  async settled(): Promise<void> {
    await this.lastAppend;
  }

  /** Keeps in mind how it is, for the repeats of what it remembers. */
  mark(): void {
    if (this.revision - (this.past.at(-1)?.revision ?? NO_STREAM) < MARK_EVERY) return;
    if (this.state.weightOfState > MARK_BYTES) this.past.length = 0;
    else this.past.push(this.decided());
    if (this.past.length > MARKS) this.past.shift();
  }

  forSnapshot() {
    const { stream, revision, decider } = this.state;
    return { stream, revision, decider, snapshot: this.state.toSnapshot() };
  }

  /** Gives the answer at once where it need not be waited for: every promise less counts, a checkout sends 17 commands. */
  send(command: AnyCommand, context: CallContext | undefined): Promise<Handled<S>> | Handled<S> {
    return this.store.ordered ? this.sendAhead(command, context) : this.sendInTurn(command, context);
  }

  /**
   * On an ordered log: decided at once on a state that may be ahead of the disk. That is safe, since later appends are
   * never on disk without this one; only the answer waits for what it was folded on.
   */
  private sendAhead(command: AnyCommand, context: CallContext | undefined): Promise<Handled<S>> | Handled<S> {
    let decision: Decision;
    try {
      decision = this.state.decide(command);
    } catch (refusal) {
      if (context?.ahead) throw refusal;
      return this.lastAppend.then(() => {
        throw refusal;
      });
    }
    const before = this.state.revision;
    this.state.advance(decision.events);
    // Before others hear of it: what they send may come to this stream, too.
    const answer = this.answer(decision);
    if (decision.events.length) this.append(before, decision.events);
    const based = this.lastAppend;
    if (decision.events.length) this.publish(before, decision.events);
    return context?.ahead ? answer() : based.then(answer);
  }

  private append(before: number, events: readonly NewEvent[]): void {
    this.pending++;
    const appended = this.store.append(this.state.stream, before, events).then(
      () => void this.pending--,
      (error: unknown) => {
        this.pending--;
        this.failed = true;
        if (error instanceof AppError) throw error;
        throw new AppError('unavailable', 'LOG_UNAVAILABLE', 'It could not be recorded.', [], 1);
      },
    );
    this.lastAppend = this.journal.last = appended;
    appended.catch(() => undefined);
  }

  /** Where other processes write, too: waiting commands are decided together and appended together, one batch at a time. */
  private sendInTurn(command: AnyCommand, context: CallContext | undefined): Promise<Handled<S>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ command, context, resolve, reject });
      if (!this.draining) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.draining = true;
    this.pending++;
    while (this.waiting.length) await this.turn();
    this.pending--;
    this.draining = false;
  }

  private async turn(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    const batch = this.takeBatch();
    const deadline = Math.min(
      ...batch.map(({ context }) => context?.deadline ?? Infinity),
      performance.now() + DEADLINE_MS,
    );
    for (;;) {
      try {
        return await this.tryBatch(batch);
      } catch (error) {
        if (performance.now() + pause > deadline) {
          const told = error instanceof WrongRevision ? contended() : error;
          for (const { reject } of batch) reject(told);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
        pause = Math.min(pause * 2, error instanceof WrongRevision ? LONGEST_RACE_PAUSE_MS : LONGEST_PAUSE_MS);
        // What is behind is read before anything is decided again; an append of ours whose answer was lost is found there.
        for (let more = true; more;) {
          const page = await this.readPage().catch(() => undefined);
          if (!page) break;
          try {
            more = this.takeIn(page);
          } catch (unknown) {
            for (const { reject } of batch) reject(unknown);
            return;
          }
        }
      }
    }
  }

  private takeBatch(): Waiting<S>[] {
    const batch: Waiting<S>[] = [];
    for (let bytes = 0; this.waiting.length && bytes < BATCH_BYTES;) {
      const next = this.waiting.shift()!;
      bytes += 500 + (batch.length ? JSON.stringify(next.command.data).length : 0);
      batch.push(next);
    }
    return batch;
  }

  /**
   * Decides a batch on a copy of the state and appends it at once. A refusal or a no-op is a read: unless it is final in
   * itself, it becomes so when an append behind it succeeded, or when the stream's tail was read and is empty.
   */
  private async tryBatch(batch: readonly Waiting<S>[]): Promise<void> {
    const draft = this.state.copy();
    // A load may take in the tail while this waits, and be the first to see what is appended here.
    const before = draft.revision;
    const events: NewEvent[] = [];
    const answers: (() => void)[] = [];
    let isFinal = true;
    for (const { command, context, resolve, reject } of batch) {
      if (context?.signal?.aborted) {
        answers.push(() => reject(new AppError('timeout', 'DEADLINE_EXCEEDED', 'The caller has gone.')));
        continue;
      }
      try {
        const decision = draft.decide(command);
        draft.advance(decision.events);
        isFinal &&= decision.isFinal;
        events.push(...decision.events);
        const answer = this.answer(decision, draft);
        answers.push(() => void Promise.resolve(answer()).then(resolve, reject));
      } catch (refusal) {
        isFinal = false;
        answers.push(() => reject(refusal));
      }
    }
    if (events.length) {
      await this.appendSurely(before, events);
      this.guessed = false;
      if (draft.revision > this.state.revision) this.state = draft;
      this.publish(before, events);
    } else if (!isFinal) {
      await this.catchUp();
      if (this.state.revision > before) return this.tryBatch(batch);
    }
    for (const answer of answers) answer();
  }

  private publish(before: number, events: readonly NewEvent[]): void {
    this.journal.publish(streamEvents(this.state.stream, before + 1, events));
  }

  /** An append whose outcome is unknown is repeated as it was; a conflict after that may be our own success. */
  private async appendSurely(revision: number, events: readonly NewEvent[]): Promise<void> {
    const { stream } = this.state;
    let unknown = false;
    for (let tries = 0; ; tries++) {
      try {
        await this.store.append(stream, revision, events);
        return;
      } catch (error) {
        if (error instanceof WrongRevision) {
          if (unknown && (await this.isRecorded(revision, events))) return;
          throw error;
        }
        if (tries === 2) throw error;
        unknown = true;
      }
    }
  }

  private async isRecorded(revision: number, events: readonly NewEvent[]): Promise<boolean> {
    const found = await this.store.read(this.state.stream, { from: revision + 1, limit: events.length });
    return found.length === events.length && found.every(({ id }, i) => id === events[i]!.id);
  }

  /** Folds what others have appended. */
  private async catchUp(): Promise<void> {
    while (this.takeIn(await this.readPage()));
  }

  private readPage(): Promise<StreamEvent[]> {
    return this.store.read(this.state.stream, { from: this.state.revision + 1, limit: PAGE });
  }

  /** Whether there may be more behind the page. */
  private takeIn(page: readonly StreamEvent[]): boolean {
    this.state.fold(page.filter(({ revision }) => revision > this.state.revision));
    const more = page.length === PAGE;
    if (!more) this.guessed = false;
    return more;
  }

  private answer({ events, repeatOf, isTimeless }: Decision, state = this.state): Answer<S> {
    const { stream } = state;
    const revision = repeatOf ?? state.revision;
    if (revision === state.revision || isTimeless) {
      const answered = new Answered(state, revision, stream, repeatOf !== undefined, events);
      return () => answered;
    }
    const mark = this.past.findLast((each) => each.revision <= revision);
    return async () => {
      const past = Object.assign(new StreamState<S>(state.decider, stream), mark);
      await foldOn(this.store, past, revision);
      return new Answered(past, revision, stream, true, []);
    };
  }
}

class Answered<S> implements Handled<S> {
  readonly state: S;
  readonly createdAt: string;
  readonly updatedAt: string;

  constructor(
    { state, createdAt, updatedAt }: Loaded<S>,
    readonly revision: number,
    private readonly stream: string,
    readonly replayed: boolean,
    readonly events: readonly NewEvent[],
  ) {
    this.state = state;
    this.createdAt = createdAt;
    this.updatedAt = updatedAt;
  }

  /** Made when someone asks for it: most commands are a saga's, who does not. */
  get position(): string {
    return tokenOf([this.stream, this.revision]);
  }
}

const contended = () =>
  new AppError('unavailable', 'CONTENDED', 'Others were quicker until the time was up; try again.', [], 1);
