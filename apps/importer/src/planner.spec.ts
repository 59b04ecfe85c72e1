import fc from 'fast-check';
import type { Plan } from './plan.js';
import { Planner } from './planner.js';

type Fields = readonly [string, string, string, number | string, string, number | string, string, string];

/** A row of an invoice of the first day; what is not given is a lamp that customer 7 buys for 2.50. */
const row = (
  invoice: string,
  {
    sku = '10001',
    description = 'LAMP',
    quantity = 1,
    time = '08:26:00',
    price = 2.5,
    customer = '7',
    country = 'France',
  }: Partial<Record<'sku' | 'description' | 'time' | 'customer' | 'country', string>> &
    Partial<Record<'quantity' | 'price', number | string>> = {},
): Fields => [invoice, sku, description, quantity, `2010-12-01 ${time}`, price, customer, country];

function planned(rows: readonly (readonly unknown[])[], services = /^/): Plan {
  const planner = new Planner({ currency: 'GBP', services });
  for (const [i, fields] of rows.entries()) {
    planner.add({ line: i + 2, raw: fields.join(), fields: fields.map(String) });
  }
  return planner.plan();
}

const reasons = (plan: Plan) => plan.quarantine.map(({ row: { line }, reason }) => [line, reason]);
const parts = (plan: Plan) =>
  plan.returns.map(({ invoice, order, parts: taken }) => [
    invoice,
    order.invoice,
    ...taken.map(({ lineId, quantity }) => [lineId, quantity]),
  ]);

describe('An invoice', () => {
  it('is an order of its rows, at its first moment', () => {
    const { orders, quarantine } = planned([
      row('5001', { time: '08:27:00' }),
      row('5002'),
      row('5001', { sku: '10002', time: '08:26:00' }),
    ]);
    expect(orders.map(({ invoice, at, rows }) => [invoice, at, rows.map(({ sku }) => sku)])).toEqual([
      ['5001', '2010-12-01T08:26:00.000Z', ['10001', '10002']],
      ['5002', '2010-12-01T08:26:00.000Z', ['10001']],
    ]);
    expect(quarantine).toEqual([]);
  });

  it('keeps lines that cost nothing', () => {
    expect(planned([row('5001', { price: 0, customer: '' })]).orders[0]!.rows).toHaveLength(1);
  });

  it('of more lines than an order can have goes to quarantine whole', () => {
    const plan = planned(Array.from({ length: 2_001 }, () => row('5001')));
    expect(plan.orders).toEqual([]);
    expect(plan.quarantine).toHaveLength(2_001);
    expect(plan.quarantine[0]!.reason).toBe('the invoice has 2001 lines, an order at most 2000');
  });

  it('has one customer', () => {
    const plan = planned([row('5001'), row('5001', { customer: '8' })]);
    expect(plan.orders[0]!.rows).toHaveLength(1);
    expect(reasons(plan)).toEqual([[3, 'the customer is not that of the invoice']]);
  });
});

describe('A code', () => {
  it('is a product with the most frequent name and price', () => {
    const { products } = planned([
      row('5001', { description: 'lamp?', price: 0 }),
      row('5002', { description: 'LAMP', price: '2.5' }),
      row('5003', { description: 'LAMP ', price: '2.95' }),
      row('5004', { description: 'LAMP RED', price: '2.95' }),
    ]);
    expect(products).toEqual([{ sku: '10001', kind: 'goods', name: 'LAMP', price: 295 }]);
  });

  it('without a name or price is named by itself and costs nothing', () => {
    const { products } = planned([row('5001', { description: ' ', price: 0 })]);
    expect(products).toEqual([{ sku: '10001', kind: 'goods', name: '10001', price: 0 }]);
  });

  it('in other case is another product', () => {
    const { products } = planned([row('5001', { sku: '15056BL' }), row('5001', { sku: '15056bl' })]);
    expect(products.map(({ sku }) => sku)).toEqual(['15056BL', '15056bl']);
  });

  it('is a service unless it begins with five digits or the option leaves it out', () => {
    const rows = ['10001', 'POST', 'DCGS0055', '1234'].map((sku) => row('5001', { sku }));
    const goods = (plan: Plan) => plan.products.filter(({ kind }) => kind === 'goods').map(({ sku }) => sku);
    expect(goods(planned(rows))).toEqual(['10001']);
    expect(goods(planned(rows, /^(POST|1)/))).toEqual(['10001', 'DCGS0055']);
  });

  it('has as much stock to begin with as leaves', () => {
    const { openingStock } = planned([
      row('5001', { quantity: 3 }),
      row('5002', { quantity: -2, price: 0 }),
      row('5003', { quantity: 4, price: 0 }),
      row('C5004', { quantity: -3, time: '09:00:00' }),
      row('5005', { sku: 'POST' }),
    ]);
    expect(openingStock).toEqual([{ sku: '10001', quantity: 9 }]);
  });
});

describe('A cancellation', () => {
  const at = (time: string, more = {}) => ({ time, ...more });

  it('takes back what the customer bought last at the same price', () => {
    const plan = planned([
      row('5001', at('08:01', { quantity: 5 })),
      row('5002', at('08:02', { sku: '10002' })),
      row('5002', at('08:02', { quantity: 5 })),
      row('5003', at('08:03', { quantity: 5, price: 3 })),
      row('C5004', at('08:04', { quantity: -7 })),
    ]);
    expect(parts(plan)).toEqual([
      ['C5004', '5002', [2, 5]],
      ['C5004', '5001', [1, 2]],
    ]);
  });

  it('takes nothing back twice', () => {
    const plan = planned([
      row('5001', at('08:01', { quantity: 5 })),
      row('C5002', at('08:02', { quantity: -3 })),
      row('C5003', at('08:03', { quantity: -2 })),
      row('C5004', at('08:04', { quantity: -1 })),
    ]);
    expect(parts(plan)).toEqual([
      ['C5002', '5001', [1, 3]],
      ['C5003', '5001', [1, 2]],
    ]);
    expect(reasons(plan)).toEqual([[5, 'it matches no earlier purchase of this customer']]);
  });

  it.each([
    ['of another customer', { customer: '8' }],
    ['under a code in other case', { sku: '10001a' }],
    ['that came later', { time: '08:00' }],
  ])('matches no purchase %s', (_, more) => {
    const bought = { sku: '10001A', ...('sku' in more ? {} : { sku: '10001' }) };
    const plan = planned([row('5001', at('08:01', bought)), row('C5002', at('08:02', { quantity: -1, ...more }))]);
    expect(plan.returns).toEqual([]);
    expect(reasons(plan)).toEqual([[3, 'it matches no earlier purchase of this customer']]);
  });

  it('without a customer matches nothing', () => {
    const plan = planned([row('5001', { customer: '' }), row('C5002', at('09:00', { customer: '', quantity: -1 }))]);
    expect(reasons(plan)).toEqual([[3, 'a cancellation without a customer matches no purchase']]);
  });

  it('of more than was bought goes to quarantine whole, and the pieces are gone', () => {
    const plan = planned([
      row('5001', at('08:01', { quantity: 5 })),
      row('C5002', at('08:02', { quantity: -6 })),
      row('C5003', at('08:03', { quantity: -1 })),
    ]);
    expect(reasons(plan)).toEqual([
      [3, 'it matches earlier purchases only in part: 5 of 6 pieces'],
      [4, 'it matches no earlier purchase of this customer'],
    ]);
  });

  it('at another price than it was sold for goes to quarantine: a return gives back what was paid', () => {
    const plan = planned([
      row('5001', at('08:01', { quantity: 2 })),
      row('5002', at('08:02', { quantity: 2, price: 3 })),
      row('C5003', at('08:03', { quantity: -3 })),
    ]);
    expect(reasons(plan)).toEqual([
      [4, 'the customer bought it at another price: 2 of 3 pieces at the price of the cancellation'],
    ]);
  });
});

describe('A negative quantity outside cancellations', () => {
  it('adjusts the stock of goods', () => {
    expect(planned([row('5001', { quantity: -3, price: 0, description: 'damages' })]).adjustments).toMatchObject([
      { sku: '10001', quantity: -3, description: 'damages' },
    ]);
  });

  it('of a service goes to quarantine', () => {
    expect(reasons(planned([row('5001', { sku: 'POST', quantity: -3, price: 0 })]))).toEqual([
      [2, 'a negative quantity of a service, which has no stock to adjust'],
    ]);
  });
});

describe('A row goes to quarantine with its reason when', () => {
  it.each<[string, readonly unknown[]]>([
    ['the line has 7 fields, not 8', row('5001').slice(1)],
    ['the line is not UTF-8', row('5001', { description: 'L\ufffdMP' })],
    ['the invoice number is missing', row('')],
    [
      'the invoice number is neither that of a sale (digits) nor of a cancellation (C and digits)',
      row('A563185', { price: -11062.06 }),
    ],
    ['the stock code is missing', row('5001', { sku: ' ' })],
    ['the stock code has more than 64 characters', row('5001', { sku: 'X'.repeat(65) })],
    ['the quantity "two" is not a whole number', row('5001', { quantity: 'two' })],
    ['the quantity "1.5" is not a whole number', row('5001', { quantity: '1.5' })],
    ['the date "2010-12-01 25:00" is not a moment like 2010-12-01 08:26:00', row('5001', { time: '25:00' })],
    ['the price "free" is not a number of at most three decimals', row('5001', { price: 'free' })],
    ['the price "0.0001" is not a number of at most three decimals', row('5001', { price: '0.0001' })],
    ['the quantity is zero', row('5001', { quantity: 0 })],
    ['the quantity is beyond 1000000', row('5001', { quantity: 1_000_001 })],
    ['the price is negative', row('5001', { price: -1 })],
    ['the price is finer than a hundredth', row('5001', { price: '0.001' })],
    ['the amount is too large', row('5001', { quantity: 1_000_000, price: '999999999999' })],
    ['a cancellation with a positive quantity', row('C5001')],
    ['a negative quantity with a price, outside a cancellation', row('5001', { quantity: -1 })],
    ['the customer has more than 64 characters', row('5001', { customer: '7'.repeat(65) })],
    ['the country is missing', row('5001', { country: '' })],
  ])('%s', (reason, fields) => {
    const plan = planned([fields]);
    expect(reasons(plan)).toEqual([[2, reason]]);
    expect([plan.orders, plan.returns, plan.adjustments, plan.products]).toEqual([[], [], [], []]);
  });

  it('its day does not exist', () => {
    const [invoice, sku, description, quantity, , ...rest] = row('5001');
    expect(planned([[invoice, sku, description, quantity, '2011-02-29 08:00:00', ...rest]]).quarantine).toHaveLength(1);
  });

  it('no CSV can be read from it', () => {
    const planner = new Planner({ currency: 'GBP', services: /^/ });
    planner.add({ line: 2, raw: '5001,"LAMP', fields: undefined });
    expect(reasons(planner.plan())).toEqual([[2, 'the line is not CSV: a quote is wrong']]);
  });
});

describe('Whatever a file holds', () => {
  const rows = fc.array(
    fc
      .record({
        invoice: fc.constantFrom('5001', '5002', '5003', 'C5004', 'C5005', 'A5006', ''),
        sku: fc.constantFrom('10001', '10001a', 'POST'),
        quantity: fc.integer({ min: -6, max: 9 }),
        price: fc.constantFrom('2.5', '3', '0', '-1', '0.001', 'x'),
        customer: fc.constantFrom('7', '8', ''),
        time: fc.constantFrom('08:01', '08:02', '08:03', '99:99'),
      })
      .map(({ invoice, ...more }) => row(invoice, more)),
    { maxLength: 60 },
  );

  it('every row has exactly one fate, and no line of an order gives back more than it has', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const plan = planned(given);
        const returned = plan.returns.flatMap(({ parts: taken }) => taken);
        const fates = [
          ...plan.orders.flatMap((order) => order.rows),
          ...plan.adjustments,
          ...new Set(returned.map((part) => part.row)),
          ...plan.quarantine.map((each) => each.row),
        ].map(({ line }) => line);
        expect(fates.toSorted((a, b) => a - b)).toEqual(given.map((_, i) => i + 2));

        const left = new Map([...plan.rows].map((each) => [each, Math.abs(each.quantity)]));
        for (const { order, parts: taken } of plan.returns) {
          for (const { row: cancelled, lineId, quantity } of taken) {
            const sold = order.rows[lineId - 1]!;
            const what = ({ sku, customer, price }: typeof sold) => [sku, customer, price];
            expect(what(sold)).toEqual(what(cancelled));
            for (const each of [sold, cancelled]) left.set(each, left.get(each)! - quantity);
          }
        }
        expect(returned.filter(({ row: cancelled }) => left.get(cancelled) !== 0)).toEqual([]);
        expect([...left].filter(([, pieces]) => pieces < 0)).toEqual([]);
      }),
    );
  });
});
