import { hash } from 'node:crypto';
import { AppError, NO_STREAM, type NewEvent, type StreamEvent } from '#ports';
import { uuidv5 } from './ids.js';
import { decode } from './codec.js';
import type { CommandMeta, Loaded } from './command.js';
import type { DomainEvent } from './codec.js';
import type { Decider } from './decider.js';
import { RememberedCommands } from './remembered-commands.js';

/** A command as the write path sees it. */
export interface AnyCommand {
  readonly type: string;
  readonly id: string;
  readonly data: object;
  readonly meta: CommandMeta;
  /** What makes two commands the same where `data` also holds what the edge looked up; default: the data. */
  readonly fingerprint?: unknown;
}

export interface Decision {
  /** To be appended behind the revision that the state had; none when it was so already. */
  readonly events: readonly NewEvent[];
  /** Revision whose state is the answer to a repeated command. */
  readonly repeatOf?: number;
  /** Whether the present state answers a repeated command just as well; see Decider.answersAnyTime. */
  readonly isTimeless?: boolean | undefined;
  /** Whether it would be the same on any later state. Where there are events, their append shows that there is none. */
  readonly isFinal: boolean;
}

const NOTHING: Decision = { events: [], isFinal: false };
const HEARD: Decision = { events: [], isFinal: true };

/** What a stream is folded into, and what a snapshot holds of it. */
export interface Snapshot {
  readonly state: unknown;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** See RememberedCommands. */
  readonly commands: string;
}

/** Bytes of an empty stream in memory, its mailbox included, about. */
const EMPTY = 1_500;
/** The state is weighed again when the stream has grown by a quarter, and by so many events. */
const WEIGHED_EVERY = 16;

/** A stream folded up to a revision, with the commands that it has seen. */
export class StreamState<State> {
  state: State;
  revision = NO_STREAM;
  createdAt = '';
  updatedAt = '';
  private commands = new RememberedCommands();
  private weighed = { revision: NO_STREAM, state: 0 };

  constructor(
    readonly decider: Decider<State, never, DomainEvent>,
    readonly stream: string,
  ) {
    this.state = decider.initial;
  }

  /** Bytes it takes in memory, about. */
  get weight(): number {
    return EMPTY + this.commands.size + this.weightOfState;
  }

  /** The same of the state alone. */
  get weightOfState(): number {
    const { revision } = this.weighed;
    if (this.revision - revision >= Math.max(WEIGHED_EVERY, revision / 4)) {
      this.weighed = { revision: this.revision, state: weigh(this.encoded()) };
    }
    return this.weighed.state;
  }

  /** Takes in events that the log has behind this revision. */
  fold(events: readonly StreamEvent[]): void {
    for (const stored of events) {
      const event = this.decider.events ? decode(this.decider.events, stored) : stored;
      this.state = this.decider.evolve(this.state, event);
      this.note(stored, stored.revision);
    }
  }

  /** What the command makes of the present state; throws AppError where it must not be. Changes nothing. */
  decide(command: AnyCommand): Decision {
    const { commandId, expectedRevision } = command.meta;
    const before = this.commands.find(commandId);
    if (before) {
      if (!before.hasHash(hashOf(command))) {
        throw new AppError('unprocessable', 'IDEMPOTENCY_KEY_REUSED', 'This key was used for another request.');
      }
      const isTimeless = this.decider.answersAnyTime?.(command as never);
      return { events: [], repeatOf: before.revision + before.count - 1, isTimeless, isFinal: true };
    }
    if (expectedRevision !== undefined && expectedRevision !== this.revision) {
      // What is not there is told as that, by a command that needs it.
      if (this.revision < 0) this.decider.decide(command as never, this.state);
      const message =
        this.revision < 0
          ? 'It is not there yet.'
          : expectedRevision < 0
            ? `It is there already, at revision ${this.revision}.`
            : `It is at revision ${this.revision}, not at revision ${expectedRevision}.`;
      throw new AppError('conflict', 'VERSION_CONFLICT', message);
    }
    const decided = this.decider.decide(command as never, this.state);
    if (!decided.length) return this.decider.hasHeard?.(command as never, this.state) ? HEARD : NOTHING;
    const commandHash = hashOf(command);
    const { correlationId, causationId, actor, at, traceparent } = command.meta;
    const metadata = { commandId, commandHash, correlationId, causationId, actor, at, traceparent };
    return {
      isFinal: true,
      events: decided.map(({ type, data }, index) => ({
        // With all that is folded: only the very same event ever looks like a repeat to the log. Another replica may
        // have decided the same command on other prices, or at another time.
        id: uuidv5(`${this.stream} ${index} ${commandHash} ${at} ${type} ${JSON.stringify(data)}`, commandId),
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
      this.note(event, this.revision + 1);
    }
  }

  toSnapshot(): Snapshot {
    return {
      state: this.encoded(),
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
      commands: this.commands.toText(),
    };
  }

  fromSnapshot(revision: number, { state, createdAt, updatedAt, commands }: Snapshot): void {
    const { snapshot } = this.decider;
    this.state = snapshot ? snapshot.decode(state) : (state as State);
    this.revision = revision;
    this.createdAt = createdAt;
    this.updatedAt = updatedAt;
    this.commands = new RememberedCommands(commands);
  }

  /** The same at this moment, so that what is tried on one leaves the other as it was. */
  copy(): StreamState<State> {
    const copy = new StreamState<State>(this.decider, this.stream);
    Object.assign(copy, {
      state: this.state,
      revision: this.revision,
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
      weighed: this.weighed,
      commands: this.commands.copy(),
    });
    return copy;
  }

  private encoded(): unknown {
    const { snapshot } = this.decider;
    return snapshot ? snapshot.encode(this.state) : this.state;
  }

  private note({ metadata }: NewEvent, revision: number): void {
    this.revision = revision;
    this.createdAt ||= metadata.at;
    this.updatedAt = metadata.at;
    this.commands.note(metadata.commandId, metadata.commandHash, revision);
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
