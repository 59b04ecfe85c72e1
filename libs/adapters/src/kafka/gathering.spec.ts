import type { EachBatchPayload } from 'kafkajs';
import type { FeedBatch, RecordedEvent } from '#ports';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { Gathering } from './gathering.js';

describe('what the partitions gave', () => {
  const batches: FeedBatch[] = [];
  /** By partition, the offset up to which all is taken over. */
  const resolved = new Map<number, string>();
  let stopping: AbortController;
  let commits: number;
  let heartbeat: () => Promise<void>;

  beforeEach(() => {
    batches.length = 0;
    resolved.clear();
    commits = 0;
    heartbeat = async () => {};
    stopping = new AbortController();
  });
  afterEach(() => stopping.abort());

  const gathering = (batchSize: number, handle: () => Promise<void> = async () => {}) =>
    new Gathering({
      batchSize,
      lingerMs: 0,
      handle: async (batch) => {
        batches.push(batch);
        await handle();
      },
      positionAfter: () => '',
      onProgress: () => {},
      signal: stopping.signal,
    });
  /** As far as a member of a group is asked here. */
  const payload = (partition: number, lastOffset: string) =>
    ({
      batch: { topic: 'n.order', partition, lastOffset: () => lastOffset },
      resolveOffset: (offset: string) => void resolved.set(partition, offset),
      heartbeat: () => heartbeat(),
      commitOffsetsIfNecessary: async () => void commits++,
      uncommittedOffsets: () => ({ topics: [] }),
    }) as unknown as EachBatchPayload;
  const events = (stream: string, count: number) =>
    Array.from({ length: count }, (_, revision) => ({
      event: { ...sampleEvent('A'), stream, revision, position: revision + 1 },
      offset: String(revision),
    }));
  const sizes = () => batches.map((batch) => batch.events.length);

  it('is let go of where a batch was full before records that are no events', async () => {
    const gathered = gathering(2);
    await Promise.all([
      gathered.take(payload(0, '2'), events('order-1', 3)),
      gathered.take(payload(1, '7'), []),
      gathered.take(payload(2, '0'), events('order-2', 1)),
    ]);
    expect(sizes()).toEqual([2, 2]);
    expect([...resolved]).toEqual([
      [0, '2'],
      [1, '7'],
      [2, '0'],
    ]);
  });

  it('is let go of where records that are no events come while a batch is handled', async () => {
    let release = () => {};
    const gathered = gathering(500, () => new Promise((resolve) => (release = resolve)));
    const first = gathered.take(payload(0, '0'), events('order-1', 1));
    await until(() => batches.length === 1);
    const second = gathered.take(payload(1, '7'), []);
    release();
    await Promise.all([first, second]);
    expect(sizes()).toEqual([1]);
    expect([...resolved]).toEqual([
      [0, '0'],
      [1, '7'],
    ]);
  });

  describe('has events that are looked up', () => {
    const found = events('order-1', 3);
    /** Its second event is looked up; the third record has none. */
    const records = (look: () => Promise<RecordedEvent>) => [
      found[0]!,
      { offset: '1', event: look },
      { offset: '2', event: async () => undefined },
      { ...found[2]!, offset: '3' },
    ];

    it('which are waited for with heartbeats, and handed out in their place', async () => {
      let beats = 0;
      heartbeat = async () => void beats++;
      // Away until the group has heard of this member twice.
      const look = async () => {
        if (beats < 2) throw new Error('away');
        return found[1]!.event;
      };
      await gathering(500).take(payload(0, '3'), records(look));
      expect(batches.map((batch) => batch.events)).toEqual([found.map(({ event }) => event)]);
      expect([...resolved]).toEqual([[0, '3']]);
    });

    it.each(['it is to stop', 'the group has put this member out'])('but not once %s', async (ending) => {
      let beats = 0;
      let ended = false;
      heartbeat = async () => {
        beats++;
        if (ended && ending !== 'it is to stop') throw new Error('unknown member');
      };
      let answer: ((event: RecordedEvent) => void) | undefined;
      const look = () => new Promise<RecordedEvent>((resolve) => (answer = resolve));
      const gathered = gathering(500);
      const taken = gathered.take(payload(0, '3'), records(look)).catch(() => undefined);
      await until(() => answer !== undefined);
      ended = true;
      if (ending === 'it is to stop') stopping.abort();
      const before = beats;
      await until(() => beats > before);
      answer!(found[1]!.event);
      await taken;
      await until(() => !gathered.busy);
      expect([batches.length, resolved.size, commits]).toEqual([0, 0, 0]);
    });
  });

  describe('is committed a moment later where that was done just before', () => {
    let gathered: Gathering;
    beforeEach(async () => {
      gathered = gathering(500);
      await gathered.take(payload(0, '0'), events('order-1', 1));
    });

    it('but at once where the group is rebalancing', async () => {
      heartbeat = () => Promise.reject(new Error('The group is rebalancing'));
      await gathered.take(payload(0, '0'), events('order-2', 1));
      await until(() => !gathered.busy);
      expect(commits).toBe(2);
    });

    it('but at once where it is the last', async () => {
      await gathered.take(payload(0, '0'), events('order-2', 1));
      await gathered.idle();
      expect(commits).toBe(2);
    });
  });
});
