const NEWLINE = 10;
/** The lines of a stream. Of a line that is too long nothing is kept while the rest of it comes. */
export async function* linesOf(stream, longest) {
    let number = 0;
    let size = 0;
    let parts = [];
    const keep = (part) => {
        size += part.length;
        if (size > longest)
            parts = [];
        else if (part.length)
            parts.push(part);
    };
    const end = () => {
        const line = { number: ++number, bytes: size > longest ? undefined : Buffer.concat(parts, size) };
        size = 0;
        parts = [];
        return line;
    };
    for await (const chunk of stream) {
        let from = 0;
        for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
            keep(chunk.subarray(from, to));
            yield end();
            from = to + 1;
        }
        keep(chunk.subarray(from));
    }
    if (size)
        yield end();
}
/**
 * Works on at most `limit` items at a time and gives the results as they come, several together when several are there.
 * A result counts until it is taken, so that a slow reader slows the source. `work` must not throw.
 */
export async function* concurrently(items, limit, work) {
    let results = [];
    let open = 0;
    let ended = false;
    let wake = () => { };
    const changed = () => new Promise((resolve) => (wake = resolve));
    let free = () => { };
    const feed = async () => {
        for await (const item of items) {
            open++;
            void work(item).then((result) => {
                results.push(result);
                wake();
            });
            if (open >= limit)
                await new Promise((resolve) => (free = resolve));
        }
    };
    let failure;
    void feed()
        .catch((error) => (failure = { error }))
        .finally(() => {
        ended = true;
        wake();
    });
    while (!ended || open > 0) {
        if (!results.length)
            await changed();
        const taken = results;
        results = [];
        open -= taken.length;
        if (taken.length)
            yield taken;
        free();
    }
    if (failure)
        throw failure.error;
}
//# sourceMappingURL=imports.lines.js.map