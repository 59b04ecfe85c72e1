import { stockContext } from '../../../test/stock-context.js';

const { context, commandId, receive, reserve, release, ship } = stockContext();

describe('the ledger of a stock', () => {
  beforeEach(async () => {
    await receive('CUP', 20, 'east');
    await context.stocks.setSafetyStock({ commandId: commandId(), sku: 'CUP', safetyStock: { quantity: 1 } });
    await reserve('r1', { CUP: 8 });
    await ship('r1', 's1', { CUP: 8 });
    await reserve('r2', { CUP: 4 });
    await release('r2', { CUP: 1 }, 'cancel-1');
    await context.stocks.writeOffStock({
      commandId: commandId(),
      sku: 'CUP',
      writeOff: { location: 'east', quantity: 1, reason: 'wet' },
    });
  });

  it('has one entry per event, with what it changed and the balances after it', async () => {
    const { items, totalCount } = await context.stocks.getStockLedger({ sku: 'CUP' });
    expect(totalCount).toBe(7);
    expect(
      items.map(({ revision, type, change, reservedChange, onHand, reserved, available }) => [
        [revision, type],
        [change, reservedChange],
        [onHand, reserved, available],
      ]),
    ).toEqual([
      [
        [0, 'StockReceived'],
        [20, 0],
        [20, 0, 20],
      ],
      [
        [1, 'SafetyStockSet'],
        [0, 0],
        [20, 0, 19],
      ],
      [
        [2, 'StockReserved'],
        [0, 8],
        [20, 8, 11],
      ],
      [
        [3, 'StockShipped'],
        [-8, -8],
        [12, 0, 11],
      ],
      [
        [4, 'StockReserved'],
        [0, 4],
        [12, 4, 7],
      ],
      [
        [5, 'StockReleased'],
        [0, -1],
        [12, 3, 8],
      ],
      [
        [6, 'StockWrittenOff'],
        [-1, 0],
        [11, 3, 7],
      ],
    ]);
    expect(items[2]).toMatchObject({
      reservationId: 'r1',
      orderId: 'order of r1',
      location: 'east',
      actor: 'anonymous',
    });
    expect(items[6]).toMatchObject({ reason: 'wet' });
  });

  it.each([
    ['revision', [0, 1, 2, 3, 4, 5, 6]],
    ['-revision', [6, 5, 4, 3, 2, 1, 0]],
  ])('is read by pages, sorted by %s', async (sort, revisions) => {
    const seen: number[] = [];
    for (let pageToken: string | undefined; ;) {
      const { items, nextPageToken } = await context.stocks.getStockLedger({
        sku: 'CUP',
        pageSize: 3,
        pageToken,
        sort,
      });
      seen.push(...items.map(({ revision }) => revision));
      if (!(pageToken = nextPageToken)) break;
    }
    expect(seen).toEqual(revisions);
    await receive('POT', 1);
    const { nextPageToken: pageToken } = await context.stocks.getStockLedger({ sku: 'CUP', pageSize: 3, sort });
    await expect(context.stocks.getStockLedger({ sku: 'POT', pageToken, sort })).rejects.toMatchObject({
      kind: 'invalid',
      errors: [{ parameter: 'cursor' }],
    });
    const second = await context.stocks.getStockLedger({ sku: 'CUP', pageSize: 3, page: 2, sort });
    expect(second.items.map(({ revision }) => revision)).toEqual(revisions.slice(3, 6));
    expect((await context.stocks.getStockLedger({ sku: 'CUP', pageSize: 3, page: 9, sort })).items).toEqual([]);
  });

  it('says why there is available what there is', async () => {
    const { revision, numbers, holds, entries } = await context.stocks.explainStock({ sku: 'CUP' });
    expect(revision).toBe(6);
    const byName = Object.fromEntries(numbers.map((number) => [number.name, number]));
    expect(byName['available']).toMatchObject({
      value: 7,
      formula: 'available 7 = on hand 11 − reserved 3 − safety stock 1',
      parts: { StockReceived: 20, SafetyStockSet: -1, StockReserved: -12, StockReleased: 1, StockWrittenOff: -1 },
    });
    expect(byName['onHand']).toEqual({
      name: 'onHand',
      value: 11,
      formula: 'on hand 11 = received 20 − shipped 8 − written off 1',
      parts: { StockReceived: 20, StockShipped: -8, StockWrittenOff: -1 },
    });
    expect(byName['incoming']).toEqual({ name: 'incoming', value: 0, formula: 'incoming 0 = 0', parts: {} });
    for (const { name, value, parts } of numbers)
      expect([name, Object.values(parts).reduce((sum, part) => sum + part, 0)]).toEqual([name, value]);
    expect(holds).toEqual([{ reservationId: 'r2', orderId: 'order of r2', quantity: 3, since: entries[2]!.at }]);
    expect(entries.map((entry) => entry.revision)).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  it('never promises less than nothing', async () => {
    await context.stocks.setSafetyStock({ commandId: commandId(), sku: 'CUP', safetyStock: { quantity: 50 } });
    const { numbers } = await context.stocks.explainStock({ sku: 'CUP' });
    expect(numbers.find(({ name }) => name === 'available')).toMatchObject({
      value: 0,
      formula: 'available 0 = on hand 11 − reserved 3 − safety stock 50, never below 0',
    });
  });
});
