import { eventStream } from './event-stream.js';

/** Gives what is asked for, then stays silent until it is left. */
function source(...given: readonly number[]) {
  const seen = { asked: false, left: false };
  async function* items() {
    seen.asked = true;
    try {
      yield* given;
      await new Promise(() => undefined);
    } finally {
      seen.left = true;
    }
  }
  return { seen, stream: eventStream(items(), (id) => ({ id, event: 'Counted', data: { id } })) };
}

describe('the text of a live stream', () => {
  it('begins at once, also where nothing happens', async () => {
    const started = performance.now();
    expect((await source().stream.next()).value).toMatch(/^:.*\n\n$/);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('tells what comes', async () => {
    const { stream } = source(3);
    await stream.next();
    expect((await stream.next()).value).toBe('id: 3\nevent: Counted\ndata: {"id":3}\n\n');
  });

  it('leaves its source with the caller', async () => {
    const { seen, stream } = source(3);
    await stream.next();
    await stream.next();
    await stream.return(undefined);
    expect(seen).toEqual({ asked: true, left: true });
  });

  it('asks for nothing when the caller goes before', async () => {
    const { seen, stream } = source(3);
    await stream.next();
    await stream.return(undefined);
    expect(seen).toEqual({ asked: false, left: false });
  });
});
