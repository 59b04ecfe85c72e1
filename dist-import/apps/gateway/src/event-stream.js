/** Silence is broken by a comment, so that proxies keep the connection and a caller that went is noticed. */
const HEARTBEAT_MS = 15_000;
/** What `next` is raced against; a timer that lost does not keep the process. */
const silence = () => new Promise((resolve) => {
    setTimeout(() => resolve('silence'), HEARTBEAT_MS).unref();
});
/** What comes, as the text of server-sent events (WHATWG HTML, event streams). */
export async function* eventStream(source, toEvent) {
    const items = source[Symbol.asyncIterator]();
    let next = items.next();
    try {
        for (;;) {
            const came = await Promise.race([next, silence()]);
            if (came === 'silence') {
                yield ': still here\n\n';
                continue;
            }
            if (came.done)
                return;
            const { id, event, data } = toEvent(came.value);
            yield `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
            next = items.next();
        }
    }
    finally {
        await items.return?.();
    }
}
//# sourceMappingURL=event-stream.js.map