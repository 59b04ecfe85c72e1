import { hash } from 'node:crypto';
import { AppError, NO_STREAM, type NewEvent, type RecordedEvent } from '#ports';
import { uuidv5 } from './ids.js';
import { decode } from './codec.js';
import type { CommandMeta, Loaded } from './command.js';
import type { DomainEvent } from './codec.js';
import type { Decider } from './decider.js';

/** A command as the write path sees it. */
export interface AnyCommand {
  readonly type: string;
  readonly id: string;
  readonly data: object;
  readonly meta: CommandMeta;
  /** What makes two commands the same where `data` also holds what the edge looked up; default: the data. */
  readonly fingerprint?: unknown;
}

interface Remembered {
  readonly hash: string;
  /** Of the first event that the command made. */
  readonly revision: number;
  readonly count: number;
}

export interface Decision {
  /** To be appended behind the revision that the state had; none when it was so already. */
  readonly events: readonly NewEvent[];
  /** Revision whose state is the answer to a repeated command. */
  readonly repeatOf?: number;
}

/** What a stream is folded into, and what a snapshot holds of it. */
export interface Snapshot {
  readonly state: unknown;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly commands: readonly (readonly [string, Remembered])[];
}

/** Repeats are recognised among a stream's last commands; short streams remember all of theirs. */
const REMEMBERED = 1_000;

/** A stream folded up to a revision, with the commands that it has seen. */
export class StreamState<State> {
  state: State;
  revision = NO_STREAM;
  createdAt = '';
  updatedAt = '';
  /** Bytes it takes in memory, about. */
  weight = 500;
  private readonly commands = new Map<string, Remembered>();

  constructor(
    readonly decider: Decider<State, never, DomainEvent>,
    readonly stream: string,
  ) {
    this.state = decider.initial;
  }

  /** Takes in events that the log has behind this revision. */
  fold(events: readonly RecordedEvent[]): void {
    for (const stored of events) {
      const event = this.decider.events ? decode(this.decider.events, stored) : stored;
      this.state = this.decider.evolve(this.state, event);
      this.note(stored);
    }
  }

  /** What the command makes of the present state; throws AppError where it must not be. Changes nothing. */
  decide(command: AnyCommand): Decision {
    const { commandId, expectedRevision } = command.meta;
    const commandHash = hashOf(command);
    const before = this.commands.get(commandId);
    if (before) {
      if (before.hash !== commandHash) {
        throw new AppError('unprocessable', 'IDEMPOTENCY_KEY_REUSED', 'This key was used for another request.');
      }
      return { events: [], repeatOf: before.revision + before.count - 1 };
    }
    if (expectedRevision !== undefined && expectedRevision !== this.revision) {
      const message = `It is at revision ${this.revision}, not at ${expectedRevision}.`;
      throw new AppError('conflict', 'VERSION_CONFLICT', message);
    }
    const decided = this.decider.decide(command as never, this.state);
    const { correlationId, causationId, actor, at, traceparent } = command.meta;
    const metadata = { commandId, commandHash, correlationId, causationId, actor, at, traceparent };
    return {
      events: decided.map(({ type, data }, index) => ({
        // With the content's hash: the same command id with other content never looks like a repeat to the log.
        id: uuidv5(`${this.stream} ${index} ${commandHash}`, commandId),
        type,
        data,
        metadata,
      })),
    };
  }

  /** The state after events that were decided on it. */
  advance(events: readonly NewEvent[]): void {
    for (const event of events) {
      this.state = this.decider.evolve(this.state, event);
      this.note({ ...event, stream: this.stream, revision: this.revision + 1, position: 0 });
    }
  }

  toSnapshot(): Snapshot {
    const { snapshot } = this.decider;
    return {
      state: snapshot ? snapshot.encode(this.state) : this.state,
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
      commands: [...this.commands],
    };
  }

  fromSnapshot(revision: number, { state, createdAt, updatedAt, commands }: Snapshot): void {
    const { snapshot } = this.decider;
    this.state = snapshot ? snapshot.decode(state) : (state as State);
    this.revision = revision;
    this.createdAt = createdAt;
    this.updatedAt = updatedAt;
    for (const [id, remembered] of commands) this.commands.set(id, remembered);
    this.weight += weigh(state) + 150 * this.commands.size;
  }

  /** The same at this moment, so that what is tried on one leaves the other as it was. */
  copy(): StreamState<State> {
    const copy = new StreamState<State>(this.decider, this.stream);
    Object.assign(copy, {
      state: this.state,
      revision: this.revision,
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
      weight: this.weight,
    });
    for (const [id, remembered] of this.commands) copy.commands.set(id, remembered);
    return copy;
  }

  private note({ metadata, revision, data }: RecordedEvent): void {
    this.revision = revision;
    this.createdAt ||= metadata.at;
    this.updatedAt = metadata.at;
    this.weight += 200 + weigh(data);
    const { commandId, commandHash } = metadata;
    const known = this.commands.get(commandId);
    this.commands.set(commandId, {
      hash: commandHash,
      revision: known?.revision ?? revision,
      count: (known?.count ?? 0) + 1,
    });
    if (this.commands.size > REMEMBERED) this.commands.delete(this.commands.keys().next().value as string);
  }
}

/** What of a folded stream is told outside. */
export const loaded = <S>({ state, revision, createdAt, updatedAt }: StreamState<S>): Loaded<S> => ({
  state,
  revision,
  createdAt,
  updatedAt,
});

const hashOf = (command: AnyCommand) =>
  hash('sha1', JSON.stringify([command.type, command.fingerprint ?? command.data]), 'base64').slice(0, 16);

/** About how many bytes a JSON value takes in memory. */
function weigh(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 40;
  for (const key in value) sum += 16 + weigh((value as Record<string, unknown>)[key]);
  return sum;
}
