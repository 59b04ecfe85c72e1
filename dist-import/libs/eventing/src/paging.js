import { AppError } from '#ports';
const DEFAULT_SIZE = 20;
const DEEPEST = 10_000;
/** The page that a request means; throws AppError for a token that is none of ours and for pages too deep. */
export function pageOf({ pageSize = DEFAULT_SIZE, pageToken, page }) {
    if (pageToken)
        return { size: pageSize, offset: 0, after: afterOf(pageToken) };
    const offset = ((page ?? 1) - 1) * pageSize;
    if (offset + pageSize > DEEPEST) {
        throw new AppError('invalid', 'VALIDATION_FAILED', `Beyond ${DEEPEST} items a list is read by its cursor.`, [
            { parameter: 'page', message: `page × size must be at most ${DEEPEST}` },
        ]);
    }
    return { size: pageSize, offset };
}
/** The token with which a list goes on behind an item. */
export const pageTokenOf = (after) => Buffer.from(JSON.stringify(after)).toString('base64url');
function afterOf(token) {
    try {
        const after = JSON.parse(Buffer.from(token, 'base64url').toString());
        if (Array.isArray(after))
            return after;
    }
    catch {
        /* answered below */
    }
    throw new AppError('invalid', 'VALIDATION_FAILED', 'This is not a cursor that Daybook gave.', [
        { parameter: 'cursor', message: 'not a cursor' },
    ]);
}
/** Field and direction of `-createdAt`; throws AppError for a field that is not in the list. */
export function sortOf(sort, allowed, byDefault) {
    const text = sort ?? byDefault;
    const descending = text.startsWith('-');
    const name = descending ? text.slice(1) : text;
    const field = allowed.find((known) => known === name);
    if (field)
        return { field, descending };
    throw new AppError('invalid', 'VALIDATION_FAILED', `A list is sorted by ${allowed.join(', ')}.`, [
        { parameter: 'sort', message: `must be one of ${allowed.join(', ')}, with - for descending` },
    ]);
}
//# sourceMappingURL=paging.js.map