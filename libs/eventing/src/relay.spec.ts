import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { MemoryEventStore } from '#adapters';
import { AppError, NO_STREAM, type NewEvent, type RecordedEvent } from '#ports';
import { FirstOccurrences } from '../../../test/first-occurrences.js';
import { sampleEvent } from '../../ports/contract/sample-event.js';
import { until } from '../../ports/contract/until.js';
import { carriedPosition } from './relay-term.js';
import { Relay, type Carrier, type RelayOptions } from './relay.js';

const LEASE_MS = 400;
const namespace = 'n';

/** Where events arrive; calls can be held up, and fail. */
class Shelf implements Carrier {
  readonly calls: string[][] = [];
  failures = 0;
  private gate: Promise<void> | undefined;
  private open = () => {};
  emptied = false;

  constructor(private readonly arrived: (events: readonly RecordedEvent[]) => void = () => {}) {}

  async carry(events: readonly RecordedEvent[]) {
    this.calls.push(events.map(({ stream, revision }) => `${stream}@${revision}`));
    await this.gate;
    if (this.failures-- > 0) throw new Error('not now');
    this.arrived(events);
  }

  async isEmpty() {
    return this.emptied;
  }

  async close() {
    this.release();
  }

  /** From now on calls arrive once they are released. */
  hold() {
    this.gate = new Promise((resolve) => (this.open = resolve));
  }

  release() {
    this.gate = undefined;
    this.open();
  }

  get carried() {
    return this.calls.flat();
  }
}

describe('the relay', () => {
  let log: MemoryEventStore;
  const relays: Relay[] = [];

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => {
    log = new MemoryEventStore();
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await log.close();
  });

  const start = (shelf: Carrier, options: Partial<RelayOptions> = {}) => {
    const relay = new Relay(log, shelf, { namespace, leaseMs: LEASE_MS, ...options });
    relays.push(relay);
    relay.start();
    return relay;
  };
  const append = async (stream: string, count = 1) => {
    const past = (await log.read(stream)).length;
    const events = Array.from({ length: count }, () => sampleEvent('A'));
    await log.append(stream, past ? past - 1 : NO_STREAM, events);
  };
  const carried = () => carriedPosition(log, namespace);
  const checkpoints = async () => (await log.read(`relay-${namespace}`)).map(({ type }) => type);

  it('carries the whole log and what comes, but not its checkpoints, nor what nobody consumes', async () => {
    await append('a-1', 700);
    await append('claim-x');
    const shelf = new Shelf();
    start(shelf, { except: ['claim'] });
    await until(() => shelf.carried.length === 700);
    await append('b-1', 2);
    await until(async () => (await carried()) >= 703);
    expect(shelf.carried).toEqual([...Array.from({ length: 700 }, (_, n) => `a-1@${n}`), 'b-1@0', 'b-1@1']);
  });

  it('carries all of it again where nothing of what was carried is left', async () => {
    await append('a-1', 3);
    const shelf = new Shelf();
    const first = start(shelf);
    await until(async () => (await carried()) >= 3);
    await first.stop();
    const another = new Shelf();
    another.emptied = true;
    another.hold();
    start(another);
    await until(async () => (await carried()) === 0);
    another.release();
    await until(async () => (await carried()) >= 3);
    expect(another.carried).toEqual(['a-1@0', 'a-1@1', 'a-1@2']);
  });

  it('carries nothing again, and does not say so, where nothing was to be carried', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const first = start(new Shelf());
    await until(() => first.holding);
    await first.stop();
    const [last] = await log.read(`relay-${namespace}`, { direction: 'backwards', limit: 1 });
    await log.append(`relay-${namespace}`, last!.revision, [
      sampleEvent('RelayTaken', { holder: randomUUID(), position: 1 }),
      sampleEvent('RelayReleased', { holder: randomUUID(), position: 1 }),
    ]);
    const empty = new Shelf();
    empty.emptied = true;
    const second = start(empty);
    await until(() => second.holding);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('saves no checkpoint before the events are acknowledged', async () => {
    const shelf = new Shelf();
    shelf.hold();
    const relay = start(shelf);
    await append('a-1', 5);
    await until(() => shelf.calls.length === 1);
    expect(await carried()).toBe(0);
    expect(relay.holding).toBe(true);
    shelf.release();
    await until(async () => (await carried()) >= 5);
  });

  it('goes on behind its checkpoint after a restart', async () => {
    await append('a-1', 3);
    const shelf = new Shelf();
    const first = start(shelf);
    await until(() => shelf.carried.length === 3);
    await first.stop();
    await append('a-1');
    start(shelf);
    await until(() => shelf.carried.length > 3);
    expect(shelf.carried).toEqual(['a-1@0', 'a-1@1', 'a-1@2', 'a-1@3']);
    expect(await checkpoints()).toEqual(['RelayTaken', 'RelayReleased', 'RelayTaken']);
  });

  it('repeats the identical events until they are acknowledged, and carries nothing behind them before', async () => {
    await append('a-1', 3);
    const shelf = new Shelf();
    shelf.failures = 3;
    shelf.hold();
    start(shelf);
    await until(() => shelf.calls.length === 1);
    await append('a-1', 2);
    shelf.release();
    await until(() => shelf.carried.includes('a-1@4'));
    const three = ['a-1@0', 'a-1@1', 'a-1@2'];
    expect(shelf.calls).toEqual([three, three, three, three, ['a-1@3', 'a-1@4']]);
  });

  it('is one of two: an idle holder is not replaced, and when it stops the other takes over at once', async () => {
    const [a, b] = [new Shelf(), new Shelf()];
    const leaseMs = 1_000;
    const first = start(a, { leaseMs });
    await until(() => first.holding);
    const second = start(b, { leaseMs });
    await append('a-1');
    const idleSince = performance.now();
    await until(() => performance.now() - idleSince > 2 * leaseMs);
    await append('a-1');
    await until(async () => (await carried()) >= 3);
    expect([first.holding, second.holding, b.carried.length]).toEqual([true, false, 0]);
    await first.stop();
    await append('a-1');
    await until(() => b.carried.length > 0);
    expect(b.carried).toEqual(['a-1@2']);
  });

  it('replaces a holder that is stuck, which then repeats at most what it had under way, and stands by', async () => {
    const seen = new FirstOccurrences();
    const [a, b] = [new Shelf(seen.take), new Shelf(seen.take)];
    const first = start(a);
    await append('a-1', 3);
    await until(() => seen.count === 3);
    a.hold();
    await append('a-1', 4);
    await until(() => a.calls.length === 2);
    const second = start(b);
    await append('b-1', 600);
    await until(() => seen.count === 607);
    await until(async () => (await carried()) >= 607);
    expect(second.holding).toBe(true);
    a.release();
    await until(() => !first.holding);
    await append('a-1', 5);
    await until(() => seen.count === 612);
    expect(seen.repeats).toBeLessThanOrEqual(7);
    expect(seen.repeats).toBeGreaterThanOrEqual(4);
    expect(a.carried).toHaveLength(7);
  });

  it('moves its checkpoint, though each call takes longer than the lease and every one is replaced meanwhile', async () => {
    for (const stream of ['a-1', 'b-1', 'a-1', 'b-1']) await append(stream, 700);
    const seen = new FirstOccurrences();
    const errors: unknown[] = [];
    const slow: Carrier = {
      carry: async (events) => {
        await sleep(2 * LEASE_MS);
        try {
          seen.take(events);
        } catch (error) {
          errors.push(error);
        }
      },
      isEmpty: async () => false,
      close: async () => {},
    };
    for (let n = 0; n < 3; n++) start(slow);
    await until(async () => (await carried()) >= 2_800);
    expect(seen.count).toBe(2_800);
    expect(errors).toEqual([]);
    expect((await checkpoints()).filter((type) => type === 'RelayTaken').length).toBeGreaterThan(1);
  });

  it('leaves nothing out where another has begun again from the start since, and did not come as far', async () => {
    await append('a-1', 5);
    const shelf = new Shelf();
    const relay = start(shelf);
    await until(async () => (await carried()) >= 5);
    const [last] = await log.read(`relay-${namespace}`, { direction: 'backwards', limit: 1 });
    const holder = randomUUID();
    await log.append(`relay-${namespace}`, last!.revision, [
      sampleEvent('RelayTaken', { holder, position: 0 }),
      sampleEvent('RelayReleased', { holder, position: 2 }),
    ]);
    await append('b-1');
    await until(async () => (await carried()) >= 6);
    expect(relay.holding).toBe(true);
    expect(shelf.carried.filter((event) => event === 'a-1@2')).toHaveLength(2);
  });

  it('stands by once it cannot append its checkpoint, since another has the place', async () => {
    const shelf = new Shelf();
    const relay = start(shelf, { leaseMs: 20_000 });
    await until(() => relay.holding);
    await log.append(`relay-${namespace}`, 0, [sampleEvent('RelayTaken', { holder: randomUUID(), position: 0 })]);
    await append('a-1');
    await until(() => !relay.holding);
    await append('a-1');
    expect(shelf.carried).toEqual(['a-1@0']);
    expect(await checkpoints()).toEqual(['RelayTaken', 'RelayTaken']);
  });

  it('is not replaced for a checkpoint whose answer was lost', async () => {
    const append_ = log.append.bind(log);
    let lost = 0;
    log.append = async (stream, revision, events: readonly NewEvent[]) => {
      const recorded = await append_(stream, revision, events);
      if (stream.startsWith('relay-') && lost++ % 2 === 0) throw new AppError('unavailable', 'LOG_UNAVAILABLE');
      return recorded;
    };
    const shelf = new Shelf();
    const relay = start(shelf);
    await until(() => relay.holding);
    await append('a-1');
    await until(async () => (await carried()) > 0);
    const [before] = await log.read(`relay-${namespace}`, { direction: 'backwards', limit: 1 });
    await append('a-1');
    await until(async () => (await carried()) > (before!.data as { position: number }).position);
    expect(relay.holding).toBe(true);
    expect(shelf.carried).toEqual(['a-1@0', 'a-1@1']);
  });

  it('carries everything again where the checkpoint tells of more than the log had', async () => {
    await append('a-1', 2);
    const released = { ...sampleEvent('RelayReleased'), data: { holder: randomUUID(), position: 40 } };
    await log.append(`relay-${namespace}`, NO_STREAM, [released]);
    await append('a-1', 50);
    const shelf = new Shelf();
    start(shelf);
    await until(() => shelf.carried.length === 52);
    expect(shelf.carried[0]).toBe('a-1@0');
  });
});
