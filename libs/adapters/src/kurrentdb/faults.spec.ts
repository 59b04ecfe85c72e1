import { AppError, isTransient, NO_STREAM, WrongRevision, type NewEvent, type RecordedEvent } from '#ports';
import { doubleForSuite } from '../../../../test/esdb-double/suite.js';
import { Proxy } from '../../../../test/proxy.js';
import { record } from '../../../ports/contract/record.js';
import { sampleCategory, sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { KurrentdbEventStore } from './event-store.js';

/** How long a try may take where the test waits for it. */
const TRY_MS = 500;

describe('appending and reading while EventStoreDB fails', () => {
  const double = doubleForSuite();
  let store: KurrentdbEventStore;
  let other: KurrentdbEventStore;
  let stream: string;
  const open = (readTimeoutMs?: number) =>
    KurrentdbEventStore.open(double().url, { appendTimeoutMs: TRY_MS, ...(readTimeoutMs && { readTimeoutMs }) });
  beforeEach(async () => {
    [store, other] = await Promise.all([open(), KurrentdbEventStore.open(double().url)]);
    stream = `${sampleCategory()}-1`;
  });
  afterEach(() => Promise.all([store.close(), other.close()]));

  /** What the call was rejected with, and after how long. */
  const rejected = async (call: Promise<unknown>) => {
    const start = performance.now();
    const error = await call.then(
      () => undefined,
      (e: unknown) => e,
    );
    return { error, ms: performance.now() - start };
  };
  const expectUnavailable = ({ error, ms }: { error: unknown; ms: number }) => {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ kind: 'unavailable', code: 'LOG_UNAVAILABLE', retryAfter: expect.any(Number) });
    expect(isTransient(error)).toBe(true);
    expect(ms).toBeLessThan(2 * TRY_MS + 2_000);
  };
  const some = (count: number): NewEvent[] => Array.from({ length: count }, (_, n) => sampleEvent('A', { n }));

  describe('an append whose answer is lost', () => {
    it.each([1, 3])('has one effect, and is answered (%d events)', async (count) => {
      await double().fault({ loseAnswers: 1 });
      const events = some(count);
      const recorded = await record(store, stream, NO_STREAM, events);
      expect(recorded.map(({ id, revision }) => [id, revision])).toEqual(events.map(({ id }, n) => [id, n]));
      expect(await other.read(stream)).toEqual(recorded);
    });

    it.each([
      ['a server that knows the ids', false],
      ['a server that does not', true],
    ])('is found behind what another writer has appended since, by %s', async (_, forgetIds) => {
      await double().fault({ loseAnswers: 1, forgetIds });
      const appending = record(store, stream, NO_STREAM, some(2));
      await until(async () => (await other.read(stream)).length === 2);
      await other.append(stream, 1, [sampleEvent('B')]);
      const recorded = await appending;
      expect(await other.read(stream)).toEqual([...recorded, expect.objectContaining({ type: 'B' })]);
    });

    it('is a conflict where another writer took the revision instead', async () => {
      await double().fault({ dropAppends: 1 });
      const appending = rejected(store.append(stream, NO_STREAM, [sampleEvent('A')]));
      await until(async () => (await double().state()).faults.dropAppends === 0);
      const taken = await record(other, stream, NO_STREAM, [sampleEvent('B')]);
      expect((await appending).error).toMatchObject({ expected: NO_STREAM, actual: 0 });
      expect(await other.read(stream)).toEqual(taken);
    });

    it("is unavailable when no repeat is answered either, and the caller's own repeat has the one effect", async () => {
      await double().fault({ loseAnswers: 100 });
      const events = some(2);
      expectUnavailable(await rejected(store.append(stream, NO_STREAM, events)));
      await double().heal();
      const recorded = await record(store, stream, NO_STREAM, events);
      expect(await other.read(stream)).toEqual(recorded);
    });
  });

  it('takes the code of an error for a conflict only where the stream is elsewhere', async () => {
    await store.append(stream, NO_STREAM, [sampleEvent('A')]);
    await double().fault({ refuseAppends: 'FAILED_PRECONDITION' });
    const { error } = await rejected(store.append(stream, NO_STREAM, [sampleEvent('B')]));
    expect(error).toBeInstanceOf(WrongRevision);
    expect(error).toMatchObject({ stream, expected: NO_STREAM, actual: 0 });
    expectUnavailable(await rejected(store.append(stream, 0, [sampleEvent('B')])));
  });

  it('refuses at once what is larger than the server takes', async () => {
    const large = sampleEvent('A', 'x'.repeat(1_100_000));
    const { error, ms } = await rejected(store.append(stream, NO_STREAM, [large]));
    expect(isTransient(error)).toBe(false);
    expect(ms).toBeLessThan(TRY_MS);
  });

  it.each([{ refuse: 'UNAVAILABLE' }, { refuse: 'UNKNOWN' }, { refuse: 'UNAUTHENTICATED' }, { frozen: true }] as const)(
    'answers every call in bounded time and goes on afterwards: %p',
    async (fault) => {
      const [before] = await record(store, stream, NO_STREAM, [sampleEvent('A')]);
      const impatient = await open(TRY_MS);
      await double().fault(fault);
      const event = sampleEvent('B');
      const outcomes = await Promise.all([
        rejected(impatient.append(stream, 0, [event])),
        rejected(impatient.read(stream)),
        rejected(impatient.readAll()),
        rejected(impatient.head()),
      ]);
      outcomes.forEach(expectUnavailable);
      await double().heal();
      const [recorded] = await record(impatient, stream, 0, [event]);
      expect(await store.read(stream)).toEqual([before, recorded]);
      await impatient.close();
    },
  );

  it('answers every call in bounded time where a new connection is accepted and never spoken on', async () => {
    const { proxy, address } = await Proxy.before(double().url);
    const impatient = await KurrentdbEventStore.open(address, { appendTimeoutMs: TRY_MS, readTimeoutMs: TRY_MS });
    const event = sampleEvent('A');
    proxy.freeze();
    proxy.cut();
    const outcomes = await Promise.all([
      rejected(impatient.append(stream, NO_STREAM, [event])),
      rejected(impatient.read(stream)),
    ]);
    outcomes.forEach(expectUnavailable);
    proxy.heal();
    proxy.cut();
    await until(() =>
      impatient.append(stream, NO_STREAM, [event]).then(
        () => true,
        (error: unknown) => !isTransient(error) && Promise.reject(error as Error),
      ),
    );
    expect(await store.read(stream)).toMatchObject([{ id: event.id }]);
    await impatient.close();
    await proxy.close();
  });

  it('closes in bounded time while the server is frozen', async () => {
    const impatient = await open(TRY_MS);
    const subscription = impatient.subscribe(0, async () => undefined);
    await double().fault({ frozen: true });
    const reading = rejected(impatient.read(stream));
    const { error, ms } = await rejected(impatient.close());
    expect(error).toBeUndefined();
    expect(ms).toBeLessThan(TRY_MS);
    expectUnavailable(await reading);
    await subscription.stop();
  });

  it('reads to the end although the connection is cut in the middle', async () => {
    const start = await other.head();
    const written = await record(other, stream, NO_STREAM, some(900));
    for (const read of [
      () => store.read(stream),
      () => store.readAll({ after: start }),
      async () => (await store.read(stream, { direction: 'backwards' })).reverse(),
    ]) {
      await double().fault({ cutAfterEvents: 700 });
      expect(await read()).toEqual(written);
    }
  });

  it('loses and doubles nothing of many appends whose connections are cut again and again', async () => {
    const streams = Array.from({ length: 20 }, (_, n) => `${stream}-${n}`);
    let acknowledged = 0;
    const recording = Promise.all(
      streams.map(async (name) => {
        const events: RecordedEvent[] = [];
        for (let n = 0; n < 10; n++, acknowledged++) events.push(...(await record(store, name, n - 1, some(1))));
        return events;
      }),
    );
    for (const progress of [20, 60, 100, 140]) {
      await until(() => acknowledged >= progress);
      await double().cut();
    }
    const recorded = await recording;
    expect(await Promise.all(streams.map((name) => other.read(name)))).toEqual(recorded);
  });

  it('keeps what was acknowledged when the server is killed, and repeats what was not', async () => {
    const acknowledged: RecordedEvent[] = [];
    const failures: unknown[] = [];
    let running = true;
    const writing = (async () => {
      for (let event = sampleEvent('A'); running;) {
        const { error } = await rejected(
          record(store, stream, acknowledged.length - 1, [event]).then((events) => acknowledged.push(...events)),
        );
        if (error) failures.push(error);
        else event = sampleEvent('A');
      }
    })();
    for (const rounds of [20, 40]) {
      await until(() => acknowledged.length > rounds);
      await double().restart();
    }
    await until(() => acknowledged.length > 60);
    running = false;
    await writing;
    for (const failure of failures) expect(failure).toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(await other.read(stream)).toEqual(acknowledged);
  });

  it('asks the leader, wherever it is connected', async () => {
    const leader = otherDouble();
    await double().fault({ leaderPort: leader.port });
    const atLeader = await KurrentdbEventStore.open(leader.url);
    const appended = await record(store, stream, NO_STREAM, some(2));
    expect(await atLeader.read(stream)).toEqual(appended);
    const [later] = await record(atLeader, stream, 1, some(1));
    const reader = await open();
    expect(await reader.read(stream)).toEqual([...appended, later]);
    const got: RecordedEvent[] = [];
    const subscription = reader.subscribe(0, async (events) => void got.push(...events));
    await until(() => got.length === 3);
    await subscription.stop();
    await Promise.all([reader.close(), atLeader.close()]);
  });
  const otherDouble = doubleForSuite();
});
