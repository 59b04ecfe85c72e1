import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection as Session } from 'mysql2';
import { createConnection, type Connection, type ConnectionOptions, type RowDataPacket } from 'mysql2/promise';
import { CannotStart } from '#ports';
import { partsOf, refuseSettings, type ServerOptions } from '../server-options.js';
import { driverError, isOutage } from './failures.js';
import { isOwned, own } from './installation.js';
import { CONNECT_MS, cut, guard, READ_ONLY } from './pool.js';

/** The URL is `mysql://user:password@host:3306/database`. */
export interface MysqlOptions extends ServerOptions {
  /** The one that has to have the database, which is its own from its first start on; without, it is not asked. */
  readonly namespace?: string | undefined;
  /** Nothing is made or changed, whatever is called; what is to be there must be there. */
  readonly readonly?: boolean | undefined;
}

/** A server that is fit for use. */
export interface Server {
  readonly type: 'mysql' | 'mariadb';
  /** How to connect to it. */
  readonly address: Address;
  /** Aborted when it falls silent while it is prepared: ends statements that may take longer than it may be silent. */
  readonly lost: AbortSignal;
}

/** Makes what is to be there, over a connection that is ended behind it. */
export type Prepare<T> = (connection: Connection, server: Server) => Promise<T>;

export type Address = Pick<ConnectionOptions, 'host' | 'port' | 'user' | 'password' | 'database' | 'ssl'> & {
  readonly database: string;
};

const PAUSE_MS = 250;
/** How often the server is asked whether it is there, while it is prepared. */
const BEAT_MS = 1_000;

/**
 * Connects, checks the server's version, the database's collation and whose it is, and prepares what is to be there under
 * a lock that one connection in the whole installation has; gives what `prepare` gives. Throws CannotStart. A server that
 * goes away or falls silent meanwhile is awaited, too, and prepared anew. Who only reads takes no lock.
 */
export async function reach<T>(options: MysqlOptions, lock: string, prepare: Prepare<T>): Promise<T> {
  const { variable = 'MYSQL_URL', startTimeoutMs = 30_000, namespace, readonly = false } = options;
  const address = addressOf(options);
  const deadline = performance.now() + startTimeoutMs;
  // A call that is not answered leaves time for another attempt.
  const callMs = Math.min(CONNECT_MS, startTimeoutMs / 2);
  for (;;) {
    try {
      return await attempt(address, { variable, readonly }, callMs, async (connection, server) => {
        // Another process's change of the tables has the same time again, however long the server was away before.
        const lockDeadline = performance.now() + startTimeoutMs;
        while (!readonly && !(await takesLock(connection, lock, callMs))) {
          if (performance.now() > lockDeadline) throw locked(variable, startTimeoutMs);
          await sleep(PAUSE_MS);
        }
        const owned = namespace === undefined || (await isOwned(connection, namespace, variable));
        const prepared = await prepare(connection, server);
        // Last: where anything else is wrong, nothing is changed.
        if (!owned && !readonly) await own(connection, namespace, variable);
        return prepared;
      });
    } catch (error) {
      if (error instanceof CannotStart) throw error;
      if (!isOutage(error)) throw refused(variable, address, error);
      if (performance.now() + PAUSE_MS > deadline) throw notReached(variable, address, startTimeoutMs, error);
      await sleep(PAUSE_MS);
    }
  }
}

/**
 * Whether the connection has the lock, which ends with it: changes of the schema come one after another. It is waited
 * for in whole seconds, well within the time of a call.
 */
async function takesLock(connection: Connection, name: string, callMs: number): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT GET_LOCK(CONCAT(?, '@', LEFT(DATABASE(), 40)), ${Math.floor(callMs / 2_000)}) AS got`,
    [name],
  );
  return rows[0]?.['got'] === 1;
}

function addressOf({ url, username, password, ca, variable = 'MYSQL_URL' }: MysqlOptions): Address {
  const parsed = partsOf(url);
  const database = parsed?.path.slice(1);
  if (!parsed || !/^(mysql|mariadb):$/.test(parsed.protocol) || !parsed.host || !database) {
    throw new CannotStart(`${variable} is not like mysql://user:password@host:3306/database.`);
  }
  refuseSettings(parsed, variable, 'MYSQL_CA_FILE');
  return {
    host: parsed.host,
    port: Number(parsed.port || 3306),
    user: username ?? parsed.user,
    password: password ?? parsed.secret,
    database,
    ...(ca ? { ssl: { ca } } : {}),
  };
}

/** `callMs`: how long connecting, and each statement on the connection, may take. */
async function attempt<T>(
  address: Address,
  { variable, readonly }: { readonly variable: string; readonly readonly: boolean },
  callMs: number,
  prepare: Prepare<T>,
): Promise<T> {
  const connection = await createConnection({ ...address, connectTimeout: callMs, charset: 'utf8mb4_bin' });
  connection.on('error', () => undefined);
  const { connection: session } = connection as unknown as { readonly connection: Session };
  guard(session, callMs);
  const lost = new AbortController();
  let preparing = true;
  const beat = setInterval(() => {
    connection.query('DO 1').catch((error: unknown) => preparing && lost.abort(error));
  }, BEAT_MS);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT VERSION() AS version, @@collation_database AS collation',
    );
    const [version, collation] = [String(rows[0]?.['version']), String(rows[0]?.['collation'])];
    const type = version.includes('MariaDB') ? 'mariadb' : 'mysql';
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (type === 'mysql' ? major < 8 : major * 100 + minor < 1006) {
      const needed = 'Daybook needs MySQL 8.0, MariaDB 10.6 or later';
      throw new CannotStart(`${variable} is a server of version ${version}; ${needed}.`);
    }
    if (collation !== 'utf8mb4_bin') {
      // Others take texts for equal that differ by case, or cannot keep all of them.
      const remedy = `ALTER DATABASE \`${address.database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;
      throw new CannotStart(`The database of ${variable} has the collation ${collation}; change it with ${remedy}.`);
    }
    // Whatever the server's own settings are, what is done over it is committed, and a client that is gone without a
    // word, and asks nothing any more, gives its lock back.
    await connection.query('SET SESSION autocommit = 1, wait_timeout = 30');
    if (readonly) await connection.query(READ_ONLY);
    return await prepare(connection, { type, address, lost: lost.signal });
  } finally {
    preparing = false;
    clearInterval(beat);
    cut(session);
  }
}

function refused(variable: string, { user, database }: Address, error: unknown): CannotStart {
  const { errno = 0, message = String(error) } = driverError(error);
  const told: Record<number, string> = {
    1044: `${variable} names the database "${database}", which its user "${user}" may not use.`,
    1045: `The server of ${variable} refuses the user "${user}" or its password.`,
    1049: `${variable} names the database "${database}", which is not there.`,
    1698: `The server of ${variable} refuses the user "${user}" or its password.`,
  };
  const sentence = told[errno] ?? `${variable} cannot be used (${message.replaceAll('\n', ' ')}).`;
  return new CannotStart(sentence, { cause: error });
}

const locked = (variable: string, waitedMs: number) =>
  new CannotStart(
    `Another process has been changing the tables in the database of ${variable} for ${waitedMs / 1000} s.`,
  );

function notReached(variable: string, { host, port }: Address, waitedMs: number, error: unknown): CannotStart {
  const reason = driverError(error).code ?? 'no answer';
  const waited = `${waitedMs / 1000} s`;
  return new CannotStart(`${variable} (${host}:${port}) was not reached within ${waited} (${reason}).`, {
    cause: error,
  });
}
