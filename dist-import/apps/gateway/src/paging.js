/** A list's query as services take it: its filters, and the page in their words. */
export function paged({ size, page, cursor, ...rest }) {
    return { ...rest, pageSize: size, ...(cursor ? { pageToken: cursor } : { page: page ?? 1 }) };
}
//# sourceMappingURL=paging.js.map