import { setTimeout as sleep } from 'node:timers/promises';
import { NO_STREAM, type RecordedEvent, type StreamEvent, type Subscription } from '#ports';
import { doubleForSuite } from '../../../../test/esdb-double/suite.js';
import { record } from '../../../ports/contract/record.js';
import { sampleCategory, sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { KurrentdbEventStore, type KurrentdbEventStoreOptions } from './event-store.js';

describe('subscribing and following while EventStoreDB fails', () => {
  const double = doubleForSuite();
  const opened: KurrentdbEventStore[] = [];
  const open = async (options: KurrentdbEventStoreOptions = {}, settings = '') => {
    const store = await KurrentdbEventStore.open(double().url + settings, options);
    opened.push(store);
    return store;
  };
  let writer: KurrentdbEventStore;
  let stream: string;
  let start: number;
  beforeEach(async () => {
    writer = await open();
    stream = `${sampleCategory()}-1`;
    start = await writer.head();
  });
  afterEach(async () => {
    await double().heal();
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });

  /** Appends so many more events to the stream, one by one. */
  const append = async (count: number) => {
    const from = (await writer.read(stream)).length;
    for (let n = from; n < from + count; n++) await writer.append(stream, n - 1, [sampleEvent('A', { n })]);
  };
  const appendAtOnce = (name: string, count: number, store = writer) =>
    store.append(
      name,
      NO_STREAM,
      Array.from({ length: count }, () => sampleEvent('A')),
    );

  /** The two ways to be told of the stream's events. */
  const WAYS: [string, (store: KurrentdbEventStore) => { got: StreamEvent[]; stop: () => Promise<void> }][] = [
    [
      'a subscription',
      (store) => {
        const got: RecordedEvent[] = [];
        const subscription = store.subscribe(start, async (events) => void got.push(...events));
        return { got, stop: () => subscription.stop() };
      },
    ],
    [
      'a follower',
      (store) => {
        const got: StreamEvent[] = [];
        const stopping = new AbortController();
        const ended = (async () => {
          for await (const event of store.follow(stream, 0, stopping.signal)) got.push(event);
        })();
        return { got, stop: () => (stopping.abort(), ended) };
      },
    ],
  ];

  describe.each(WAYS)('%s', (_, listen) => {
    /** What the listener has heard once it has heard so much as there is. */
    const heard = async ({ got, stop }: ReturnType<typeof listen>) => {
      const { length } = await writer.read(stream);
      await until(() => got.length >= length);
      await stop();
      return got;
    };

    it('loses and doubles nothing when the server is killed and started again', async () => {
      const listener = listen(await open());
      for (const round of [1, 2]) {
        await append(20);
        await until(() => listener.got.length > 20 * round - 10);
        await double().kill();
        await double().restart();
      }
      await append(20);
      expect(await heard(listener)).toEqual(await writer.read(stream));
    });

    it('loses and doubles nothing when its connection is cut in the middle of catching up', async () => {
      await appendAtOnce(stream, 900);
      await double().fault({ cutAfterEvents: 400 });
      expect(await heard(listen(await open()))).toEqual(await writer.read(stream));
    });

    it('goes on when its connection is half-open', async () => {
      const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
      const listener = listen(await open({}, '&keepAliveInterval=200&keepAliveTimeout=200'));
      warn.mockRestore();
      await append(1);
      await until(() => listener.got.length === 1);
      await double().forget();
      // Other settings: clients of the same ones share a connection.
      writer = await open({}, '&keepAliveTimeout=9000');
      await append(5);
      expect(await heard(listener)).toEqual(await writer.read(stream));
    });

    it('goes on when the server has kept silent about an event', async () => {
      const listener = listen(await open({ idleMs: 200 }));
      await append(1);
      await until(() => listener.got.length === 1);
      await double().fault({ mute: true });
      await append(1);
      await double().fault({ mute: false });
      expect(await heard(listener)).toEqual(await writer.read(stream));
    });

    it('asks again when it is never confirmed', async () => {
      await append(3);
      const store = await open({ readTimeoutMs: 300 });
      await double().fault({ ignoreSubscriptions: 1 });
      expect(await heard(listen(store))).toEqual(await writer.read(stream));
    });

    it('asks again when the server ends it without an error', async () => {
      await append(3);
      await double().fault({ endSubscriptions: 1 });
      expect(await heard(listen(await open()))).toEqual(await writer.read(stream));
    });

    it('stops at once while the server is frozen, and goes on once it is not', async () => {
      const store = await open();
      const [first, second] = [listen(store), listen(store)];
      await append(1);
      await until(() => first.got.length + second.got.length === 2);
      await double().fault({ frozen: true });
      await first.stop();
      const third = listen(store);
      await third.stop();
      await double().heal();
      await append(1);
      expect(await heard(second)).toEqual(await writer.read(stream));
      expect([first.got.length, third.got.length]).toEqual([1, 0]);
    });
  });

  it('goes on behind the last checkpoint, not behind its last event', async () => {
    const [own] = await record(writer, stream, NO_STREAM, [sampleEvent('A')]);
    const stranger = await open({ namespace: 'stranger' });
    const got: RecordedEvent[] = [];
    const subscription = writer.subscribe(start, async (events) => void got.push(...events));
    await until(() => got.length === 1);
    await appendAtOnce(`${sampleCategory()}-1`, 1_000, stranger);
    // By then all that the stranger wrote was passed over.
    await append(1);
    await until(() => got.length === 2);
    await appendAtOnce(`${sampleCategory()}-1`, 1_000, stranger);
    await double().restart();
    await until(async () => (await double().state()).lastStart > 0);
    expect((await double().state()).lastStart).toBeGreaterThan(got[1]!.position);
    await append(1);
    await until(() => got.length === 3);
    await subscription.stop();
    expect(got[0]).toEqual(own);
  });

  it('does not give up an event for a checkpoint that came while its handler was failing', async () => {
    const stranger = await open({ namespace: 'stranger' });
    const got: RecordedEvent[] = [];
    let failing = true;
    let tries = 0;
    const subscription: Subscription = writer.subscribe(start, async (events) => {
      tries++;
      if (failing) throw new Error('not now');
      got.push(...events);
    });
    await append(1);
    await until(() => tries > 0);
    await append(1);
    await appendAtOnce(`${sampleCategory()}-1`, 1_000, stranger);
    await double().cut();
    failing = false;
    await until(() => got.length >= 2);
    await append(1);
    await until(() => got.length >= 3);
    await subscription.stop();
    expect(got).toEqual(await writer.read(stream));
  });

  it.each([
    ['succeeds', async () => writer.head()],
    ['fails', () => Promise.reject(new Error('not now'))],
  ])('gives an event that came, a checkpoint behind it, while the head was asked for, which %s', async (_, answer) => {
    const stranger = await open({ namespace: 'stranger' });
    const store = await open({ idleMs: 200 });
    const head = jest.spyOn(store, 'head').mockImplementationOnce(async () => {
      await append(1);
      await appendAtOnce(`${sampleCategory()}-1`, 1_000, stranger);
      await sleep(200); // by then both have come
      return answer();
    });
    const got: RecordedEvent[] = [];
    const subscription = store.subscribe(start, async (events) => void got.push(...events));
    await until(() => head.mock.calls.length > 0);
    await until(() => got.length === 1);
    await append(1);
    await until(() => got.length === 2);
    await subscription.stop();
    expect(got).toEqual(await writer.read(stream));
  });

  it('makes the server wait for a slow handler', async () => {
    const data = 'x'.repeat(1_000);
    for (let n = 0; n < 2_000; n += 500) {
      const events = Array.from({ length: 500 }, () => sampleEvent('A', data));
      await writer.append(stream, n - 1, events);
    }
    const before = (await double().state()).delivered;
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const sizes: number[] = [];
    const subscription = writer.subscribe(start, async (events) => {
      sizes.push(events.length);
      await gate;
    });
    await until(() => sizes.length === 1);
    // In the time that this takes all of it could have been delivered.
    expect(await writer.read(stream)).toHaveLength(2_000);
    expect((await double().state()).delivered - before).toBeLessThan(1_500);
    release();
    await until(() => sizes.reduce((a, b) => a + b, 0) === 2_000);
    await subscription.stop();
  });
});
