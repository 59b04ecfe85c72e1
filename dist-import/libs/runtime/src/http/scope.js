const OPEN = 'open';
/** A provider has no key of ours: its adapter verifies what it sends. */
const VERIFIED_ELSEWHERE = ['/v1/payments/providers/:provider/webhooks'];
/**
 * The scope that a route needs; `open` for those that anyone may ask, undefined where there is no such route. What
 * stands outside /v1 tells nothing of the business: health, metrics, the documents of the API and of its problems.
 */
export function scopeOf({ method, routeOptions, raw }) {
    const { url } = routeOptions;
    if (!(url ?? raw.url ?? '').startsWith('/v1/') || VERIFIED_ELSEWHERE.includes(url ?? ''))
        return OPEN;
    if (url === undefined)
        return undefined;
    if (url.startsWith('/v1/admin/') || url.startsWith('/v1/operations/'))
        return 'admin';
    return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
//# sourceMappingURL=scope.js.map