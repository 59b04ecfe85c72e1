/** Events that are read at once: few enough that whoever else uses the thread is not kept waiting. */
const PAGE = 1_000;
/**
 * The log up to a position, page by page; other work gets its turn in between. A row that is not JSON is told and passed
 * over where positions have no gaps; elsewhere nobody knows what comes behind it, and the reading ends with the error.
 */
export async function* pagesOf(store, head, gapless, onDamaged) {
    let after = 0;
    /** Up to here rows are read one by one. */
    let singlyUpTo = 0;
    while (after < head) {
        let page;
        try {
            page = await store.readAll({ after, limit: after < singlyUpTo ? 1 : PAGE });
        }
        catch (error) {
            const reason = notJson(error);
            if (!gapless || reason === undefined)
                throw error;
            if (after < singlyUpTo)
                onDamaged(++after, reason);
            else
                singlyUpTo = after + PAGE;
            continue;
        }
        const last = page.at(-1);
        if (!last)
            return;
        yield last.position <= head ? page : page.filter(({ position }) => position <= head);
        after = last.position;
        await new Promise((resolve) => setImmediate(resolve));
    }
}
/** Why a row could not be read, where what it holds is at fault and not the reading. */
function notJson(error) {
    const cause = error.cause;
    return cause instanceof Error && cause.name === 'SyntaxError' ? cause.message : undefined;
}
//# sourceMappingURL=log-pages.js.map