import type { Socket } from 'node:net';
import { createPool, type Connection, type Pool, type PoolConnection, type PoolOptions, type Query } from 'mysql2';

/** What every session has, whatever the server's own settings are. */
const SESSION = [
  // A statement outside a transaction is committed, and a commit ends neither in a new transaction nor the connection.
  `SET SESSION autocommit = 1, completion_type = 'NO_CHAIN'`,
  // A client that is frozen in mid-transaction gives its locks back after `wait_timeout` seconds.
  `SET SESSION sql_mode = 'TRADITIONAL', time_zone = '+00:00', innodb_lock_wait_timeout = 5, lock_wait_timeout = 5,
     wait_timeout = 30, group_concat_max_len = 1048576`,
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];
/** The server refuses whatever would write. */
export const READ_ONLY = 'SET SESSION TRANSACTION READ ONLY';
/** How long connecting may take. */
export const CONNECT_MS = 5_000;
/** Idle connections are let go before the server does it. */
const IDLE_MS = 25_000;
/** How long a pool that is ended waits for the server to say goodbye. */
const FAREWELL_MS = 1_000;

export interface GuardedPoolOptions extends PoolOptions {
  readonly connectionLimit: number;
  /** How long one statement may take, ms; then its connection is cut. */
  readonly timeoutMs: number;
  readonly readonly?: boolean | undefined;
  /** Aborted when the server is known to have fallen silent: no statement is waited for any longer. */
  readonly lost?: AbortSignal;
}

const connectionsOf = new WeakMap<Pool, Set<PoolConnection>>();

/**
 * A pool that no peer can hang: a statement that is not answered in time fails and takes its connection with it, since
 * an answer that came later would be taken for that of the next statement.
 */
export function guardedPool({ timeoutMs, readonly = false, lost, ...options }: GuardedPoolOptions): Pool {
  const pool = createPool({
    ...options,
    charset: 'utf8mb4_bin',
    connectTimeout: Math.min(CONNECT_MS, timeoutMs),
    enableKeepAlive: true,
    // It takes the stack at every statement, for the few that fail.
    trace: false,
    maxIdle: options.connectionLimit - 1,
    idleTimeout: IDLE_MS,
  });
  const session = readonly ? [...SESSION, READ_ONLY] : SESSION;
  const connections = new Set<PoolConnection>();
  connectionsOf.set(pool, connections);
  lost?.addEventListener('abort', () => cutAll(pool, lost.reason as Error));
  pool.on('connection', (connection) => {
    connections.add(connection);
    connection.on('end', () => connections.delete(connection));
    // The statement that fails tells of it; an error event that nobody hears would end the process.
    connection.on('error', () => connections.delete(connection));
    if (lost?.aborted) cut(connection, lost.reason as Error);
    guard(connection, timeoutMs);
    for (const sql of session) connection.query(sql, (error: Error | null) => error && cut(connection, error));
  });
  return pool;
}

/** Ends a pool, also one whose server does not answer. `ended`: for who ends it in a way of its own. */
export async function endPool(pool: Pool, ended: Promise<void> = pool.promise().end()): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, FAREWELL_MS)));
  await Promise.race([ended, late]).catch(() => undefined);
  clearTimeout(timer);
  cutAll(pool, new Error('The pool is closed'));
}

/** Bounds each statement on a connection: one that is not answered in time fails, and the connection is cut. */
export function guard(connection: Connection, timeoutMs: number): void {
  const query = connection.query.bind(connection) as (...args: unknown[]) => Query | undefined;
  const guarded = (...args: unknown[]) => {
    const command = query(...args);
    const timer = setTimeout(() => cut(connection, lateAfter(timeoutMs)), timeoutMs);
    timer.unref();
    command?.once('end', () => clearTimeout(timer)); // a connection that is closed takes no command
    return command;
  };
  connection.query = guarded as Connection['query'];
}

const lateAfter = (timeoutMs: number) =>
  Object.assign(new Error(`No answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });

/** Ends a connection at once; its statements fail with the error. */
export const cut = (connection: Connection, error?: Error) =>
  (connection as unknown as { readonly stream: Socket }).stream.destroy(error);

function cutAll(pool: Pool, error: Error): void {
  for (const connection of connectionsOf.get(pool) ?? []) cut(connection, error);
}
