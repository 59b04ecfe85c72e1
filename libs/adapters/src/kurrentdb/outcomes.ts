import { ErrorType, type CommandError } from '@eventstore/db-client';

/** gRPC codes. */
const INVALID_ARGUMENT = 3;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const FAILED_PRECONDITION = 9;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const UNAUTHENTICATED = 16;

/** What the server would refuse however often it is asked. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  ErrorType.STREAM_DELETED,
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.INVALID_ARGUMENT,
  INVALID_ARGUMENT,
  UNIMPLEMENTED,
]);
/** What only a change of EVENTSTORE_URL or of the server's users and certificates helps against. */
const MISCONFIGURED: ReadonlySet<unknown> = new Set([
  ErrorType.ACCESS_DENIED,
  PERMISSION_DENIED,
  UNAUTHENTICATED,
  INTERNAL,
]);
/** Somebody answers, but not in gRPC, or without a certificate that is trusted. */
const OTHER_PROTOCOL = /protocol error|wrong version number|certificate|message larger than max/i;

const isAnyOf = (kinds: ReadonlySet<unknown>, error: unknown) => {
  const { type, code } = error as Partial<CommandError>;
  return kinds.has(type) || kinds.has(code);
};

/** The server did not answer within the time it was given. */
export class Silence extends Error {}

/** Positions are 64 bits wide at the server; one that a number cannot tell from its neighbour is refused. */
export class UnusablePosition extends Error {
  constructor(position: bigint) {
    super(`The server gives ${position} as a position, which is none or, beyond 2^53, would not be exact`);
  }
}

export const isRefusal = (error: unknown) => error instanceof UnusablePosition || isAnyOf(REFUSALS, error);

export const isMisconfigured = (error: unknown) =>
  isRefusal(error) || isAnyOf(MISCONFIGURED, error) || OTHER_PROTOCOL.test((error as Error).message);

/**
 * Whether an append failed because of its revision: by the client's type, or by the code alone, which may have other
 * reasons as well, so that the stream has to be looked at.
 */
export function isConflict(error: unknown): boolean {
  const { type, code } = error as Partial<CommandError>;
  if (type === ErrorType.WRONG_EXPECTED_VERSION) return true;
  return !isRefusal(error) && (code === FAILED_PRECONDITION || code === ALREADY_EXISTS);
}
