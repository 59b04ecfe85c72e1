import type { ExplainStockResponse, LedgerEntry, Stock } from '#contracts';
import { problem, type Page } from '../rest.js';
import { story, positionOf } from '../shop.js';

export const stock = story('The store keeper', (shop) => {
  const move = (sku: string, what: string, body: object) => shop.rest.post<Stock>(`/v1/stock/${sku}/${what}`, body);

  it('receives, counts, moves, loses and finds, and every number stays true', async () => {
    expect(await move('NAIL', 'receipts', { quantity: 100, reference: 'PO-1' })).toMatchObject({
      status: 201,
      body: { onHand: 100, available: 100 },
    });
    expect(await move('NAIL', 'adjustments', { quantity: -3, reason: 'rust' })).toMatchObject({ body: { onHand: 97 } });
    expect(await move('NAIL', 'counts', { counted: 99 })).toMatchObject({ body: { onHand: 99 } });
    expect(await move('NAIL', 'transfers', { from: 'main', to: 'attic', quantity: 40 })).toMatchObject({
      body: {
        onHand: 99,
        locations: expect.arrayContaining([expect.objectContaining({ location: 'attic', onHand: 40 })]),
      },
    });
    expect(await move('NAIL', 'write-offs', { location: 'attic', quantity: 5, reason: 'bent' })).toMatchObject({
      body: { onHand: 94, writtenOff: expect.any(Number) },
    });
  });

  it('cannot take away what is not there', async () => {
    await move('SCREW', 'receipts', { quantity: 5 });
    for (const [what, body] of [
      ['adjustments', { quantity: -6, reason: 'lost' }],
      ['write-offs', { quantity: 6, reason: 'bent' }],
      ['transfers', { from: 'main', to: 'attic', quantity: 6 }],
    ] as const) {
      expect(await move('SCREW', what, body)).toMatchObject(problem(409, 'STOCK_UNAVAILABLE'));
    }
    expect(await shop.stockOf('SCREW')).toMatchObject({ onHand: 5, revision: 0 });
  });

  it('is not surprised by a quantity that has changed meanwhile', async () => {
    await move('BOLT', 'receipts', { quantity: 5 });
    expect(await move('BOLT', 'adjustments', { quantity: 1, reason: 'found', changeFromQuantity: 4 })).toMatchObject({
      status: 409,
    });
    expect(await move('BOLT', 'adjustments', { quantity: 1, reason: 'found', changeFromQuantity: 5 })).toMatchObject({
      body: { onHand: 6 },
    });
  });

  it('counts what was there at a revision, and later movements stay on top', async () => {
    await move('CORK', 'receipts', { quantity: 50 });
    await move('CORK', 'receipts', { quantity: 10 });
    expect(await move('CORK', 'counts', { counted: 48, asOf: 0 })).toMatchObject({ body: { onHand: 58 } });
  });

  it('reads the ledger: what, who, why, and the balance after it', async () => {
    await shop.sells('SOAP', { stock: 20 });
    const order = await shop.sold('SOAP', 4);
    await shop.act(order, 'shipments');
    await shop.stockWhen('SOAP', ({ shipped }) => shipped === 4);
    const { body } = await shop.rest.get<Page<LedgerEntry>>('/v1/stock/SOAP/ledger');
    expect(body.items).toMatchObject([
      { type: 'StockReceived', change: 20, onHand: 20, reserved: 0, available: 20, actor: 'anonymous' },
      { type: 'StockReserved', change: 0, reservedChange: 4, onHand: 20, reserved: 4, orderId: order.id },
      { change: -4, reservedChange: -4, onHand: 16, reserved: 0, available: 16, orderId: order.id },
    ]);
    const last = body.items.at(-1)!;
    const latest = await shop.rest.get<Page<LedgerEntry>>('/v1/stock/SOAP/ledger?sort=-revision&size=1');
    expect(latest.body).toMatchObject({ totalCount: 3, hasMore: true, items: [last] });
    const next = await shop.rest.get<Page<LedgerEntry>>(
      `/v1/stock/SOAP/ledger?sort=-revision&size=1&cursor=${latest.body.nextCursor}`,
    );
    expect(next.body.items).toEqual([body.items[1]]);
  });

  it('asks why available is what it is, and the sums agree', async () => {
    await shop.sells('CANDLE', { stock: 12 });
    const order = await shop.sold('CANDLE', 5);
    await shop.rest.put('/v1/stock/CANDLE/safety-stock', { quantity: 2 });
    const { body } = await shop.rest.get<ExplainStockResponse>('/v1/stock/CANDLE/explanation');
    const number = (name: string) => body.numbers.find((each) => each.name === name)!;
    expect(number('available')).toMatchObject({ value: 5 });
    expect(number('available').formula).toMatch(/5 = .*12.*5.*2/);
    expect(body.holds).toMatchObject([{ orderId: order.id, quantity: 5 }]);
    const explained = body.numbers.filter(({ parts }) => Object.keys(parts).length);
    expect(explained.length).toBeGreaterThan(1);
    for (const { value, parts } of explained) {
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(value);
    }
  });

  it('lists what runs low', async () => {
    const thin = await move('THIN', 'receipts', { quantity: 2 });
    await shop.rest.get('/v1/stock', { 'daybook-min-position': positionOf(thin) });
    const last = await move('THICK', 'receipts', { quantity: 200 });
    const seen = { 'daybook-min-position': positionOf(last) };
    const low = await shop.rest.get<Page<Stock>>('/v1/stock?sku=THIN,THICK&below=5', seen);
    expect(low.body).toMatchObject({ totalCount: 1, items: [{ sku: 'THIN', available: 2 }] });
    const both = await shop.rest.get<Page<Stock>>('/v1/stock?sku=THIN,THICK&sort=-available', seen);
    expect(both.body.items.map(({ sku }) => sku)).toEqual(['THICK', 'THIN']);
  });

  it('knows nothing of a SKU that was never there', async () => {
    expect(await shop.rest.get('/v1/stock/NOBODY')).toMatchObject(problem(404, 'NOT_FOUND'));
  });
});
