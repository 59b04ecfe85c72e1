import { MemoryEventStore } from '#adapters';
import { AppError, EventStore, inContext, WrongRevision, type CallContext, type NewEvent } from '#ports';
import { grown, newShelf, over, SharedLog, shelf, Take, take, uuid } from '../../../test/shelf-commands.js';
import type { Aggregates } from './aggregates.js';

const aheadOf = (store: EventStore, settled = () => Promise.resolve()): CallContext => ({
  principal: 'test',
  correlationId: 'c',
  deadline: Infinity,
  ahead: { epoch: store.epoch, settled },
});

/** A log whose disk is slow and sometimes full. */
class SlowLog extends MemoryEventStore {
  override epoch = 0 as never;
  full = false;
  readonly written: string[] = [];
  override async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<void> {
    if (this.full) {
      (this as { epoch: number }).epoch++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new AppError('unavailable', 'LOG_UNAVAILABLE');
    }
    await super.append(stream, expected, events);
    await new Promise((resolve) => setTimeout(resolve, 10));
    this.written.push(...events.map(({ id }) => id));
  }
}

describe.each([
  ['a log of its own', () => new MemoryEventStore(), shelf],
  ['a log that others write to', () => new SharedLog(), shelf],
  ['a log that others write to, not asked for the stream', () => new SharedLog(), newShelf],
])('commands on %s', (_, open, decider) => {
  let store: MemoryEventStore;
  let aggregates: Aggregates;
  beforeEach(() => {
    store = open();
    aggregates = over(store);
  });

  it('are applied one after another, however many come at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 40 }, () => aggregates.handle(decider, take(1))));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(tries.filter((t) => t.status === 'rejected' && (t.reason as AppError).code === 'EMPTY')).toHaveLength(30);
    expect(await store.read('shelf-1')).toHaveLength(10);
  });

  it('are applied once, and a repeat gets the first answer', async () => {
    const first = await aggregates.handle(decider, take(3, 'once'));
    await aggregates.handle(decider, take(4));
    const again = await aggregates.handle(decider, take(3, 'once'));
    expect(again).toMatchObject({ state: 7, revision: 0, replayed: true, position: first.position });
    const afterRestart = await over(store).handle(decider, take(3, 'once'));
    expect(afterRestart).toMatchObject({ state: 7, revision: 0, replayed: true });
    expect(await store.read('shelf-1')).toHaveLength(2);
  });

  it('are applied once when the repeat comes beside the first', async () => {
    const both = await Promise.all([
      aggregates.handle(decider, take(3, 'o')),
      aggregates.handle(decider, take(3, 'o')),
    ]);
    expect(both.map(({ state }) => state)).toEqual([7, 7]);
    expect(await store.read('shelf-1')).toHaveLength(1);
  });

  it('are refused when their id stands for another command', async () => {
    await aggregates.handle(decider, take(3, 'key'));
    await expect(aggregates.handle(decider, take(4, 'key'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('are refused at another revision than they expect', async () => {
    await aggregates.handle(decider, take(1));
    await expect(aggregates.handle(decider, take(1, 'x', 7))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await aggregates.handle(decider, take(1, 'y', 0))).revision).toBe(1);
  });

  it('that change nothing record nothing', async () => {
    expect(await aggregates.handle(decider, take(0))).toMatchObject({ state: 10, revision: -1, events: [] });
  });

  it('are dropped undecided when their time is up', async () => {
    const context: CallContext = { principal: 'test', correlationId: 'c', deadline: performance.now() - 1 };
    await expect(inContext(context, () => aggregates.handle(decider, take(1)))).rejects.toMatchObject({
      kind: 'timeout',
    });
    expect(await store.read('shelf-1')).toHaveLength(0);
  });

  it('refuse to go on where the log holds what they do not know', async () => {
    const [taken] = (await aggregates.handle(decider, take(1)), await store.read('shelf-1'));
    await store.append('shelf-1', 0, [{ ...taken!, id: uuid('later'), type: 'Taken.v2' }]);
    await expect(over(store).handle(decider, take(1))).rejects.toMatchObject({ code: 'UNKNOWN_EVENT' });
  });

  it('find the state as of a revision and of a time', async () => {
    await aggregates.handle(decider, take(1));
    await aggregates.handle(decider, take(2));
    expect(await aggregates.loadAsOf(decider, '1', '0')).toMatchObject({ state: 9, revision: 0 });
    expect(await aggregates.loadAsOf(decider, '1', '2025-12-31T00:00:00Z')).toMatchObject({ state: 10, revision: -1 });
    // The year 10000 in UTC.
    expect(await aggregates.loadAsOf(decider, '1', '9999-12-31T23:59:59-05:00')).toMatchObject({ revision: 1 });
  });
});

describe('on a log of its own', () => {
  it('nothing is answered ahead of the disk: success, refusal and no-op wait for what they were folded on', async () => {
    const store = new SlowLog();
    const aggregates = over(store);
    const written = () => store.written.length;
    const at: Record<string, number> = {};
    const note = (name: string) => () => void (at[name] = written());
    await Promise.all([
      aggregates.handle(shelf, take(10)).then(note('success')),
      aggregates.handle(shelf, take(1)).then(note('none'), note('refusal')),
      aggregates.handle(shelf, take(0)).then(note('no-op')),
      aggregates.load(shelf, '1').then(note('read')),
    ]);
    expect(at).toEqual({ success: 1, refusal: 1, 'no-op': 1, read: 1 });
  });

  it('a reaction inside the process is answered ahead of the disk, and waits before it leaves', async () => {
    const store = new SlowLog();
    const aggregates = over(store);
    await inContext(aheadOf(store), async () => {
      await aggregates.handle(shelf, take(1));
      expect(store.written).toHaveLength(0);
      await aggregates.settled();
      expect(store.written).toHaveLength(1);
    });
  });

  it('a reaction inside the process sees what was decided, any other caller what is on disk', async () => {
    const store = new SlowLog();
    const aggregates = over(store);
    const handled = aggregates.handle(shelf, take(1));
    const seen = await inContext(aheadOf(store), () => aggregates.loadDecided(shelf, '1'));
    expect([seen.state, store.written.length]).toEqual([9, 0]);
    expect(await aggregates.loadDecided(shelf, '1')).toMatchObject({ state: 9, revision: 0 });
    expect(store.written).toHaveLength(1);
    await handled;
  });

  it('a reaction sees nothing that was folded on a failed append', async () => {
    const store = new SlowLog();
    const aggregates = over(store);
    const context = aheadOf(store);
    store.full = true;
    await expect(aggregates.handle(shelf, take(1))).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    const seen = inContext(context, () => aggregates.loadDecided(shelf, '1'));
    await expect(seen).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  });

  it('there is an aggregate as soon as something was decided, in memory or not', async () => {
    const store = new MemoryEventStore();
    const aggregates = over(store);
    expect(await aggregates.exists(shelf, '1')).toBe(false);
    await aggregates.handle(shelf, take(0));
    expect(await aggregates.exists(shelf, '1')).toBe(false);
    await aggregates.handle(shelf, take(1));
    expect(await aggregates.exists(shelf, '1')).toBe(true);
    expect(await over(store).exists(shelf, '1')).toBe(true);
  });

  it('what was folded on a failed append is void, refusals too, and the log decides anew', async () => {
    const store = new SlowLog();
    const aggregates = over(store);
    await aggregates.handle(shelf, take(1));
    store.full = true;
    const context = aheadOf(store);
    const tries = await Promise.allSettled([
      aggregates.handle(shelf, take(9)),
      aggregates.handle(shelf, take(1)),
      inContext(context, async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return aggregates.handle(shelf, take(1));
      }),
    ]);
    expect(tries.map((t) => t.status === 'rejected' && (t.reason as AppError).code)).toEqual(
      Array.from({ length: 3 }, () => 'LOG_UNAVAILABLE'),
    );
    store.full = false;
    expect(await aggregates.handle(shelf, take(9))).toMatchObject({ state: 0, revision: 1 });
  });
});

/** A log that shows an append only once it is on disk. */
class GroupedLog extends MemoryEventStore {
  private last: Promise<unknown> = Promise.resolve();
  override append(stream: string, expected: number, events: readonly NewEvent[]): Promise<void> {
    const flushed = this.last.then(() => new Promise(setImmediate));
    this.last = flushed;
    return flushed.then(() => super.append(stream, expected, events));
  }
}

describe('with less memory than its streams need', () => {
  it('no stream is forgotten between its command and the append, so that what follows sees it', async () => {
    const store = new GroupedLog();
    const aggregates = over(store);
    aggregates.cacheBytes = 1;
    const of = (id: number, pieces: number) => new Take(`${id}`, { pieces }, take(pieces).meta);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, id) =>
        inContext(aheadOf(store), async () => {
          for (let turn = 0; turn < id % 50; turn++) await Promise.resolve();
          await aggregates.handle(shelf, of(id, 6));
          return aggregates.handle(shelf, of(id, 6)).catch((error: AppError) => error.code);
        }),
      ),
    );
    expect(outcomes).toEqual(outcomes.map(() => 'EMPTY'));
  });

  it.each([
    ['read', (aggregates: Aggregates, id: string) => aggregates.load(shelf, id)],
    [
      'refused',
      (aggregates: Aggregates, id: string) =>
        aggregates.handle(shelf, new Take(id, { pieces: 11 }, take(11).meta)).catch(() => undefined),
    ],
  ])('what is only %s is forgotten, too, the oldest first', async (_, meet) => {
    const store = new MemoryEventStore();
    const aggregates = over(store);
    aggregates.cacheBytes = 20_000;
    const read = jest.spyOn(store, 'read');
    for (let id = 1; id <= 20; id++) await meet(aggregates, `${id}`);
    await meet(aggregates, '20');
    expect(read).toHaveBeenCalledTimes(20);
    await meet(aggregates, '1');
    expect(read).toHaveBeenCalledTimes(21);
  });
});

describe('on a log that others write to', () => {
  it('an append whose answer was lost is applied once', async () => {
    const store = new SharedLog();
    store.fates.push('lost');
    expect(await over(store).handle(shelf, take(3))).toMatchObject({ state: 7, revision: 0 });
    expect(await store.read('shelf-1')).toHaveLength(1);
  });

  it('an append whose answer was lost is applied once, also when another writer came next', async () => {
    const store = new SharedLog();
    const [one, other] = [over(store), over(store)];
    store.fates.push('lost', 'failed', 'failed');
    const slow = one.handle(shelf, take(3, 'mine'));
    await other.handle(shelf, take(1));
    expect((await slow).state).toBeLessThanOrEqual(7);
    expect((await other.load(shelf, '1')).state).toBe(6);
    expect(await store.read('shelf-1')).toHaveLength(2);
  });

  it('a refusal is final only when the tail was read', async () => {
    const store = new SharedLog();
    const [one, other] = [over(store), over(store)];
    await one.load(shelf, '1');
    await other.handle(shelf, take(4, 'key'));
    expect(await one.handle(shelf, take(4, 'key'))).toMatchObject({ state: 6, revision: 0 });
    await expect(over(store).handle(shelf, take(1, 'key'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await other.handle(shelf, take(6));
    await expect(one.handle(shelf, take(1))).rejects.toMatchObject({ code: 'EMPTY' });
  });

  it('a refusal beside a load that reads the tail first is not final either', async () => {
    const store = new SharedLog();
    const [one, other] = [over(store), over(store)];
    await one.load(shelf, '1');
    await other.handle(shelf, take(-5));
    const read = store.read.bind(store);
    jest.spyOn(store, 'read').mockImplementation(async (...asked) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return read(...asked);
    });
    const loading = one.load(shelf, '1');
    await new Promise((resolve) => setTimeout(resolve, 5)); // its reading has begun
    expect((await one.handle(shelf, take(12))).state).toBe(3);
    await loading;
  });

  it('a command that was decided otherwise elsewhere is answered with what the log holds', async () => {
    const store = new SharedLog();
    const [one, other] = [over(store), over(store)];
    await Promise.all([one.load(shelf, '1'), other.load(shelf, '1')]);
    // One request, made of what each replica has looked up for it.
    const asked = (pieces: number) => Object.assign(take(pieces, 'key'), { fingerprint: 'as many as are offered' });
    await one.handle(shelf, asked(3));
    expect(await other.handle(shelf, asked(4))).toMatchObject({ state: 7, revision: 0, replayed: true });
    expect((await other.load(shelf, '1')).state).toBe(7);
  });

  it('reactions hear the revision that the log gave, also when a load saw it before the append was answered', async () => {
    const store = new SharedLog();
    const [one, other] = [over(store), over(store)];
    const heard: number[] = [];
    one.onPending((events) => heard.push(...events.map(({ revision }) => revision)));
    await one.load(shelf, '1');
    store.fates.push('slow');
    const slow = one.handle(shelf, take(1));
    await other.handle(shelf, take(2));
    expect((await one.load(shelf, '1')).state).toBe(7);
    expect(await slow).toMatchObject({ state: 9, revision: 0 });
    expect(heard).toEqual([0]);
    expect(await one.loadDecided(shelf, '1')).toMatchObject({ state: 7, revision: 1 });
  });

  it('what changes nothing is final when the tail was read, or at once where it was heard already', async () => {
    const store = new SharedLog();
    const aggregates = over(store);
    await aggregates.handle(shelf, take(4));
    const read = jest.spyOn(store, 'read');
    await aggregates.handle(shelf, take(0));
    expect(read).toHaveBeenCalledTimes(1);
    const knowing = { ...shelf, hasHeard: () => true };
    await over(store).handle(knowing, take(0));
    expect(read).toHaveBeenCalledTimes(2); // the stream, as it is opened
  });

  it('a stream that begins with the command is not looked for', async () => {
    const store = new SharedLog();
    const aggregates = over(store);
    const read = jest.spyOn(store, 'read');
    expect(await aggregates.handle(newShelf, take(4))).toMatchObject({ state: 6, revision: 0, replayed: false });
    expect(await aggregates.handle(newShelf, take(1))).toMatchObject({ state: 5, revision: 1 });
    expect(read).not.toHaveBeenCalled();
    await over(store).handle(shelf, take(1));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('one that was there after all is decided on as it is, by a command that comes again and by another one', async () => {
    const store = new SharedLog();
    const first = take(4, 'again');
    await over(store).handle(shelf, first);
    await over(store).handle(shelf, take(5));
    const again = await over(store).handle(newShelf, take(4, 'again'));
    expect(again).toMatchObject({ state: 6, revision: 0, replayed: true, events: [] });
    expect(await over(store).handle(newShelf, take(1))).toMatchObject({ state: 0, revision: 2 });
    await expect(over(store).handle(newShelf, take(1))).rejects.toMatchObject({ code: 'EMPTY' });
    expect(await store.read('shelf-1')).toHaveLength(3);
  });

  it('nobody is shown a stream as it is believed to be while the log was not asked', async () => {
    const store = new SharedLog();
    await over(store).handle(shelf, take(4));
    const aggregates = over(store);
    store.fates.push('failed');
    const handled = aggregates.handle(newShelf, take(1));
    expect(await aggregates.loadDecided(newShelf, '1')).toMatchObject({ state: 6, revision: 0 });
    expect(await handled).toMatchObject({ state: 5, revision: 1 });
  });

  it('nor is anybody shown the first page of it', async () => {
    const store = new SharedLog();
    await grown(store, 1_500);
    const aggregates = over(store);
    const read = store.read.bind(store);
    const seen: Promise<unknown>[] = [];
    jest.spyOn(store, 'read').mockImplementation(async (stream, options) => {
      if (options?.from === 1_000 && !seen.length) seen.push(aggregates.loadDecided(newShelf, '1'));
      return read(stream, options);
    });
    store.fates.push('failed');
    await aggregates.handle(newShelf, take(1));
    const [early] = (await Promise.all(seen)) as { revision: number }[];
    expect(early!.revision).toBeGreaterThanOrEqual(1_499);
  });

  it('what others have appended is read in pages', async () => {
    const store = new SharedLog();
    const aggregates = over(store);
    await aggregates.load(shelf, '1');
    await grown(store, 2_500);
    const read = jest.spyOn(store, 'read');
    expect(await aggregates.load(shelf, '1')).toMatchObject({ state: 2_510, revision: 2_499 });
    await grown(store, 2_500);
    expect(await aggregates.handle(shelf, take(5_010))).toMatchObject({ state: 0, revision: 5_000 });
    const longest = read.mock.results.map(async ({ value }) => ((await value) as unknown[]).length);
    expect(Math.max(...(await Promise.all(longest)))).toBe(1_000);
  });

  it('what a newer process wrote meanwhile is told at once, and nothing is decided on it', async () => {
    const store = new SharedLog();
    const aggregates = over(store);
    await aggregates.handle(shelf, take(1));
    const [taken] = await store.read('shelf-1');
    await store.append('shelf-1', 0, [{ ...taken!, id: uuid('later'), type: 'Taken.v2' }]);
    const context: CallContext = { principal: 'test', correlationId: 'c', deadline: performance.now() + 60_000 };
    const handled = inContext(context, () => aggregates.handle(shelf, take(1)));
    await expect(handled).rejects.toMatchObject({ code: 'UNKNOWN_EVENT' });
    expect(await store.read('shelf-1')).toHaveLength(2);
  });

  it('a key that another replica has seen with another body is refused', async () => {
    const store = new SharedLog();
    const [one, other] = [over(store), over(store)];
    await one.load(shelf, '1');
    await other.handle(shelf, take(4, 'key'));
    await expect(one.handle(shelf, take(5, 'key'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('two writers of one stream take all there is and no more', async () => {
    const store = new SharedLog();
    const writers = [over(store), over(store)];
    const tries = await Promise.allSettled(
      Array.from({ length: 60 }, (_, i) => writers[i % 2]!.handle(shelf, take(1))),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await store.read('shelf-1')).toHaveLength(10);
  });

  it('gives up when the time is up, and says that it was contended', async () => {
    const store = new SharedLog();
    jest.spyOn(store, 'append').mockImplementation((stream) => Promise.reject(new WrongRevision(stream, 0, 1)));
    const context: CallContext = { principal: 'test', correlationId: 'c', deadline: performance.now() + 50 };
    await expect(inContext(context, () => over(store).handle(shelf, take(1)))).rejects.toMatchObject({
      code: 'CONTENDED',
    });
  });
});
