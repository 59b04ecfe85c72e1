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
export function clientOf(url, namespace) {
    for (const [name] of new URLSearchParams(url.split('?')[1])) {
        if (!SETTINGS.some((setting) => setting.toLowerCase() === name.toLowerCase())) {
            throw new CannotStart(`EVENTSTORE_URL sets ${name}, which is not possible here.`);
        }
    }
    try {
        // Newer servers name themselves so in the connection strings that they suggest.
        return new LogClient(EventStoreDBClient.connectionString(url.replace(/^(kurrentdb|kdb)\b/, 'esdb')), namespace);
    }
    catch (error) {
        const reason = error.message.startsWith('Failed to load') ? error.message : USAGE;
        throw new CannotStart(`EVENTSTORE_URL cannot be used: ${reason}`);
    }
}
const USAGE = 'it must look like esdb://user:password@host:2113 or esdb://host:2113?tls=false.';
/**
 * Waits until the server answers, at most so long. Throws CannotStart then, and at once where waiting would not help:
 * a password that it refuses, another kind of server, one that is too old.
 */
export async function reach(client, url, startTimeoutMs, callMs) {
    const end = performance.now() + startTimeoutMs;
    const server = `EVENTSTORE_URL (${url.replace(/^([^:]+:\/\/)(?:[^@/]*@)?([^/?]*).*$/, '$1$2')})`;
    for (;;) {
        try {
            const [last] = await client.readAll({ count: 1, backwards: true }, callMs);
            if (last)
                await checkPosition(client, last, callMs);
            return;
        }
        catch (error) {
            const message = reasonOf(error);
            if (isMisconfigured(error))
                throw new CannotStart(`${server} names no EventStoreDB that we may use: ${message}.`);
            if (performance.now() + PAUSE_MS > end) {
                throw new CannotStart(`${server} was not reached within ${startTimeoutMs} ms: ${message}.`);
            }
            await sleep(PAUSE_MS);
        }
    }
}
/** The first line of what the client says, without what it leaves empty. */
const reasonOf = ({ message }) => message.split('\n')[0].replace(/( Resolution note:)?[\s.:]*$/, '');
/** Servers before 22.6 do not tell positions when a stream is read; that is an UnusablePosition. */
async function checkPosition(client, last, callMs) {
    await client.readStream({ stream: last.stream, from: last.revision, count: 1 }, callMs);
}
//# sourceMappingURL=opening.js.map