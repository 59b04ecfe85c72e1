import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { MemoryEventStore } from '#adapters';
import { AppError, type NewEvent, type RecordedEvent } from '#ports';
import { agreementOf, copyLog, Disturbed, OtherEvents, type CopyProgress } from './log-copy.js';

const NUL = '00000000-0000-7000-8000-000000000000';
const metadata = { commandId: NUL, commandHash: 'h', correlationId: 'c', causationId: 'c', actor: 'ann', at: 'now' };
const event = (data: unknown): NewEvent => ({ id: uuid(), type: 'Counted', data, metadata });

/** A log of appends, each a stream and a number of events. */
async function logOf(appends: readonly (readonly [stream: string, events: number])[]): Promise<MemoryEventStore> {
  const log = new MemoryEventStore();
  const ends = new Map<string, number>();
  for (const [stream, count] of appends) {
    const end = ends.get(stream) ?? -1;
    await log.append(
      stream,
      end,
      Array.from({ length: count }, (_, i) => event({ stream, i, 'é"\\': null })),
    );
    ends.set(stream, end + count);
  }
  return log;
}

const all = (store: MemoryEventStore) => store.readAll({ limit: 100_000 });
const withoutPosition = (recorded: RecordedEvent) => ({ ...recorded, position: 0 });
const STORY = [
  ['order-1', 2],
  ['stock-CUP', 1],
  ['order-2', 3],
  ['order-1', 1],
  ['stock-cup', 1],
] as const;

class Killed extends Error {}

/** Ends at the write with this number, counted from 0, before it or behind it. */
class Mortal extends MemoryEventStore {
  writes = 0;
  constructor(
    readonly killedAt: number,
    readonly isWritten: boolean,
  ) {
    super();
  }
  override async append(stream: string, expected: number, events: readonly NewEvent[]) {
    const isLast = this.writes++ === this.killedAt;
    if (isLast && !this.isWritten) throw new Killed();
    await super.append(stream, expected, events);
    if (isLast) throw new Killed();
  }
}

/** Takes pages, as a store that is restored. */
class Shelf extends MemoryEventStore {
  readonly pages: number[] = [];
  async restore(after: number, events: readonly RecordedEvent[]) {
    if ((await this.head()) !== after) throw new Error('it does not end there');
    for (const each of events) await super.append(each.stream, each.revision - 1, [each]);
    this.pages.push(events.length);
    return after + events.length;
  }
  override append(): never {
    throw new Error('one after another is slow');
  }
}

describe('a log that is copied', () => {
  it('has the same events, ids and revisions in the same order there', async () => {
    const streams = fc.constantFrom('order-1', 'order-2', 'stock-CUP', 'stock-cup', 'claim-é');
    const story = fc.array(fc.tuple(streams, fc.integer({ min: 1, max: 4 })), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(story, async (appends) => {
        const log = await logOf(appends);
        const copy = new MemoryEventStore();
        const agreement = await copyLog(log, copy);
        expect((await all(copy)).map(withoutPosition)).toEqual((await all(log)).map(withoutPosition));
        expect(agreement).toMatchObject({ complete: true, events: await log.head() });
        expect(agreement.streams).toBe(new Set(appends.map(([stream]) => stream)).size);
      }),
      { numRuns: 30 },
    );
  });

  it.each([false, true])(
    'goes on where it was killed, whichever write it was, without a double (%s)',
    async (isWritten) => {
      const log = await logOf(STORY);
      for (let killedAt = 0; killedAt < STORY.length; killedAt++) {
        const copy = new Mortal(killedAt, isWritten);
        await expect(copyLog(log, copy)).rejects.toBeInstanceOf(Killed);
        expect(await copy.head()).toBeLessThanOrEqual(await log.head());
        expect(await copyLog(log, copy)).toMatchObject({ complete: true, events: 8 });
        expect((await all(copy)).map(withoutPosition)).toEqual((await all(log)).map(withoutPosition));
      }
    },
  );

  it('is not written again once it is there, and has the same digest in every store', async () => {
    const log = await logOf(STORY);
    const [one, other] = [new Mortal(99, true), new Shelf()];
    const first = await copyLog(log, one);
    const { writes } = one;
    expect(await copyLog(log, one)).toEqual(first);
    expect(one.writes).toBe(writes);
    expect(await copyLog(log, other)).toEqual(first);
    expect(first.digest).toMatch(/^[\da-f]{64}$/);
    expect((await agreementOf(await logOf(STORY), new MemoryEventStore())).complete).toBe(false);
  });

  it('goes by pages where the store takes them', async () => {
    const copy = new Shelf();
    await copyLog(await logOf(Array.from({ length: 1_201 }, (_, i) => [`order-${i}`, 1] as const)), copy);
    expect(copy.pages).toEqual([500, 500, 201]);
  });

  it('restores large events a few at a time, so that no call takes longer than it may', async () => {
    class Restored extends MemoryEventStore {
      readonly calls: number[] = [];
      async restore(after: number, events: readonly RecordedEvent[]): Promise<number> {
        this.calls.push(events.length);
        for (const each of events) await this.append(each.stream, each.revision - 1, [each]);
        return after + events.length;
      }
    }
    const log = new MemoryEventStore();
    const large = 'x'.repeat(3 * 1024 * 1024);
    for (let n = 0; n < 5; n++) await log.append(`order-${n}`, -1, [event(large)]);
    const copy = new Restored();
    expect(await copyLog(log, copy)).toMatchObject({ events: 5, complete: true });
    expect(copy.calls).toEqual([2, 2, 1]);
  });

  it('tells how far it is', async () => {
    const told: CopyProgress[] = [];
    await copyLog(await logOf([['order-1', 600]]), new MemoryEventStore(), (progress) => void told.push(progress));
    expect(told).toEqual([
      { doing: 'copying', position: 500, head: 600 },
      { doing: 'copying', position: 600, head: 600 },
      { doing: 'verifying', position: 500, head: 600 },
    ]);
  });
});

describe('a copy is refused', () => {
  const refused = async (log: MemoryEventStore, copy: MemoryEventStore) => {
    const before = await all(copy);
    const error: unknown = await copyLog(log, copy).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OtherEvents);
    expect(await all(copy)).toEqual(before);
    return (error as Error).message;
  };

  it('where the store holds events of another log', async () => {
    const copy = await logOf([['order-9', 1]]);
    expect(await refused(await logOf(STORY), copy)).toBe(
      'After 0 common events there is order-9 at revision 0 in the place of order-1 at revision 0.',
    );
  });

  it('where an event has another id or content', async () => {
    expect(await refused(await logOf(STORY), await logOf(STORY))).toBe(
      'After 0 common events there is another content of order-1 at revision 0.',
    );
  });

  it('where the store holds more than the log', async () => {
    const log = await logOf(STORY);
    const copy = new MemoryEventStore();
    await copyLog(log, copy);
    await copy.append('order-3', -1, [event({})]);
    expect(await refused(log, copy)).toBe('Behind all 8 events there is order-3.');
  });

  it('where somebody else writes to it meanwhile', async () => {
    class Shared extends MemoryEventStore {
      override async append(stream: string, expected: number, events: readonly NewEvent[]) {
        if (stream === 'order-2') await super.append(stream, expected, [event('mine')]);
        return super.append(stream, expected, events);
      }
    }
    await expect(copyLog(await logOf(STORY), new Shared())).rejects.toThrow(
      new Disturbed('order-2 ends there at revision 0, not at -1.'),
    );
  });

  it('where somebody else writes to it meanwhile and it takes whole pages', async () => {
    class Shared extends MemoryEventStore {
      async restore(): Promise<number> {
        throw new AppError('conflict', 'VERSION_CONFLICT', 'The log does not end at position 0.');
      }
    }
    await expect(copyLog(await logOf(STORY), new Shared())).rejects.toThrow(
      new Disturbed('The log does not end at position 0.'),
    );
  });

  it('where the store gives back another content than it was given', async () => {
    class Forgetful extends MemoryEventStore {
      override append(stream: string, expected: number, events: readonly NewEvent[]) {
        return super.append(
          stream,
          expected,
          events.map((each) => ({ ...each, data: {} })),
        );
      }
    }
    await expect(copyLog(await logOf(STORY), new Forgetful())).rejects.toBeInstanceOf(Disturbed);
  });
});
