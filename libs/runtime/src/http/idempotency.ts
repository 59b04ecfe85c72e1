import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, callContext, type Cache } from '#ports';
import { idempotencyKeyOf } from './headers.js';

/** How long an answer can be had again. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
/** These say nothing about the command, so it may be sent again as if for the first time; nor does any fault of ours. */
const NOT_KEPT = [400, 401, 403, 406, 408, 412, 413, 415, 428, 429];
const REUSED = 'IDEMPOTENCY_KEY_REUSED';
/** How long a mark stays whose process has died, ms. */
const LEASE_MS = 6_000;
const KEPT_HEADERS = ['etag', 'location', 'daybook-position', 'preference-applied', 'content-type', 'retry-after'];
const READS = ['GET', 'HEAD', 'OPTIONS'];

interface Running {
  readonly hash: string;
  readonly owner: string;
}

type Mark = Running & { readonly key: string };

interface Finished {
  readonly hash: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Of an answer, as it was when it began. */
interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
}

/**
 * Gives the first answer again to a write that is repeated with its idempotency key, by the same principal on the same
 * route. Only a cache: the log recognises repeated commands by itself, so when the cache fails the request goes through.
 *
 * While a request runs, the mark that says so has a lease that is renewed: it outlives a process that died by that much.
 */
export function answerRepeats(server: FastifyInstance, cache: Cache, leaseMs = LEASE_MS): void {
  const running = new Map<FastifyRequest, Mark>();
  /** Those whose answer has begun and waits for the cache. */
  const answered = new WeakSet<FastifyRequest>();
  const renewing = setInterval(() => running.forEach((mark) => void attempt(() => renew(mark))), leaseMs / 3).unref();
  server.addHook('onClose', async () => clearInterval(renewing));

  server.addHook('preHandler', (request, reply, done) => {
    if (request.headers['idempotency-key'] === undefined || READS.includes(request.method)) return done();
    if (request.body instanceof Readable) return done();
    begin(request, reply).then((isAnswered) => {
      if (!isAnswered) done();
    }, done);
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    // A second one goes nowhere: the time was up meanwhile, or its handler came after that.
    if (answered.has(request)) return;
    const mark = running.get(request);
    if (!mark) return done(null, payload);
    running.delete(request);
    answered.add(request);
    const head = { status: reply.statusCode, headers: reply.getHeaders() };
    attempt(() => settle(mark, head, payload))
      .then(() => {
        answered.delete(request);
        putBack(reply, head);
        done(null, payload);
      })
      .catch(done);
  });

  /** Whether the request is answered already. */
  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const key = scopeOf(request, idempotencyKeyOf(request)!);
    const mark = { hash: hashOf(request), owner: randomUUID() };
    const isFirst = await attempt(() => cache.add(key, mark satisfies Running, leaseMs));
    // Its time was up meanwhile: it will not run, and the lease of a mark that nothing ends would be renewed for ever.
    if (reply.sent) return true;
    if (isFirst) running.set(request, { ...mark, key });
    if (isFirst !== false) return false;
    const found = await attempt(() => cache.get<Running | Finished>(key));
    // It ended without an answer worth keeping, or the cache is away: the log knows what became of it.
    if (!found) return false;
    if (found.hash !== mark.hash) {
      throw new AppError('unprocessable', REUSED, 'The idempotency key belongs to another request.');
    }
    if ('owner' in found) {
      throw new AppError('rejected', 'IDEMPOTENCY_KEY_IN_FLIGHT', 'The first request with this key still runs.', [], 1);
    }
    void reply.code(found.status).headers(found.headers).header('idempotent-replayed', 'true').send(found.body);
    return true;
  }

  /** A lease that ran out may have been taken by another. */
  async function isOwn({ key, owner }: Mark): Promise<boolean> {
    const present = await cache.get<Running | Finished>(key);
    return present !== undefined && 'owner' in present && present.owner === owner;
  }

  async function renew(mark: Mark): Promise<void> {
    const { key, hash, owner } = mark;
    // Its answer may have taken its place while that was looked up.
    if ((await isOwn(mark)) && [...running.values()].includes(mark)) {
      await cache.set(key, { hash, owner } satisfies Running, leaseMs);
    }
  }

  /** Puts the answer in the place of the mark. */
  async function settle(mark: Mark, { status, headers }: Head, payload: unknown) {
    if (!(await isOwn(mark))) return;
    const { key, hash } = mark;
    const isKept = typeof payload === 'string' && status < 500 && !NOT_KEPT.includes(status);
    if (!isKept || isReuse(status, payload)) return cache.delete(key);
    const finished: Finished = { hash, status, headers: keptHeaders(headers), body: payload };
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

/** The log's refusal of a key that belongs to another body: kept, it would take the key from its owner. */
const isReuse = (status: number, body: string) =>
  status === 422 && (JSON.parse(body) as { code?: unknown }).code === REUSED;

const keptHeaders = (headers: Head['headers']) =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );

/** Whoever was too late has not sent anything, but may have set some of it. */
function putBack(reply: FastifyReply, { status, headers }: Head): void {
  for (const name of Object.keys(reply.getHeaders())) if (!(name in headers)) void reply.removeHeader(name);
  void reply.code(status).headers(headers);
}

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
