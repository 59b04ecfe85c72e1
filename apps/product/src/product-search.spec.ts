import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { InventoryEvent, ProductEvent } from '#contracts';
import { fold, type DomainEvent, type Projection, type Recorded } from '#eventing';
import { AvailabilityRow, availabilityRows } from './availability.projection.js';
import { ProductRow, productRows, VariantRow } from './product-view.projection.js';
import { product } from './product.decider.js';
import { productDocument } from './product-search.js';

const golden = JSON.parse(readFileSync('libs/contracts/golden/product.json', 'utf8')) as ProductEvent[];

/** The row after events of one stream, as the runner keeps it. */
function rowAfter<Row extends object>(projection: Projection, id: string, events: readonly DomainEvent[]) {
  let row: ReturnType<Projection['evolve']> & object = undefined as never;
  events.forEach((event, revision) => {
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, revision)).toISOString();
    const recorded = { ...event, stream: `${projection.category}-${id}`, revision, metadata: { at } };
    const evolved = projection.evolve(row as never, recorded as unknown as Recorded<DomainEvent>);
    if (evolved) row = { ...evolved, id, revision } as never;
  });
  return row as unknown as Row;
}

const productRow = (events: readonly ProductEvent[]) => rowAfter<ProductRow>(productRows, 'p1', events);
const availability = (sku: string, events: readonly InventoryEvent[]) =>
  rowAfter<AvailabilityRow>(availabilityRows, sku, events);

const received = (onHand: number, reserved = 0, location = 'main'): InventoryEvent => ({
  type: 'StockReceived',
  data: { sku: 'A', location, quantity: 1, balances: { [location]: { onHand, reserved } } },
});
const safety = (quantity: number): InventoryEvent => ({
  type: 'SafetyStockSet',
  data: { sku: 'A', quantity, balances: {} },
});

describe('the row of a product', () => {
  it('shows what the product is, with its price range and times', () => {
    expect(productRow(golden)).toEqual({
      id: 'p1',
      revision: 5,
      name: 'Tea towel',
      description: null,
      kind: 'goods',
      status: 'archived',
      categories: ['kitchen', 'linen'],
      attributes: { material: 'linen', care: { wash: 60 } },
      variants: [
        { sku: '22469A', options: { colour: 'red' }, price: { amount: 395, currency: 'GBP' } },
        { sku: '22469B', options: { colour: 'blue' }, price: { amount: 425, currency: 'GBP' } },
      ],
      currency: 'GBP',
      minPrice: 395,
      maxPrice: 425,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:05.000Z',
    });
  });
  it('agrees with the product after every event', () => {
    golden.forEach((_, i) => {
      const [row, state] = [productRow(golden.slice(0, i + 1)), fold(product, golden.slice(0, i + 1))];
      expect({ ...row, description: row.description ?? undefined }).toMatchObject(state);
    });
  });
  it('has a child per SKU', () => {
    const [row, { children }] = [productRow(golden.slice(0, 4)), productRows];
    const expected: VariantRow[] = [
      { id: 'p1/22469A', parentId: 'p1', sku: '22469A', price: 395, currency: 'GBP' },
      { id: 'p1/22469B', parentId: 'p1', sku: '22469B', price: 425, currency: 'GBP' },
    ];
    expect(children?.of(row)).toEqual(expected);
  });
});

describe('availability', () => {
  it('is what is on hand and not reserved over all locations, less the safety stock', () => {
    const events = [received(5, 2), received(4, 0, 'shop'), safety(3), received(1, 1)];
    expect(availability('A', events)).toMatchObject({ free: { main: 0, shop: 4 }, safetyStock: 3, available: 1 });
  });
  it('tells when it last turned, and only that', () => {
    const turns = [received(0), received(5), received(4), safety(4), received(9)];
    expect(turns.map((_, i) => availability('A', turns.slice(0, i + 1)).turnedAt)).toEqual([0, 2, 2, 4, 5]);
  });
});

describe('the document of a product', () => {
  const towel = productRow(golden.slice(0, 5));

  it('can be found by name, SKUs, categories, attributes and options', () => {
    expect(productDocument(towel, []).fields).toMatchObject({
      name: 'Tea towel',
      skus: ['22469A', '22469B'],
      categories: ['kitchen', 'linen'],
      attributes: ['linen', '60', 'red', 'blue'],
      price: 395,
      inStock: false,
    });
  });
  it('is in stock as soon as one variant is; a service always is', () => {
    expect(productDocument(towel, [availability('22469B', [received(1)])]).fields['inStock']).toBe(true);
    expect(productDocument({ ...towel, kind: 'service' }, []).fields['inStock']).toBe(true);
  });

  it('has a higher revision whenever it is another one, in whatever order its parts arrive', () => {
    const stock = fc.oneof(
      fc.record({ onHand: fc.nat(2), reserved: fc.nat(2) }).map(({ onHand, reserved }) => received(onHand, reserved)),
      fc.nat(2).map(safety),
    );
    const step = fc.oneof(
      fc.constant('product' as const),
      fc.record({ sku: fc.constantFrom('22469A', '22469B'), event: stock }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const stocks: Record<string, InventoryEvent[]> = { '22469A': [], '22469B': [] };
        let events = 3;
        const document = () => {
          const row = productRow(golden.slice(0, events));
          const found = row.variants.flatMap(({ sku }) =>
            stocks[sku]?.length ? [availability(sku, stocks[sku])] : [],
          );
          return productDocument(row, found);
        };
        let last = document();
        for (const next of steps) {
          if (next === 'product') events = Math.min(events + 1, golden.length);
          else stocks[next.sku]?.push(next.event);
          const now = document();
          expect(now.revision).toBeGreaterThanOrEqual(last.revision);
          expect(now).toEqual(now.revision > last.revision ? now : last);
          last = now;
        }
      }),
    );
  });
});
