import { errors } from '@elastic/elasticsearch';
import { unavailable } from '../unavailable.js';

/** What a server says about a request or about one document of it. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly reason: string;
}

/** What the server said, when it answered. */
export function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof errors.ResponseError)) return undefined;
  const body = error.body as
    { error?: { type?: string; reason?: string; caused_by?: { reason?: string } } } | undefined;
  const { type = '', reason = '', caused_by: cause } = body?.error ?? {};
  return { status: error.statusCode ?? 0, type, reason: cause?.reason ? `${reason}: ${cause.reason}` : reason };
}

/**
 * The server cannot serve now, and the same may succeed later: overloaded, starting, without a shard, its disk full,
 * or silent about a change that takes long.
 */
export const isBusy = ({ status, type }: Refusal): boolean =>
  [429, 502, 503, 504].includes(status) || type === 'cluster_block_exception';

/** The server is away or cannot serve now; what was asked for may have happened or not. */
export function isOutage(error: unknown): boolean {
  const refusal = refusalIn(error);
  if (refusal) return isBusy(refusal);
  return (
    error instanceof errors.ConnectionError ||
    error instanceof errors.TimeoutError ||
    error instanceof errors.NoLivingConnectionsError ||
    error instanceof errors.RequestAbortedError ||
    error instanceof errors.DeserializationError
  );
}

export const noIndex = (name: string): Error => new Error(`there is no search index ${name}`);

export const isMissing = (error: unknown): boolean => refusalIn(error)?.type === 'index_not_found_exception';

/** What a request that failed means for its caller; `name` is the index that it was about. */
export function meaningOf(error: unknown, name: string): unknown {
  if (isOutage(error)) return unavailable('search', error);
  if (isMissing(error)) return noIndex(name);
  const refusal = refusalIn(error);
  if (!refusal) return error;
  return new Error(`Elasticsearch refuses a request about ${name}: ${refusal.type}, ${refusal.reason}`, {
    cause: error,
  });
}

/** Without what the client adds of the request: it may be long, and hold what concerns nobody. */
export function messageOf(error: unknown): string {
  const refusal = refusalIn(error);
  const message = refusal?.reason || (error instanceof Error ? error.message || error.name : String(error));
  return message.replaceAll('\n', ' ').slice(0, 300);
}
