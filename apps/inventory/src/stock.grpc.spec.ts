import type { ListStockRequest } from '#contracts';
import { ReadSideKeeper } from '#eventing';
import { stockContext } from '../../../test/stock-context.js';

const { context, commandId, receive, reserve, ship, levelOf } = stockContext();

describe('a stock', () => {
  it('answers a write with what it has become, and a repeat with the same', async () => {
    const receipt = { commandId: 'once', sku: 'CUP', receipt: { quantity: 5, reference: 'd1' } };
    const first = await context.stocks.receiveStock(receipt);
    expect(first).toMatchObject({ revision: 0, replayed: false, stock: { sku: 'CUP', onHand: 5, available: 5 } });
    await receive('CUP', 3);
    expect(await context.stocks.receiveStock(receipt)).toEqual(Object.assign(first, { replayed: true }));
    expect(await levelOf('CUP')).toMatchObject({ onHand: 8 });
  });

  it('is not found where there never was any', async () => {
    await expect(context.stocks.getStock({ sku: 'NONE' })).rejects.toMatchObject({
      kind: 'notFound',
      code: 'NOT_FOUND',
    });
    await expect(context.stocks.explainStock({ sku: 'NONE' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(context.stocks.getStockLedger({ sku: 'NONE' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that there is not yet is at no revision', async () => {
    const request = { commandId: commandId(), sku: 'NONE', receipt: { quantity: 1 }, expectedRevision: 3 };
    await expect(context.stocks.receiveStock(request)).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      message: 'It is not there yet.',
    });
  });

  it('goes through everything that happens to it', async () => {
    await context.stocks.expectStock({
      commandId: commandId(),
      sku: 'CUP',
      delivery: { quantity: 9, reference: 'd1' },
    });
    await receive('CUP', 10);
    const adjustment = { quantity: -1, reason: 'broken', changeFromQuantity: 10 };
    await context.stocks.adjustStock({ commandId: commandId(), sku: 'CUP', adjustment });
    await context.stocks.transferStock({
      commandId: commandId(),
      sku: 'CUP',
      transfer: { from: 'main', to: 'east', quantity: 4 },
    });
    await context.stocks.writeOffStock({
      commandId: commandId(),
      sku: 'CUP',
      writeOff: { location: 'east', quantity: 1, reason: 'wet' },
    });
    const { stock } = await context.stocks.setSafetyStock({
      commandId: commandId(),
      sku: 'CUP',
      safetyStock: { quantity: 2 },
      expectedRevision: 4,
    });
    expect(stock).toMatchObject({ onHand: 8, available: 6, incoming: 9, writtenOff: 2, safetyStock: 2, revision: 5 });
    expect(stock.locations).toEqual([
      { location: 'east', onHand: 3, reserved: 0, shipped: 0, writtenOff: 1 },
      { location: 'main', onHand: 5, reserved: 0, shipped: 0, writtenOff: 1 },
    ]);
  });

  it('keeps on top of a count as of an earlier revision what has moved since', async () => {
    await receive('CUP', 10); // revision 0: here someone counts 12
    await reserve('r1', { CUP: 4 });
    await ship('r1', 's1', { CUP: 4 });
    const count = { counted: 12, asOf: 0 };
    const { stock } = await context.stocks.countStock({ commandId: commandId(), sku: 'CUP', count });
    expect(stock).toMatchObject({ onHand: 8, shipped: 4 });
    await expect(
      context.stocks.countStock({ commandId: commandId(), sku: 'CUP', count: { counted: 1, asOf: 9 } }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/asOf' }] });
  });
});

describe('the list of stocks', () => {
  let last: string;
  beforeEach(async () => {
    for (const [sku, quantity] of Object.entries({ a: 3, A: 1, B: 7, é: 5, e: 2 })) await receive(sku, quantity);
    last = (await receive('B', 1)).position;
  });
  const list = async (request: Partial<ListStockRequest>) => {
    const { items, ...rest } = await context.stocks.listStock({ minPosition: last, ...request });
    return { skus: items.map(({ sku }) => sku), ...rest };
  };

  it('shows what the aggregates show', async () => {
    const { items } = await context.stocks.listStock({ minPosition: last });
    for (const item of items) expect(item).toEqual((await context.stocks.getStock({ sku: item.sku })).stock);
    expect(items).toHaveLength(5);
  });

  it('is filtered and sorted', async () => {
    expect(await list({ skus: ['a', 'B', 'none'] })).toEqual({ skus: ['B', 'a'], totalCount: 2 });
    expect(await list({ below: 3, sort: 'available' })).toEqual({ skus: ['A', 'e'], totalCount: 2 });
    expect(await list({ sort: '-available' })).toMatchObject({ skus: ['B', 'é', 'a', 'e', 'A'] });
    await expect(list({ sort: 'reserved' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('goes on where a page ended', async () => {
    const seen: string[] = [];
    for (let pageToken: string | undefined; ;) {
      const { skus, nextPageToken, totalCount } = await list({ pageSize: 2, pageToken, sort: '-available' });
      expect(totalCount).toBe(5);
      seen.push(...skus);
      if (!(pageToken = nextPageToken)) break;
    }
    expect(seen).toEqual(['B', 'é', 'a', 'e', 'A']);
    expect(await list({ pageSize: 2, page: 3, sort: '-available' })).toEqual({ skus: ['A'], totalCount: 5 });
  });

  it('is the same after a rebuild', async () => {
    const before = await list({});
    expect(await context.app.get(ReadSideKeeper).rebuild('stock_level')).toMatchObject({
      events: 6,
      rows: 5,
      different: 0,
    });
    expect(await list({})).toEqual(before);
  });
});
