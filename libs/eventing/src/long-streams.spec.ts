import { Logger } from '@nestjs/common';
import { MemoryEventStore, MemorySnapshotStore } from '#adapters';
import { grown, over, shelf, SharedLog, take, type Take } from '../../../test/shelf-commands.js';
import { Aggregates } from './aggregates.js';
import type { Decider } from './decider.js';

describe.each([
  ['a log of its own', () => new MemoryEventStore()],
  ['a log that others write to', () => new SharedLog()],
])('a long stream on %s', (_, open) => {
  let store: MemoryEventStore;
  let longest: number;
  let events: number;
  beforeEach(() => {
    store = open();
    const read = store.read.bind(store);
    longest = 0;
    events = 0;
    jest.spyOn(store, 'read').mockImplementation(async (...asked) => {
      const found = await read(...asked);
      longest = Math.max(longest, found.length);
      events += found.length;
      return found;
    });
  });

  it('is read in pages, as it is and as it was', async () => {
    await grown(store, 2_500);
    expect(await over(store).load(shelf, '1')).toMatchObject({ state: 2_510, revision: 2_499 });
    for (const revision of [0, 999, 1_000, 2_000])
      expect(await over(store).loadAsOf(shelf, '1', `${revision}`)).toMatchObject({ state: 11 + revision, revision });
    expect(await over(store).loadAsOf(shelf, '1', '2026-12-31')).toMatchObject({ revision: (await last()).revision });
    expect(longest).toBe(1_000);
  });

  it('is not read again from its start for a command that is repeated', async () => {
    const aggregates = over(store);
    await grown(store, 2_500);
    const first = await aggregates.handle(shelf, take(500, 'once'));
    for (let i = 0; i < 990; i++) await aggregates.handle(shelf, take(-1));
    events = 0;
    const again = await aggregates.handle(shelf, take(500, 'once'));
    expect(again).toMatchObject({ state: 2_010, revision: 2_500, replayed: true, position: first.position });
    expect([again.createdAt, again.updatedAt]).toEqual([first.createdAt, first.updatedAt]);
    expect(events).toBeLessThanOrEqual(200);
  });

  it('is read for one where its past would take much memory', async () => {
    const decider: Decider<readonly string[], Take, { type: 'Taken'; data: { pieces: number } }> = {
      category: 'shelf',
      schema: 1,
      initial: [],
      decide: (command) => shelf.decide(command, Infinity),
      evolve: (all) => [...all, 'x'.repeat(200)],
    };
    const aggregates = over(store);
    const first = await aggregates.handle(decider, take(1, 'once'));
    for (let i = 0; i < 900; i++) await aggregates.handle(decider, take(1));
    events = 0;
    expect(await aggregates.handle(decider, take(1, 'once'))).toMatchObject({ state: first.state, replayed: true });
    expect(events).toBe(1);
    const later = take(1);
    await aggregates.handle(decider, later);
    for (let i = 0; i < 300; i++) await aggregates.handle(decider, take(1));
    events = 0;
    expect((await aggregates.handle(decider, later)).state).toHaveLength(902);
    expect(events).toBe(902);
  });

  it('is not read at all for one whose answer is always the same', async () => {
    const decider = { ...shelf, answersAnyTime: () => true };
    await grown(store, 2_500);
    const first = await over(store).handle(decider, take(500, 'once'));
    const aggregates = over(store);
    await aggregates.handle(decider, take(-1));
    await new Promise(setImmediate); // its snapshot is saved
    events = 0;
    const again = await aggregates.handle(decider, take(500, 'once'));
    expect(again).toMatchObject({ state: 2_011, revision: 2_500, replayed: true, position: first.position });
    await expect(aggregates.handle(decider, take(400, 'once'))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(events).toBe(0);
  });

  const last = async () => (await store.read('shelf-1', { direction: 'backwards', limit: 1 }))[0]!;
});

describe('a snapshot that cannot be saved', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('is told, tried again after a pause and not at every command, and counts only when it is there', async () => {
    const store = new MemoryEventStore();
    const snapshots = new MemorySnapshotStore(store);
    const aggregates = new Aggregates(store, snapshots);
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const save = jest.spyOn(snapshots, 'save').mockRejectedValue(new Error('the packet is too big'));
    const some = async (commands: number) => {
      for (let i = 0; i < commands; i++) await aggregates.handle(shelf, take(-1));
      await new Promise(setImmediate);
      return save.mock.calls.map(([, , revision]) => revision);
    };
    expect(await some(500)).toEqual([199]);
    expect(warn.mock.calls).toEqual([[expect.objectContaining({ stream: 'shelf-1', revision: 199 })]]);
    const minute = performance.now() + 60_000;
    jest.spyOn(performance, 'now').mockReturnValue(minute);
    expect(await some(2)).toEqual([199, 500]);
    expect(warn).toHaveBeenCalledTimes(2);
    jest.spyOn(performance, 'now').mockReturnValue(minute + 60_000);
    save.mockRestore();
    await some(1);
    expect(await snapshots.load('shelf-1', 'shelf/1')).toMatchObject({ revision: 502 });
    const later = jest.spyOn(snapshots, 'save');
    await some(200);
    expect(later.mock.calls.map(([, , revision]) => revision)).toEqual([702]);
  });
});
