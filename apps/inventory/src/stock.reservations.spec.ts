import { MemoryEventStore } from '#adapters';
import type { ReserveStockResponse } from '#contracts';
import { AppError, inContext, type NewEvent } from '#ports';
import { stockContext } from '../../../test/stock-context.js';

const { context, restart, receive, reserve, release, ship, levelOf } = stockContext();

/** A log that fails at an append, as when the process ends there: what was sent last may be recorded or not. */
class MortalLog extends MemoryEventStore {
  appends = 0;
  dies: { readonly at: number; readonly recorded: boolean } | undefined;

  override append(stream: string, expected: number, events: readonly NewEvent[]) {
    const { dies } = this;
    const nth = ++this.appends;
    if (!dies || nth < dies.at) return super.append(stream, expected, events);
    if (nth === dies.at && dies.recorded) void super.append(stream, expected, events);
    return Promise.reject(new AppError('unavailable', 'LOG_UNAVAILABLE'));
  }
}

/** A log that other processes write to as well. */
class SharedLog extends MemoryEventStore {
  override readonly ordered = false as never;
}

const as = <T>(principal: string, run: () => T) =>
  inContext({ principal, correlationId: '0b8c1f64-7f43-4a86-9b7b-1f1c2a1e4f11', deadline: Infinity }, run);

describe('a reservation over several SKUs', () => {
  beforeEach(async () => {
    await receive('CUP', 10);
    await receive('POT', 10);
    await receive('TEA', 1);
  });

  it('holds every line, the same SKU summed', async () => {
    const lines = [
      { sku: 'POT', quantity: 1 },
      { sku: 'CUP', quantity: 2 },
      { sku: 'POT', quantity: 3 },
    ];
    expect(await context.stocks.reserveStock({ reservationId: 'r1', lines })).toEqual({
      reserved: true,
      events: [
        { sku: 'CUP', revision: 1 },
        { sku: 'POT', revision: 1 },
      ],
    });
    expect(await levelOf('POT')).toMatchObject({ onHand: 10, reserved: 4, available: 6 });
  });

  it('holds nothing when one line cannot be had', async () => {
    expect(await reserve('r1', { CUP: 2, TEA: 3, POT: 2 })).toMatchObject({
      reserved: false,
      shortage: { sku: 'TEA', requested: 3, available: 1, code: 'STOCK_UNAVAILABLE' },
    });
    for (const sku of ['CUP', 'POT', 'TEA']) expect(await levelOf(sku)).toMatchObject({ reserved: 0 });
  });

  it('gives the same answer again, and records nothing more', async () => {
    const made = await reserve('r1', { CUP: 2, POT: 2 });
    const refused = await reserve('r2', { CUP: 2, TEA: 3 });
    await receive('TEA', 10);
    const head = await context.store.head();
    expect(await reserve('r1', { CUP: 2, POT: 2 })).toEqual(made);
    expect(await reserve('r2', { CUP: 2, TEA: 3 })).toMatchObject({ reserved: false, shortage: refused.shortage });
    expect(await as('someone else', () => reserve('r1', { CUP: 2, POT: 2 }))).toMatchObject({ reserved: true });
    expect(await as('someone else', () => reserve('r2', { CUP: 2, TEA: 3 }))).toMatchObject({ reserved: false });
    expect(await context.store.head()).toBe(head);
    expect(await levelOf('CUP')).toMatchObject({ reserved: 2 });
  });

  it('is not looked up in the past when its request comes again', async () => {
    const answers = () => Promise.all([reserve('r1', { CUP: 2, POT: 2 }), reserve('r2', { CUP: 2, TEA: 3 })]);
    const first = await answers();
    for (const sku of ['CUP', 'POT', 'TEA']) await receive(sku, 10);
    const read = jest.spyOn(context.store, 'read');
    expect(await answers()).toEqual(first);
    expect(read).not.toHaveBeenCalled();
  });

  it('is refused when it was released before it came', async () => {
    await release('r1', { CUP: 0, POT: 0 });
    expect(await reserve('r1', { CUP: 2, POT: 2 })).toMatchObject({
      reserved: false,
      shortage: { sku: 'CUP', requested: 2, available: 10, code: 'RESERVATION_CLOSED' },
    });
    expect(await levelOf('POT')).toMatchObject({ reserved: 0 });
  });

  it('keeps what is still held when its request comes again after a part was shipped', async () => {
    await reserve('r1', { CUP: 2, POT: 2 });
    await ship('r1', 's1', { CUP: 2 });
    expect(await as('someone else', () => reserve('r1', { CUP: 2, POT: 2 }))).toMatchObject({ reserved: true });
    expect(await levelOf('POT')).toMatchObject({ reserved: 2 });
    expect(await levelOf('CUP')).toMatchObject({ reserved: 0, shipped: 2 });
  });

  it('is not taken for another one of the same id', async () => {
    await reserve('r1', { CUP: 2 });
    await expect(as('someone else', () => reserve('r1', { CUP: 3 }))).rejects.toMatchObject({
      code: 'RESERVATION_DIFFERS',
    });
    expect(await levelOf('CUP')).toMatchObject({ reserved: 2 });
  });

  it('is released and shipped in parts, each part once', async () => {
    await reserve('r1', { CUP: 5, POT: 2 });
    for (let repeat = 0; repeat < 2; repeat++) {
      await release('r1', { CUP: 1 }, 'cancel-1');
      await ship('r1', 's1', { CUP: 2, POT: 2 });
      await ship('r1', 's2', { CUP: 1 });
    }
    expect(await levelOf('CUP')).toMatchObject({ onHand: 7, reserved: 1, shipped: 3 });
    await expect(ship('r1', 's3', { CUP: 2 })).rejects.toMatchObject({ code: 'RESERVATION_EXCEEDED' });
    await release('r1', { CUP: 0, POT: 0 });
    expect(await levelOf('CUP')).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
  });

  it('comes back restocked or written off, the dispositions of one SKU apart', async () => {
    await reserve('r1', { CUP: 3 });
    await ship('r1', 's1', { CUP: 3 });
    const lines = [
      { sku: 'CUP', quantity: 1, disposition: 'damaged' as const },
      { sku: 'CUP', quantity: 1, disposition: 'restock' as const },
      { sku: 'CUP', quantity: 1, disposition: 'restock' as const },
    ];
    for (let repeat = 0; repeat < 2; repeat++) await context.stocks.returnStock({ returnId: 'b1', lines });
    expect(await levelOf('CUP')).toMatchObject({ onHand: 9, shipped: 3, writtenOff: 1 });
  });
});

describe('a reservation whose process ends in the middle', () => {
  const lines = { CUP: 2, POT: 2, TEA: 3 };
  const held = async () => Promise.all(Object.keys(lines).map(async (sku) => (await levelOf(sku)).reserved));
  // Three reserves or two and a tombstone, then two releases: six appends at most.
  const deaths = [1, 2, 3, 4, 5].flatMap((at) => [true, false].map((recorded) => ({ at, recorded })));

  it.each(deaths)('holds all or nothing after it was sent again: $at, recorded: $recorded', async (dies) => {
    const log = new MortalLog();
    await restart(log);
    for (const sku of ['CUP', 'POT']) await receive(sku, 10);
    await receive('TEA', 1);
    log.dies = { ...dies, at: log.appends + dies.at };
    const first: unknown = await reserve('r1', lines).catch((error: unknown) => error);
    log.dies = undefined;
    await receive('TEA', 10); // now it could be had

    const answer = await reserve('r1', lines);
    expect(await held()).toEqual(answer.reserved ? [2, 2, 3] : [0, 0, 0]);
    expect(await reserve('r1', lines)).toMatchObject({ reserved: answer.reserved });
    const answered = first instanceof Error ? answer : (first as ReserveStockResponse);
    expect(answered.reserved).toBe(answer.reserved);
    await release('r1', { CUP: 0, POT: 0, TEA: 0 });
    expect(await held()).toEqual([0, 0, 0]);
  });

  it('passes an outage on', async () => {
    const log = new MortalLog();
    await restart(log);
    await receive('CUP', 10);
    log.dies = { at: log.appends + 1, recorded: true };
    await expect(reserve('r1', { CUP: 2 })).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe.each([
  ['alone', () => new MemoryEventStore()],
  ['shared with other processes', () => new SharedLog()],
])('many buyers at once on a log %s', (_name, log) => {
  beforeEach(() => restart(log()));

  it('get exactly what is there', async () => {
    await receive('CUP', 6, 'east');
    await receive('CUP', 4);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => reserve(`r${i}`, { CUP: 1 })));
    expect(answers.filter(({ reserved }) => reserved)).toHaveLength(10);
    expect(await levelOf('CUP')).toMatchObject({ onHand: 10, reserved: 10, available: 0 });
  });

  it('do not wait for each other for ever, whatever order their lines have', async () => {
    for (const sku of ['A', 'B', 'C']) await receive(sku, 10);
    const orders = [
      { A: 1, B: 1, C: 1 },
      { C: 1, B: 1, A: 1 },
    ];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => reserve(`r${i}`, orders[i % 2]!)));
    const sold = answers.filter(({ reserved }) => reserved).length;
    for (const sku of ['A', 'B', 'C']) expect(await levelOf(sku)).toMatchObject({ reserved: sold });
    expect(sold).toBe(10);
  });

  it('who send the same request twice at the same time get one answer', async () => {
    await receive('CUP', 5);
    await receive('TEA', 1);
    const [one, , other] = await Promise.all([
      reserve('r1', { CUP: 2, TEA: 2 }),
      receive('TEA', 1),
      reserve('r1', { CUP: 2, TEA: 2 }),
    ]);
    expect(one.reserved).toBe(other.reserved);
    expect(await levelOf('CUP')).toMatchObject({ reserved: one.reserved ? 2 : 0 });
    expect(await levelOf('TEA')).toMatchObject({ reserved: one.reserved ? 2 : 0 });
  });
});
