import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { eventStoreContract } from '#contract/event-store';
import { NO_STREAM, type RecordedEvent } from '#ports';
import { doubleForSuite } from '../../../../test/esdb-double/suite.js';
import { record } from '../../../ports/contract/record.js';
import { sampleCategory, sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { KurrentdbEventStore } from './event-store.js';

describe('the event store on EventStoreDB', () => {
  const double = doubleForSuite();
  /** A real server where there is one: then the suite of every store runs there. */
  const url = () => process.env['EVENTSTORE_URL'] ?? double().url;

  describe('as every store', () => {
    eventStoreContract(
      { ordered: false, gapless: false },
      () => KurrentdbEventStore.open(url()),
      (store) => store.close(),
    );
  });

  describe('on a server that others use, too', () => {
    let store: KurrentdbEventStore;
    let neighbour: KurrentdbEventStore;
    let stranger: EventStoreDBClient;
    let stream: string;
    beforeEach(async () => {
      store = await KurrentdbEventStore.open(url());
      neighbour = await KurrentdbEventStore.open(url(), { namespace: 'neighbour' });
      stranger = EventStoreDBClient.connectionString(url());
      stream = `${sampleCategory()}-1`;
    });
    afterEach(() => Promise.all([store.close(), neighbour.close(), stranger.dispose()]));

    /** Streams of the server itself, of another program, and of an installation beside this one. */
    const othersAppend = async (events: number) => {
      const type = 'Foreign';
      const foreign = Array.from({ length: events }, (_, n) => jsonEvent({ type, data: { n } }));
      await stranger.appendToStream('$statistics', foreign);
      await stranger.appendToStream(`daybook-${stream}`, foreign);
      await neighbour.append(stream, NO_STREAM, [sampleEvent('Theirs')]);
    };

    it('sees its own streams only, in both directions, and its head is its own', async () => {
      const [a] = await record(store, stream, NO_STREAM, [sampleEvent('A')]);
      await othersAppend(10);
      expect(await store.head()).toBe(a!.position);
      const [b] = await record(store, stream, 0, [sampleEvent('B')]);
      expect(await store.read(stream)).toEqual([a, b]);
      expect(await store.readAll({ after: a!.position })).toEqual([b]);
      expect((await store.readAll({ direction: 'backwards' })).slice(0, 2)).toEqual([b, a]);
      expect(await neighbour.read(stream)).toMatchObject([{ type: 'Theirs', stream }]);
    });

    it('delivers its own events only', async () => {
      const start = await store.head();
      const got: RecordedEvent[] = [];
      const subscription = store.subscribe(start, async (events) => void got.push(...events));
      await othersAppend(10);
      const recorded = await record(store, stream, NO_STREAM, [sampleEvent('A')]);
      await until(() => got.length > 0);
      await subscription.stop();
      expect(got).toEqual(recorded);
    });
  });

  it('reads more than one page, forwards and backwards, of a stream and of the log', async () => {
    const store = await KurrentdbEventStore.open(url());
    const stream = `${sampleCategory()}-1`;
    const start = await store.head();
    const written: RecordedEvent[] = [];
    for (const first of [0, 600]) {
      const events = Array.from({ length: 600 }, (_, n) => sampleEvent('A', { n: first + n }));
      written.push(...(await record(store, stream, first - 1, events)));
    }
    expect(await store.read(stream)).toEqual(written);
    expect(await store.read(stream, { direction: 'backwards', from: 1100 })).toEqual(written.slice(0, 1101).reverse());
    expect(await store.readAll({ after: start, limit: 1100 })).toEqual(written.slice(0, 1100));
    expect(await store.readAll({ direction: 'backwards', limit: 1100 })).toEqual(written.slice(100).reverse());
    await store.close();
  });

  it('refuses an event id that the server would not take', async () => {
    const store = await KurrentdbEventStore.open(url());
    for (const id of ['', '1', 'A8BBE9D0-2D5F-4A7B-9B8E-6E0F0B1C2D3E'])
      await expect(store.append('s-1', NO_STREAM, [{ ...sampleEvent('A'), id }])).rejects.toBeInstanceOf(TypeError);
    await store.close();
  });

  it('tells where a stream is that it was to append nothing to', async () => {
    const store = await KurrentdbEventStore.open(url());
    const stream = `${sampleCategory()}-1`;
    await store.append(stream, NO_STREAM, []);
    await expect(store.append(stream, 0, [])).rejects.toMatchObject({ expected: 0, actual: NO_STREAM });
    await store.close();
  });

  it('takes nothing once it is closed', async () => {
    const store = await KurrentdbEventStore.open(url());
    await store.close();
    await expect(store.append('s-1', NO_STREAM, [sampleEvent('A')])).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await expect(store.head()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  });
});
