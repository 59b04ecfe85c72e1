/** What the driver says when a peer is away, goes away or does not answer. */
const NETWORK =
  /^(PROTOCOL_(CONNECTION_LOST|SEQUENCE_TIMEOUT)|E(CONNREFUSED|CONNRESET|CONNABORTED|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN))$/;
/** The same where the driver gives no code. */
const CLOSED = /closed state|Pool is closed|Connection lost/;

/**
 * What servers say when they cannot serve now: too many connections (1040, 1203), shutting down (1053, 1077, 1079),
 * the disk is full (1021, 1114), packets that did not arrive (1158–1161), the commit failed (1180), read-only after a
 * failover (1290, 1792, 1836), killed or out of time (1317, 1927, 1969, 3024, 4031).
 */
const AWAY = new Set([
  1021, 1040, 1053, 1077, 1079, 1114, 1158, 1159, 1160, 1161, 1180, 1203, 1290, 1317, 1792, 1836, 1927, 1969, 3024,
  4031,
]);

/** Deadlock, lock timeout, and a row that changed under a snapshot: rolled back, the same may succeed at once. */
const CONTENDED = new Set([1205, 1213, 1020]);

/** The table, column or key that is to be made is there (1050, 1060, 1061), or the one to be dropped is not (1051, 1091). */
const DONE_ALREADY = new Set([1050, 1051, 1060, 1061, 1091]);

export interface DriverError {
  readonly code?: string;
  readonly errno?: number;
  readonly message?: string;
}

/** The driver's error, also where TypeORM has wrapped it. */
export function driverError(error: unknown): DriverError {
  const { driverError: inner = error } = (error ?? {}) as { readonly driverError?: unknown };
  return (inner ?? {}) as DriverError;
}

export const isDuplicate = (error: unknown): boolean => driverError(error).errno === 1062;

export const isMissingTable = (error: unknown): boolean => driverError(error).errno === 1146;

export const isContention = (error: unknown): boolean => CONTENDED.has(driverError(error).errno ?? 0);

/** A change of the schema was made before. */
export const isDoneAlready = (error: unknown): boolean => DONE_ALREADY.has(driverError(error).errno ?? 0);

/** The server is away or cannot serve now; what was asked for may have happened or not. */
export function isOutage(error: unknown): boolean {
  const { code = '', errno = 0, message = '' } = driverError(error);
  return AWAY.has(errno) || NETWORK.test(code) || CLOSED.test(message);
}
