/**
 * Full text search over documents that can be rebuilt at any time. What was put is found soon, at once only in the
 * embedded engine. A query that its index does not allow is refused with AppError `invalid`, `VALIDATION_FAILED`; an
 * index that is not there or a document that does not fit its definition is a fault of ours and a plain Error.
 */
export class SearchIndex {
}
//# sourceMappingURL=search-index.js.map