import { v5 as uuidv5 } from 'uuid';
import type { InventoryEvent, LocationBalances } from '#contracts';
import type { RecordedEvent } from '#ports';
import { ShopOrder, SAGA, type Books, type Data, type OrderSpec } from './shop-order.js';

type Balances = Record<string, Record<string, number>>;

const IDS = '5f2f7b6e-54b7-4a0c-8f62-b0a1e3f4c5d6';
const START = Date.parse('2026-01-01T00:00:00.000Z');

/**
 * Writes a log by hand, event by event as the platform does, without any of its deciders: what the audit is tried on.
 */
export class Shop implements Books {
  readonly events: RecordedEvent[] = [];
  private readonly revisions = new Map<string, number>();
  private readonly balances = new Map<string, Balances>();
  private orders = 0;
  private commands = 0;

  /** What one command does to a stream. */
  append(stream: string, events: readonly (readonly [type: string, data: Data])[], actor = SAGA): void {
    const commandId = uuidv5(`command ${++this.commands}`, IDS);
    for (const [type, data] of events) {
      const revision = (this.revisions.get(stream) ?? -1) + 1;
      this.revisions.set(stream, revision);
      const position = this.events.length + 1;
      const at = new Date(START + position * 1_000).toISOString();
      this.events.push({
        id: uuidv5(`event ${position}`, IDS),
        type,
        data: JSON.parse(JSON.stringify(data)) as unknown,
        metadata: { commandId, commandHash: 'h', correlationId: commandId, causationId: commandId, actor, at },
        stream,
        revision,
        position,
      });
    }
  }

  /** A product with its SKUs: made, or changed where it is there. */
  product(id: string, ...skus: string[]): void {
    const type = this.revisions.has(`product-${id}`) ? 'ProductVariantsChanged' : 'ProductCreated';
    this.append(`product-${id}`, [[type, { productId: id, variants: skus.map((sku) => ({ sku })) }]]);
  }

  /** A stock event with the balances after it. */
  stock(sku: string, type: InventoryEvent['type'], data: Data, changes: Record<string, LocationBalances> = {}): void {
    const before = this.balances.get(sku) ?? {};
    const after: Balances = { ...before };
    for (const [location, change] of Object.entries(changes)) {
      after[location] = { ...after[location] };
      for (const [column, by] of Object.entries(change)) {
        const sum = (after[location][column] ?? 0) + by;
        if (sum) after[location][column] = sum;
        else delete after[location][column];
      }
    }
    this.balances.set(sku, after);
    const balances = Object.fromEntries(Object.keys(changes).map((location) => [location, after[location]]));
    this.append(`stock-${sku}`, [[type, { sku, ...data, balances }]]);
  }

  receive(sku: string, quantity: number, location = 'main', more: Data = {}): void {
    const change = { onHand: quantity, received: quantity };
    this.stock(sku, 'StockReceived', { location, quantity, ...more }, { [location]: change });
  }

  adjust(sku: string, quantity: number, location = 'main'): void {
    const change = quantity > 0 ? { onHand: quantity, found: quantity } : { onHand: quantity, writtenOff: -quantity };
    this.stock(sku, 'StockAdjusted', { location, quantity, reason: 'recount' }, { [location]: change });
  }

  count(sku: string, counted: number, location = 'main'): void {
    const difference = counted - this.onHand(sku, location);
    const asOf = this.revisions.get(`stock-${sku}`) ?? -1;
    const change =
      difference < 0 ? { onHand: difference, writtenOff: -difference } : { onHand: difference, found: difference };
    this.stock(sku, 'StockCounted', { location, counted, asOf, difference }, { [location]: change });
  }

  transfer(sku: string, quantity: number, from: string, to: string): void {
    this.stock(
      sku,
      'StockTransferred',
      { from, to, quantity },
      {
        [from]: { onHand: -quantity, transferredOut: quantity },
        [to]: { onHand: quantity, transferredIn: quantity },
      },
    );
  }

  writeOff(sku: string, quantity: number, location = 'main'): void {
    const change = { onHand: -quantity, writtenOff: quantity };
    this.stock(sku, 'StockWrittenOff', { location, quantity, reason: 'broken' }, { [location]: change });
  }

  /** Where a SKU has room for so many pieces: from the location with the most, then from the next. */
  allocate(sku: string, quantity: number): { location: string; quantity: number }[] {
    let open = quantity;
    return Object.entries(this.balances.get(sku) ?? {})
      .map(([location, { onHand = 0, reserved = 0 }]) => ({ location, free: onHand - reserved }))
      .sort((a, b) => b.free - a.free)
      .flatMap(({ location, free }) => {
        const taken = Math.min(free, open);
        open -= taken;
        return taken > 0 ? [{ location, quantity: taken }] : [];
      });
  }

  order(spec: OrderSpec): ShopOrder {
    return new ShopOrder(this, ++this.orders, spec);
  }

  /** A new id; the same in every run. */
  id(of: string): string {
    return uuidv5(of, IDS);
  }

  private onHand(sku: string, location: string): number {
    return this.balances.get(sku)?.[location]?.['onHand'] ?? 0;
  }
}

/** A day that has something of everything; with `n` above 1 so many of them. */
export function busyShop(days = 1): Shop {
  const shop = new Shop();
  for (const [sku, quantity] of [
    ['CUP', 500],
    ['POT', 300],
    ['TEA', 400],
  ] as const) {
    shop.stock(sku, 'StockExpected', { quantity: 40, reference: 'PO-1' });
    shop.receive(sku, quantity, 'main', { reference: 'PO-1', expected: 40 });
    shop.receive(sku, 20, 'annexe');
    shop.stock(sku, 'SafetyStockSet', { quantity: 2 });
  }
  for (let day = 0; day < days; day++) {
    shop.receive('CUP', 30);
    shop.receive('POT', 30);
    shop.receive('TEA', 60);
    shop.adjust('TEA', 3);
    shop.adjust('TEA', -2);
    shop.count('POT', 400 + day);
    shop.transfer('CUP', 5, 'main', 'annexe');
    shop.writeOff('POT', 1, 'annexe');
    shop.receive('POT', 1, 'annexe');

    const cup = { sku: 'CUP', quantity: 4, unitPrice: 250, tax: 50 };
    const pot = { sku: 'POT', quantity: 2, unitPrice: 1_200, tax: 240 };
    const fee = { sku: 'GIFTWRAP', quantity: 1, unitPrice: 150, kind: 'service' as const };
    shop
      .order({ lines: [cup, pot, fee], shipping: 300 })
      .checkOut()
      .ready()
      .ship()
      .deliver()
      .complete();
    const parcels = shop.order({ lines: [cup, { ...cup, quantity: 2 }, pot], shipping: 300 }).checkOut();
    parcels.ship({ 1: 3, 3: 1 }).deliver().cancel({ 2: 1 }, false).ship({ 1: 1, 2: 1, 3: 1 }).deliver().complete();
    parcels.takeBack({ 1: 2 }).takeBack({ 3: 1 }, 'scrap');
    const later = shop.order({ lines: [cup, pot], shipping: 200, capture: 'onShipment' }).checkOut();
    later.ship({ 1: 4 }).ship({ 2: 2 }).takeBack({ 2: 1 }, 'damaged');
    shop
      .order({ lines: [cup], capture: 'onShipment' })
      .checkOut()
      .cancel();
    shop
      .order({ lines: [cup, pot], shipping: 100 })
      .checkOut()
      .cancel();
    shop
      .order({ lines: [pot], method: 'manual' })
      .checkOut()
      .ship()
      .complete();
    shop
      .order({ lines: [{ ...cup, unitPrice: 0, tax: 0 }] })
      .checkOut()
      .ship();
    shop.order({ lines: [cup, { ...pot, sku: 'TEA' }] }).rejectFor('CUP');
    shop
      .order({ lines: [pot] })
      .reserve()
      .decline();
    shop
      .order({ lines: [cup] })
      .checkOut()
      .ship()
      .goodwill(100)
      .takeBack({ 1: 1 });
    shop.order({ lines: [fee] }).checkOut();
    shop
      .order({ lines: [pot, cup] })
      .checkOut()
      .ship({ 1: 1 });
    shop.order({ lines: [cup] }).reserve();
    shop.order({ lines: [cup] });
  }
  return shop;
}
