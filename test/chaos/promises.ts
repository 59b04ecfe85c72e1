import type { NewOrderLine, Order, Saga, Stock } from '#contracts';
import type { Page, Rest } from '../e2e/rest.js';
import { OPENING, SKUS, type Load } from './load.js';

/** What was promised to whoever had an answer and does not hold, in sentences; every command has had its answer. */
export async function brokenPromises({ sent, answered }: Load, rest: Rest): Promise<string[]> {
  const broken: string[] = [];
  const promise = (holds: boolean, sentence: string) => void (holds || broken.push(sentence));
  const orders = await all<Order>(rest, '/v1/orders');
  const byId = new Map(orders.map((order) => [order.id, order]));
  const keys = new Map<string, string>();
  const received = new Map(SKUS.map((sku) => [sku, OPENING]));

  for (const [key, command] of sent) {
    const { status, orderId = '' } = answered.get(key)!;
    switch (command.kind) {
      case 'order':
        promise(status === 201, `${key}: an order that can be served was answered ${status}`);
        promise(!keys.has(orderId), `${key} and ${keys.get(orderId)} are one order`);
        promise(hasLines(byId.get(orderId), command.lines), `${key}: order ${orderId} is lost, or another one`);
        keys.set(orderId, key);
        break;
      case 'receipt':
        promise(status === 201, `${key}: a receipt was answered ${status}`);
        received.set(command.sku, received.get(command.sku)! + command.quantity);
        break;
      case 'cancel':
        promise(status === 409 || byId.get(command.orderId)?.status === 'cancelled', `${key}: not cancelled`);
        break;
      case 'ship':
        promise(status === 409 || byId.get(command.orderId)?.fulfilment.shipments.length === 1, `${key}: not shipped`);
        break;
    }
  }
  promise(orders.length === keys.size, `${orders.length} orders for ${keys.size} keys`);

  const held = new Map<string, number>();
  const shipped = new Map<string, number>();
  const add = (to: Map<string, number>, sku: string, pieces: number) => to.set(sku, (to.get(sku) ?? 0) + pieces);
  for (const { id, status, payment, totals, lines } of orders) {
    promise(status === 'confirmed' || status === 'cancelled', `order ${id} is ${status}`);
    const kept = payment.captured - payment.refunded;
    promise(kept === totals.due.amount, `order ${id}: ${kept} taken, ${totals.due.amount} due`);
    for (const line of lines) {
      add(shipped, line.sku, line.shipped);
      if (status === 'confirmed') add(held, line.sku, line.quantity - line.shipped - line.cancelled);
    }
  }
  for (const sku of SKUS) {
    const { body: stock } = await rest.get<Stock>(`/v1/stock/${sku}`);
    const [out, reserved] = [shipped.get(sku) ?? 0, held.get(sku) ?? 0];
    const wanted = { onHand: received.get(sku)! - out, reserved, shipped: out };
    const found = { onHand: stock.onHand, reserved: stock.reserved, shipped: stock.shipped };
    const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)];
    promise(is === should, `${sku} is ${is}, not ${should}`);
  }
  const checkouts = (await all<Saga>(rest, '/v1/admin/sagas')).filter(({ kind }) => kind === 'checkout');
  promise(checkouts.length === orders.length, `${checkouts.length} checkouts for ${orders.length} orders`);
  return broken;
}

const hasLines = (order: Order | undefined, lines: readonly NewOrderLine[]) =>
  JSON.stringify(order?.lines.map(asked)) === JSON.stringify(lines.map(asked));

const asked = ({ sku, quantity }: NewOrderLine) => [sku, quantity];

async function all<T>(rest: Rest, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor = ''; ;) {
    const { body } = await rest.get<Page<T>>(`${path}?size=100${cursor && `&cursor=${cursor}`}`);
    items.push(...body.items);
    if (!body.nextCursor) return items;
    cursor = body.nextCursor;
  }
}
