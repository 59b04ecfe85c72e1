import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  Inject,
  Injectable,
  Optional,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AppError, Cache, callContext, type ErrorKind } from '#ports';
import { CONFIG, type Config } from '../config.js';
import { idempotencyKeyOf } from './headers.js';

/** How long an answer can be had again. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
/** What came of these says nothing about the command: it may be sent again as if for the first time. */
const NOT_KEPT: readonly ErrorKind[] = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'exhausted',
  'unavailable',
  'timeout',
];
const KEPT_HEADERS = ['etag', 'location', 'daybook-position', 'preference-applied', 'content-type'];

interface Running {
  readonly hash: string;
  readonly owner: string;
}

interface Finished {
  readonly hash: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Failed {
  readonly hash: string;
  readonly error: Pick<AppError, 'kind' | 'code' | 'message' | 'errors' | 'retryAfter'>;
}

type Mark = Running | Finished | Failed;

/**
 * Gives the first answer again to a write that is repeated with its idempotency key. Only a cache: the log recognises
 * repeated commands by itself, so whenever the cache fails the request goes through.
 */
@Injectable()
export class Idempotency implements NestInterceptor {
  constructor(
    @Optional() @Inject(Cache) private readonly cache: Cache | null,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return next.handle();
    const key = idempotencyKeyOf(request);
    if (key === undefined || !this.cache || request.body instanceof Readable) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(
      this.once(this.cache, scopeOf(request, key), hashOf(request), reply, () => lastValueFrom(next.handle())),
    );
  }

  private async once(cache: Cache, key: string, hash: string, reply: FastifyReply, run: () => Promise<unknown>) {
    const owner = randomUUID();
    const first = await attempt(() => cache.add(key, { hash, owner } satisfies Running, this.leaseMs()));
    if (first === undefined) return run();
    if (first) return this.record(cache, key, hash, owner, reply, run);
    const mark = await attempt(() => cache.get<Mark>(key));
    // It ended without an answer worth keeping, or the cache is away: the log knows what became of it.
    if (!mark) return run();
    if (mark.hash !== hash) {
      throw new AppError('unprocessable', 'IDEMPOTENCY_KEY_REUSED', 'The idempotency key belongs to another request.');
    }
    if ('owner' in mark) {
      throw new AppError('rejected', 'IDEMPOTENCY_KEY_IN_FLIGHT', 'The first request with this key still runs.', [], 1);
    }
    return replay(mark, reply);
  }

  private async record(
    cache: Cache,
    key: string,
    hash: string,
    owner: string,
    reply: FastifyReply,
    run: () => Promise<unknown>,
  ) {
    // A lease that ran out may have been taken by another: only the owner's own mark is replaced.
    const settle = async (mark: Mark | undefined) => {
      const present = await cache.get<Mark>(key);
      if (!present || !('owner' in present) || present.owner !== owner) return;
      await (mark ? cache.set(key, mark, KEPT_MS) : cache.delete(key));
    };
    try {
      const body = await run();
      await attempt(() => settle({ hash, status: reply.statusCode, headers: keptHeaders(reply), body }));
      return body;
    } catch (error) {
      const kept = error instanceof AppError && !NOT_KEPT.includes(error.kind);
      const { kind, code, message, errors, retryAfter } = error as AppError;
      await attempt(() => settle(kept ? { hash, error: { kind, code, message, errors, retryAfter } } : undefined));
      throw error;
    }
  }

  /** Longer than any request runs, so that a mark outlives its request only when the process died. */
  private leaseMs(): number {
    return Math.max(0, (callContext()?.deadline ?? 0) - performance.now()) + this.config.requestTimeoutMs;
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

function replay(mark: Finished | Failed, reply: FastifyReply): unknown {
  void reply.header('idempotent-replayed', 'true');
  if ('error' in mark) {
    const { kind, code, message, errors, retryAfter } = mark.error;
    throw new AppError(kind, code, message, errors, retryAfter);
  }
  void reply.code(mark.status).headers(mark.headers);
  return mark.body;
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
