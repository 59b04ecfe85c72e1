import type { PaymentEvent } from '#contracts';
import { idOf } from '#eventing';
import type { RecordedEvent } from '#ports';
import type { Check, Report } from './finding.js';
import type { OrderFacts } from './order.check.js';
import type { PaymentFacts } from './payment.check.js';
import type { SagaFacts } from './saga.check.js';
import type { StockFacts, StockTally } from './stock.check.js';

/** What the checks of single streams know by now. */
export interface Facts {
  readonly orders: ReadonlyMap<string, OrderFacts>;
  readonly payments: ReadonlyMap<string, PaymentFacts>;
  readonly ofOrders: StockFacts['ofOrders'];
  readonly sagas: ReadonlyMap<string, SagaFacts>;
}

/** How far the sagas are with the log. */
export interface Reactions {
  /** Every event up to this position was reacted to, and what follows from it is in the log. */
  readonly upTo: number;
  /** Streams whose events wait for a person at a reactor. */
  readonly parked: ReadonlySet<string>;
}

/** Orders by what can be said of them. */
export interface OrderCounts {
  placed: number;
  /** Nothing is under way for them: all of their invariants were checked. */
  quiet: number;
  /** A step of their sagas waits for a person. */
  waiting: number;
}

/** What events over several streams mention. */
interface Mentioned {
  readonly orderId?: string;
  readonly shipmentId?: string;
  readonly returnId?: string;
  readonly cancellationId?: string;
  readonly amount?: number;
  readonly cancellation?: { readonly cancellationId: string; readonly amount: number };
}

/** Pieces of an order's goods. */
interface Goods {
  ordered: number;
  cancelled: number;
  shipped: number;
  returned: number;
}

const NO_STOCK: StockTally = { reserved: 0, released: 0, shipped: 0, returned: 0, lastAt: 0 };
const NO_GOODS: Goods = { ordered: 0, cancelled: 0, shipped: 0, returned: 0 };
const UNKNOWN: StockFacts['ofOrders'] extends ReadonlyMap<string, infer Tallies> ? Tallies : never = new Map();

/**
 * What holds between an order, its stock and its money. Some of it holds at every moment, the rest when the order is
 * quiet: nothing is under way for it, and no event of it is so young that what follows from it may be missing.
 */
export class SettlementCheck implements Check {
  readonly counts: OrderCounts = { placed: 0, quiet: 0, waiting: 0 };

  constructor(
    private readonly report: Report,
    private readonly facts: Facts,
    private readonly reactions: Reactions,
  ) {}

  see(event: RecordedEvent): void {
    const data = event.data as Mentioned;
    const order = this.facts.orders.get(data.orderId ?? '');
    switch (event.type) {
      case 'PaymentAuthorisationRequested':
        return this.compareTerms(event, order);
      case 'StockShipped':
        if (data.orderId === undefined) return;
        if (!order?.wasConfirmed) this.report('shipped-is-confirmed', event, `Order ${data.orderId} is not confirmed.`);
        return this.compareCause(event, order, 'parcel', data.shipmentId);
      case 'StockReturned':
        if (data.orderId === undefined) return;
        return this.compareCause(event, order, 'return', data.returnId);
      case 'OrderConfirmed':
        if (order) this.confirm(event, order);
        return;
      case 'FulfilmentParcelShipped':
        return this.hear(event, data.shipmentId, data.amount);
      case 'FulfilmentLinesCancelled':
        return this.hear(event, data.cancellationId, data.amount);
      case 'FulfilmentReturnReceived':
        return this.hear(event, data.returnId, data.amount);
      case 'CheckoutLinesCancelled':
        return this.hear(event, data.cancellation?.cancellationId, data.cancellation?.amount, 'early');
    }
  }

  end(): void {
    const { orders, ofOrders } = this.facts;
    for (const order of orders.values()) this.settle(order);
    for (const [orderId, tallies] of ofOrders) {
      if (orders.has(orderId)) continue;
      for (const [sku, tally] of tallies) {
        if (tally.lastAt <= this.reactions.upTo && held(tally)) {
          this.report('no-orphan-hold', `stock-${sku}`, `${held(tally)} pieces are held for ${orderId}, never placed.`);
        }
      }
    }
  }

  private compareTerms(event: RecordedEvent, order: OrderFacts | undefined): void {
    const { data } = event as unknown as Extract<PaymentEvent, { type: 'PaymentAuthorisationRequested' }>;
    const fits =
      order?.paymentId === data.paymentId &&
      order.currency === data.currency &&
      order.terms.method === data.method &&
      data.amount >= 1 &&
      data.amount <= order.total;
    if (!fits) {
      const detail = `${data.amount} ${data.currency} by ${data.method} is not what order ${data.orderId} is paid with.`;
      this.report('payment-fits-order', event, detail);
    }
  }

  /** What the stock moves for an order it moves for one of its parcels or returns. */
  private compareCause(
    event: RecordedEvent,
    order: OrderFacts | undefined,
    kind: 'parcel' | 'return',
    id: string | undefined,
  ): void {
    if (order?.happenings.get(id ?? '')?.kind === kind) return;
    this.report('stock-moves-as-ordered', event, `The order knows of no ${kind} ${id}.`);
  }

  /** What a checkout has heard early, the fulfilment hears again. */
  private hear(event: RecordedEvent, id: string | undefined, amount: number | undefined, early?: 'early'): void {
    const happening = this.facts.orders.get(idOf(event.stream))?.happenings.get(id ?? '');
    if (!happening || happening.amount !== amount || happening.heard) {
      this.report(
        'saga-heard-it-so',
        event,
        `The order does not tell of ${id} with ${amount}, or it was heard before.`,
      );
    } else happening.heard = !early;
  }

  private confirm(event: RecordedEvent, order: OrderFacts): void {
    const tallies = this.facts.ofOrders.get(order.id) ?? UNKNOWN;
    const goods = goodsOf(order);
    for (const sku of new Set([...goods.keys(), ...tallies.keys()])) {
      const { ordered } = goods.get(sku) ?? NO_GOODS;
      const { reserved, released } = tallies.get(sku) ?? NO_STOCK;
      if (reserved !== ordered || released) {
        const detail = `Of ${sku} ${ordered} are ordered, ${reserved} were reserved and ${released} released.`;
        this.report('confirmed-is-reserved', event, detail);
      }
    }
    const { method } = order.terms;
    const due = order.total - order.cancelledAmount;
    if (method === 'manual' || method === 'none' || due === 0) return;
    if (!this.facts.payments.get(order.paymentId)?.authorised) {
      this.report('confirmed-is-authorised', event, `Nothing of ${due} is authorised.`);
    }
  }

  private settle(order: OrderFacts): void {
    const sagas = ['checkout', 'fulfilment'].flatMap((kind) => this.facts.sagas.get(`${kind}-${order.id}`) ?? []);
    const payment = this.facts.payments.get(order.paymentId);
    const waits = sagas.some(({ failed }) => failed.length);
    const quiet = !waits && this.isQuiet(order, sagas, payment);
    this.counts.placed++;
    if (waits) this.counts.waiting++;
    if (quiet) this.counts.quiet++;

    this.compareStock(order, quiet);
    const kept = (payment?.captured ?? 0) - (payment?.refunded ?? 0);
    if (kept > order.total) this.report('kept-money-is-due', order.stream, `${kept} of ${order.total} is kept.`);
    if (!quiet) return;
    if (order.status === 'placed') {
      const detail = 'It is neither confirmed nor rejected, and nothing is under way for it.';
      this.report('order-ends-or-waits-for-a-person', order.stream, detail);
    } else this.compareMoney(order, payment, kept);
    const { authorised = 0, captured = 0, refunded = 0 } = payment ?? {};
    const { paid } = order;
    if (paid.authorised !== authorised || paid.captured !== captured || paid.refunded !== refunded) {
      const told = `${paid.authorised}, ${paid.captured} and ${paid.refunded}`;
      const detail = `Authorised, captured and refunded are ${authorised}, ${captured} and ${refunded}, not ${told}.`;
      this.report('order-knows-its-payment', order.stream, detail);
    }
  }

  /** What a person took as done is not held against the log. */
  private isQuiet(order: OrderFacts, sagas: readonly SagaFacts[], payment: PaymentFacts | undefined): boolean {
    const { upTo, parked } = this.reactions;
    if (sagas.some(({ open, skipped }) => open.length || skipped) || payment?.open) return false;
    const lastAt = Math.max(order.lastAt, payment?.lastAt ?? 0, ...sagas.map((saga) => saga.lastAt));
    const streams = [order.stream, `payment-${order.paymentId}`, `checkout-${order.id}`, `fulfilment-${order.id}`];
    return lastAt <= upTo && !(parked.size && streams.some((stream) => parked.has(stream)));
  }

  private compareStock(order: OrderFacts, quiet: boolean): void {
    const tallies = this.facts.ofOrders.get(order.id) ?? UNKNOWN;
    const goods = goodsOf(order);
    const lost = order.status !== 'confirmed' && order.status !== 'completed';
    for (const sku of new Set([...goods.keys(), ...tallies.keys()])) {
      const { ordered, cancelled, shipped, returned } = goods.get(sku) ?? NO_GOODS;
      const stock = tallies.get(sku) ?? NO_STOCK;
      const differs = quiet
        ? stock.shipped !== shipped || stock.returned !== returned
        : stock.shipped > shipped || stock.returned > returned;
      if (differs) {
        const detail = `Of ${sku} the order ships ${shipped} and takes back ${returned}, the stock ${stock.shipped} and ${stock.returned}.`;
        this.report('stock-moves-as-ordered', order.stream, detail);
      }
      const toHold = lost ? 0 : ordered - cancelled - shipped;
      if (quiet && held(stock) !== toHold) {
        const detail = `${held(stock)} of ${sku} are held for an order that is ${order.status}, not ${toHold}.`;
        this.report('no-orphan-hold', order.stream, detail);
      }
    }
  }

  private compareMoney(order: OrderFacts, payment: PaymentFacts | undefined, kept: number): void {
    const { method, capture } = order.terms;
    const { authorised = 0, captured = 0, goodwill = 0 } = payment ?? {};
    if (order.status === 'rejected' || order.status === 'cancelled') {
      if (kept) this.report('no-money-of-lost-orders', order.stream, `${kept} is kept of an order that is lost.`);
      if (payment?.status === 'authorised' && captured < authorised) {
        this.report('no-money-of-lost-orders', order.stream, 'Money is still authorised for an order that is lost.');
      }
      return;
    }
    const due = order.total - order.cancelledAmount - order.returnedAmount;
    const takes = method !== 'manual' && method !== 'none' && capture !== 'manual';
    // Where money is taken with the parcels, what has left is enough.
    const taken = !takes || kept + goodwill >= due || (capture === 'onShipment' && captured >= order.shippedAmount);
    if (kept > due || !taken) this.report('kept-money-is-due', order.stream, `${kept} is kept, ${due} is due.`);
  }
}

const held = ({ reserved, released, shipped }: StockTally) => reserved - released - shipped;

/** The order's goods per SKU: the same SKU on two lines is summed. */
function goodsOf({ lines }: OrderFacts): Map<string, Goods> {
  const goods = new Map<string, Goods>();
  for (const { sku, kind, quantity, cancelled, shipped, returned } of lines.values()) {
    if (kind !== 'goods') continue;
    let sums = goods.get(sku);
    if (!sums) goods.set(sku, (sums = { ...NO_GOODS }));
    sums.ordered += quantity;
    sums.cancelled += cancelled;
    sums.shipped += shipped;
    sums.returned += returned;
  }
  return goods;
}
