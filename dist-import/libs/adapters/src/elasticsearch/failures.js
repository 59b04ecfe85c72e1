import { errors } from '@elastic/elasticsearch';
import { AppError } from '#ports';
const RETRY_AFTER_S = 2;
/** What the server said, when it answered. */
export function refusalIn(error) {
    if (!(error instanceof errors.ResponseError))
        return undefined;
    const body = error.body;
    const { type = '', reason = '', caused_by: cause } = body?.error ?? {};
    return { status: error.statusCode ?? 0, type, reason: cause?.reason ? `${reason}: ${cause.reason}` : reason };
}
/**
 * The server cannot serve now, and the same may succeed later: overloaded, starting, without a shard, its disk full,
 * or silent about a change that takes long.
 */
export const isBusy = ({ status, type }) => [429, 502, 503, 504].includes(status) || type === 'cluster_block_exception';
/** The server is away or cannot serve now; what was asked for may have happened or not. */
export function isOutage(error) {
    const refusal = refusalIn(error);
    if (refusal)
        return isBusy(refusal);
    return (error instanceof errors.ConnectionError ||
        error instanceof errors.TimeoutError ||
        error instanceof errors.NoLivingConnectionsError ||
        error instanceof errors.RequestAbortedError ||
        error instanceof errors.DeserializationError);
}
export const unavailable = (cause) => Object.assign(new AppError('unavailable', 'SEARCH_UNAVAILABLE', 'The search cannot be used at present', [], RETRY_AFTER_S), { cause });
export const noIndex = (name) => new Error(`there is no search index ${name}`);
export const isMissing = (error) => refusalIn(error)?.type === 'index_not_found_exception';
/** What a request that failed means for its caller; `name` is the index that it was about. */
export function meaningOf(error, name) {
    if (isOutage(error))
        return unavailable(error);
    if (isMissing(error))
        return noIndex(name);
    const refusal = refusalIn(error);
    if (!refusal)
        return error;
    return new Error(`Elasticsearch refuses a request about ${name}: ${refusal.type}, ${refusal.reason}`, {
        cause: error,
    });
}
/** Without what the client adds of the request: it may be long, and hold what concerns nobody. */
export function messageOf(error) {
    const refusal = refusalIn(error);
    const message = refusal?.reason || (error instanceof Error ? error.message || error.name : String(error));
    return message.replaceAll('\n', ' ').slice(0, 300);
}
//# sourceMappingURL=failures.js.map