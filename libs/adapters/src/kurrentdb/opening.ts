import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { CannotStart } from '#ports';
import { LogClient } from './log-client.js';
import { isMisconfigured } from './outcomes.js';

const PAUSE_MS = 250;
/** What the connection string may set. Of others the client warns by printing the whole string, password included. */
const SETTINGS = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
];

/** The client of the server that a connection string names; nothing is sent yet. Throws CannotStart. */
export function clientOf(url: string, namespace: string): LogClient {
  for (const [name] of new URLSearchParams(url.split('?')[1])) {
    if (!SETTINGS.some((setting) => setting.toLowerCase() === name.toLowerCase())) {
      throw new CannotStart(`EVENTSTORE_URL sets ${name}, which is not possible here.`);
    }
  }
  try {
    // Newer servers name themselves so in the connection strings that they suggest.
    return new LogClient(EventStoreDBClient.connectionString(url.replace(/^(kurrentdb|kdb)\b/, 'esdb')), namespace);
  } catch (error) {
    const reason = (error as Error).message.startsWith('Failed to load') ? (error as Error).message : USAGE;
    throw new CannotStart(`EVENTSTORE_URL cannot be used: ${reason}`);
  }
}

const USAGE = 'it must look like esdb://user:password@host:2113 or esdb://host:2113?tls=false.';

/**
 * Waits until the server answers, at most so long. Throws CannotStart then, and at once where waiting would not help:
 * a password that it refuses, another kind of server, one that is too old.
 */
export async function reach(client: LogClient, url: string, startTimeoutMs: number, callMs: number): Promise<void> {
  const end = performance.now() + startTimeoutMs;
  const server = `EVENTSTORE_URL (${url.replace(/^([^:]+:\/\/)(?:[^@/]*@)?([^/?]*).*$/, '$1$2')})`;
  let version: string | undefined;
  for (;;) {
    try {
      await client.readAll({ count: 1, backwards: true }, callMs);
      version = await client.version(callMs);
      break;
    } catch (error) {
      const message = reasonOf(error as Error);
      if (isMisconfigured(error)) throw new CannotStart(`${server} names no EventStoreDB that we may use: ${message}.`);
      if (performance.now() + PAUSE_MS > end) {
        throw new CannotStart(`${server} was not reached within ${startTimeoutMs / 1_000} s: ${message}.`);
      }
      await sleep(PAUSE_MS);
    }
  }
  if (isTooOld(version)) {
    throw new CannotStart(`${server} is EventStoreDB ${version ?? 'from before 21.10'}; 22.6 is the least that works.`);
  }
}

/** The first line of what the client says, without what it leaves empty. */
const reasonOf = ({ message }: Error) => message.split('\n')[0]!.replace(/( Resolution note:)?[\s.:]*$/, '');

/** Servers before 22.6 do not tell positions when a stream is read. A version that is not understood is a newer one. */
function isTooOld(version: string | undefined): boolean {
  if (version === undefined) return true;
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 6);
}
