import { Command } from '@nestjs/cqrs';
import { callContext, type NewEvent } from '#ports';
import { uuidv5, uuidv7 } from './ids.js';

/** What a command carries beside its own fields; made where it enters, since a decider has no clock and no chance. */
export interface CommandMeta {
  /** UUID; the same command is applied to a stream once. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly traceparent?: string | undefined;
  /** Refused with VERSION_CONFLICT unless the stream is at this revision. */
  readonly expectedRevision?: number | undefined;
}

/** An aggregate as the log has it. */
export interface Loaded<State> {
  readonly state: State;
  /** Of its last event; NO_STREAM when it is not there. */
  readonly revision: number;
  /** When its first and its last event were recorded; empty when it is not there. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What came of a command. */
export interface Handled<State> extends Loaded<State> {
  /** Read-your-writes token of what was written. */
  readonly position: string;
  /** The command had been applied before: this is its first answer again. */
  readonly replayed: boolean;
  /** What was recorded; empty for a repeat and where it was so already. */
  readonly events: readonly NewEvent[];
}

/** A command to one aggregate: `class PlaceOrder extends DomainCommand<Order, { … }> { readonly type = 'PlaceOrder' }`. */
export abstract class DomainCommand<State, Data extends object = Record<never, never>> extends Command<Handled<State>> {
  abstract readonly type: string;
  constructor(
    /** The aggregate's id: the second part of the stream's name. */
    readonly id: string,
    readonly data: Data,
    readonly meta: CommandMeta,
  ) {
    super();
  }
}

const COMMANDS = '6a0f6f0e-3a5b-4f2e-9d0f-5f0b8f7f2a11';

/**
 * The meta data of a command that enters now. The same key of the same principal on the same route is the same
 * command; without a key every call is a command of its own.
 */
export function metaFor(route: string, key: string | undefined, expectedRevision?: number): CommandMeta {
  const context = callContext();
  const actor = context?.principal ?? 'anonymous';
  const commandId = key ? uuidv5(JSON.stringify([actor, route, key]), COMMANDS) : uuidv7();
  return {
    commandId,
    correlationId: context?.correlationId ?? commandId,
    causationId: context?.causationId ?? context?.correlationId ?? commandId,
    actor,
    at: new Date().toISOString(),
    traceparent: context?.traceparent,
    expectedRevision,
  };
}

/** The id of what a command creates: a repeated command meets the first one's stream, after a crash and on any replica. */
export const idFor = (kind: string, meta: CommandMeta): string => uuidv5(kind, meta.commandId);
