import { setTimeout as sleep } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { CannotStart } from '#ports';
import { partsOf, refuseSettings, type ServerOptions } from '../server-options.js';

/** The URL is `redis://user:password@host:6379/0`, or `rediss://…` for TLS. */
export interface RedisCacheOptions extends ServerOptions {
  /** Stands before every key: several installations share a server. */
  readonly namespace: string;
  /** How long a command may take, ms; default 1,000. After that the connection is given up. */
  readonly commandTimeoutMs?: number | undefined;
}

const COMMAND_MS = 1_000;
const CONNECT_MS = 2_000;
const PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;
/** How long a connection that is given up waits for the server to say goodbye. */
const FAREWELL_MS = 50;

/** What no waiting mends, and how it is told. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|NOAUTH|invalid (user|pass)|AUTH.*without any password/i, 'refuses the user or the password'],
  [/NOPERM/, 'does not let the user run the commands of a cache'],
  [/DB index is out of range/, 'does not have that database'],
  [/Protocol error/, 'does not speak like Redis'],
  [/certificate|CERT_|ERR_TLS|ERR_SSL|wrong version number/i, 'is not reached over TLS as it is told'],
];

/** A client whose server was reached and is fit for use; throws CannotStart. It reconnects by itself, for ever. */
export async function reach(options: RedisCacheOptions): Promise<Redis> {
  const { variable = 'REDIS_URL', startTimeoutMs = 30_000 } = options;
  const client = new Redis({ ...settings(options), lazyConnect: true });
  let failure: Error | undefined;
  // One that nobody hears would end the process; what fails is told by the command that it befalls. Behind a refusal the
  // connection is closed, which tells less.
  const failed = (error: Error) => {
    if (!refusalIn(failure)) failure = error;
    return undefined;
  };
  client.on('error', failed);
  const deadline = performance.now() + startTimeoutMs;
  client.connect().catch(() => undefined);
  try {
    for (;;) {
      const info = client.status === 'ready' ? await client.info().catch(failed) : undefined;
      const refusal = refusalIn(failure);
      if (refusal) {
        throw new CannotStart(`The server of ${variable} ${refusal} (${messageOf(failure)}).`, { cause: failure });
      }
      if (info !== undefined) {
        check(info, variable);
        return client;
      }
      if (performance.now() > deadline) {
        const where = `${client.options.host}:${client.options.port}`;
        const reason = messageOf(failure) || 'no answer';
        throw new CannotStart(`${variable} (${where}) was not reached within ${startTimeoutMs / 1000} s (${reason}).`, {
          cause: failure,
        });
      }
      await sleep(PAUSE_MS);
    }
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

function settings({ url, namespace, username, password, ca, ...rest }: RedisCacheOptions): RedisOptions {
  const { variable = 'REDIS_URL', commandTimeoutMs = COMMAND_MS } = rest;
  const parsed = partsOf(url);
  const [, db] = /^\/?(\d*)$/.exec(parsed?.path ?? 'none') ?? [];
  if (!parsed || !/^rediss?:$/.test(parsed.protocol) || !parsed.host || db === undefined) {
    throw new CannotStart(`${variable} is not like redis://user:password@host:6379/0.`);
  }
  refuseSettings(parsed, variable, 'rediss:// or REDIS_CA_FILE');
  const user = username ?? parsed.user;
  const secret = password ?? parsed.secret;
  return {
    host: parsed.host,
    port: Number(parsed.port || 6379),
    db: Number(db),
    ...(user && { username: user }),
    ...(secret && { password: secret }),
    ...((ca || parsed.protocol === 'rediss:') && { tls: ca ? { ca } : {} }),
    keyPrefix: `${namespace}:`,
    commandTimeout: commandTimeoutMs,
    connectTimeout: CONNECT_MS,
    disconnectTimeout: FAREWELL_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxLoadingRetryTime: LONGEST_PAUSE_MS,
    retryStrategy: (times) => Math.min(PAUSE_MS * 2 ** times, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2),
    // After a failover the old primary still answers.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  };
}

function check(info: string, variable: string) {
  const told = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = told('redis_version');
  if (!(Number(version.split('.')[0]) >= 7)) {
    throw new CannotStart(`${variable} is a server of version ${version}; Daybook needs Redis 7.0 or later.`);
  }
  if (told('redis_mode') !== 'standalone') {
    throw new CannotStart(`${variable} is a Redis in ${told('redis_mode')} mode; Daybook needs one that has all keys.`);
  }
}

const refusalIn = (error: Error | undefined) => REFUSALS.find(([pattern]) => pattern.test(messageOf(error)))?.[1];

/** Where a name has several addresses, what went wrong stands in the parts of the error. */
const messageOf = (error: Error | undefined): string =>
  error instanceof AggregateError ? error.errors.map(String).join(', ') : (error?.message ?? '');
