/** Silence is broken by a comment, so that proxies keep the connection and a caller that went is noticed. */
const HEARTBEAT_MS = 15_000;

interface ServerSentEvent {
  readonly id: number;
  readonly event: string;
  readonly data: unknown;
}

/** What `next` is raced against; a timer that lost does not keep the process. */
const silence = () =>
  new Promise<'silence'>((resolve) => {
    setTimeout(() => resolve('silence'), HEARTBEAT_MS).unref();
  });

/**
 * What comes, as the text of server-sent events (WHATWG HTML, event streams). Begins with a comment at once: the head of
 * an answer goes out with its first bytes, and until then the request's time runs.
 */
export async function* eventStream<T>(
  source: AsyncIterable<T>,
  toEvent: (item: T) => ServerSentEvent,
): AsyncGenerator<string> {
  const items = source[Symbol.asyncIterator]();
  try {
    yield ': listening\n\n';
    let next = items.next();
    for (;;) {
      const came = await Promise.race([next, silence()]);
      if (came === 'silence') {
        yield ': still here\n\n';
        continue;
      }
      if (came.done) return;
      const { id, event, data } = toEvent(came.value);
      yield `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      next = items.next();
    }
  } finally {
    await items.return?.();
  }
}
