import { setTimeout as sleep } from 'node:timers/promises';
import { Client, errors } from '@elastic/elasticsearch';
import { CannotStart } from '#ports';
import { partsOf, refuseSettings, type ServerOptions } from '../server-options.js';
import { isOutage, messageOf } from './failures.js';

/** The URL is `http://user:password@host:9200`, or `https://…`, which `ca` is for. */
export interface ElasticsearchIndexOptions extends ServerOptions {
  /** Stands before the name of every index: several installations share a server. */
  readonly namespace: string;
  /** How long a search or a look-up may take, ms; default 5,000. Writes may take three times, changes of indexes six. */
  readonly requestTimeoutMs?: number | undefined;
}

/** What only reads is sent once more, at once, when the connection that it was sent on turns out to be gone. */
export const READ = { maxRetries: 1, retryBackoff: () => 0 };

const PAUSE_MS = 250;
const MOST_CONNECTIONS = 64;
/** A connection that died in silence costs a call its time: idle ones are not kept for long. */
const IDLE_MS = 10_000;
const CERTIFICATE = /certificate|CERT_|ERR_TLS|ERR_SSL|wrong version number|packet length too long/i;

/** A client whose server was reached and is fit for use; throws CannotStart. No request of it waits for ever. */
export async function reach(options: ElasticsearchIndexOptions): Promise<Client> {
  const { variable = 'ELASTICSEARCH_URL', startTimeoutMs = 30_000 } = options;
  const client = clientFor(options);
  const deadline = performance.now() + startTimeoutMs;
  try {
    for (;;) {
      try {
        await check(client, variable);
        return client;
      } catch (error) {
        const isAway = isOutage(error) && !CERTIFICATE.test(messageOf(error));
        if (!isAway) throw refusal(variable, error);
        if (performance.now() + PAUSE_MS > deadline) {
          const { host } = new URL(options.url);
          const waited = `${startTimeoutMs / 1000} s`;
          throw new CannotStart(`${variable} (${host}) was not reached within ${waited} (${messageOf(error)}).`, {
            cause: error,
          });
        }
        await sleep(PAUSE_MS);
      }
    }
  } catch (error) {
    await client.close();
    throw error;
  }
}

function clientFor({ url, username, password, ca, ...rest }: ElasticsearchIndexOptions): Client {
  const { variable = 'ELASTICSEARCH_URL', requestTimeoutMs = 5_000 } = rest;
  const parsed = partsOf(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || !parsed.host) {
    throw new CannotStart(`${variable} is not like https://user:password@host:9200.`);
  }
  refuseSettings(parsed, variable, 'https:// and ELASTICSEARCH_CA_FILE');
  if (ca && parsed.protocol === 'http:') {
    throw new CannotStart(`${variable} is http, where a certificate proves nothing: make it https.`);
  }
  const user = username ?? parsed.user;
  const secret = password ?? parsed.secret;
  return new Client({
    node: Object.assign(new URL(url), { username: '', password: '' }).href,
    ...(user && { auth: { username: user, password: secret } }),
    ...(ca && { tls: { ca } }),
    requestTimeout: requestTimeoutMs,
    maxRetries: 0,
    agent: { connections: MOST_CONNECTIONS, keepAliveTimeout: IDLE_MS, keepAliveMaxTimeout: IDLE_MS },
  });
}

/** Asks in plain JSON, which servers of any version answer. */
async function check(client: Client, variable: string): Promise<void> {
  const headers = { accept: 'application/json' };
  const answer: { version?: { number?: string } } = await client.transport.request(
    { method: 'GET', path: '/' },
    { headers },
  );
  const version = answer.version?.number ?? '';
  if (!version) throw new CannotStart(`${variable} is no Elasticsearch server.`);
  if (!version.startsWith('9.')) {
    throw new CannotStart(`${variable} is a server of version ${version}; Daybook needs Elasticsearch 9.`);
  }
}

function refusal(variable: string, error: unknown): unknown {
  if (error instanceof CannotStart) return error;
  const reason = messageOf(error);
  const told = (sentence: string) => new CannotStart(`${sentence} (${reason}).`, { cause: error });
  if (error instanceof errors.ProductNotSupportedError) {
    return new CannotStart(`${variable} is no Elasticsearch server.`, { cause: error });
  }
  if (CERTIFICATE.test(reason)) return told(`The server of ${variable} is not reached over TLS as it is told`);
  if (error instanceof errors.ResponseError && (error.statusCode === 401 || error.statusCode === 403)) {
    return told(`The server of ${variable} refuses the user or the password`);
  }
  return told(`${variable} cannot be used`);
}
