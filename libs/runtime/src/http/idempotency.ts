import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, callContext, type Cache } from '#ports';
import { idempotencyKeyOf } from './headers.js';

/** How long an answer can be had again. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
/** These say nothing about the command, so it may be sent again as if for the first time; nor does any fault of ours. */
const NOT_KEPT = [400, 401, 403, 406, 408, 413, 415, 428, 429];
const KEPT_HEADERS = ['etag', 'location', 'daybook-position', 'preference-applied', 'content-type', 'retry-after'];
const READS = ['GET', 'HEAD', 'OPTIONS'];

interface Running {
  readonly hash: string;
  readonly owner: string;
}

interface Finished {
  readonly hash: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Gives the first answer again to a write that is repeated with its idempotency key, by the same principal on the same
 * route. Only a cache: the log recognises repeated commands by itself, so when the cache fails the request goes through.
 * @param leaseMs longest time that a request runs: a mark outlives its request only when the process died
 */
export function answerRepeats(server: FastifyInstance, cache: Cache, leaseMs: number): void {
  const running = new WeakMap<FastifyRequest, Running & { readonly key: string }>();

  server.addHook('preHandler', (request, reply, done) => {
    if (request.headers['idempotency-key'] === undefined || READS.includes(request.method)) return done();
    if (request.body instanceof Readable) return done();
    begin(request, reply).then((isAnswered) => {
      if (!isAnswered) done();
    }, done);
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    const mark = running.get(request);
    if (!mark) return done(null, payload);
    void attempt(() => settle(mark, reply, payload)).then(() => done(null, payload));
  });

  /** Whether the request is answered already. */
  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const key = scopeOf(request, idempotencyKeyOf(request)!);
    const mark = { hash: hashOf(request), owner: randomUUID() };
    const isFirst = await attempt(() => cache.add(key, mark satisfies Running, leaseMs));
    if (isFirst) running.set(request, { ...mark, key });
    if (isFirst !== false) return false;
    const found = await attempt(() => cache.get<Running | Finished>(key));
    // It ended without an answer worth keeping, or the cache is away: the log knows what became of it.
    if (!found) return false;
    if (found.hash !== mark.hash) {
      throw new AppError('unprocessable', 'IDEMPOTENCY_KEY_REUSED', 'The idempotency key belongs to another request.');
    }
    if ('owner' in found) {
      throw new AppError('rejected', 'IDEMPOTENCY_KEY_IN_FLIGHT', 'The first request with this key still runs.', [], 1);
    }
    void reply.code(found.status).headers(found.headers).header('idempotent-replayed', 'true').send(found.body);
    return true;
  }

  /** Puts the answer in the place of the mark; a lease that ran out may have been taken by another, then it stays. */
  async function settle({ key, hash, owner }: Running & { key: string }, reply: FastifyReply, payload: unknown) {
    const present = await cache.get<Running | Finished>(key);
    if (!present || !('owner' in present) || present.owner !== owner) return;
    const status = reply.statusCode;
    const isKept = typeof payload === 'string' && status < 500 && !NOT_KEPT.includes(status);
    if (!isKept) return cache.delete(key);
    const finished: Finished = { hash, status, headers: keptHeaders(reply), body: payload };
    await cache.set(key, finished, KEPT_MS);
  }
}

/** What the cache gives; undefined when it fails. */
async function attempt<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}

const keptHeaders = (reply: FastifyReply) =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );

const scopeOf = ({ method, routeOptions }: FastifyRequest, key: string) =>
  `idempotency ${JSON.stringify([callContext()?.principal ?? 'anonymous', method, routeOptions.url, key])}`;

/** The same for the same target and content, whatever the order of keys. */
const hashOf = ({ raw, body }: FastifyRequest) =>
  createHash('sha256')
    .update(`${raw.url} ${canonical(body)}`)
    .digest('base64');

const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join()}}`;
};
