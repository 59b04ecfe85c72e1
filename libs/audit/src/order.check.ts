import type { OrderEvent, OrderLineData, PaymentTerms } from '#contracts';
import type { RecordedEvent } from '#ports';
import type { Check, Report } from './finding.js';

interface Line {
  readonly sku: string;
  readonly kind: OrderLineData['kind'];
  readonly quantity: number;
  cancelled: number;
  shipped: number;
  requested: number;
  returned: number;
}

/** What an order has come to, told to the checks over several streams. */
export interface OrderFacts {
  readonly id: string;
  readonly stream: string;
  status: 'placed' | 'confirmed' | 'rejected' | 'cancelled' | 'completed';
  /** Position at which it was confirmed. */
  confirmedAt: number | undefined;
  readonly paymentId: string;
  readonly terms: PaymentTerms;
  readonly currency: string;
  readonly total: number;
  /** No longer due: of cancelled lines, and of returns that were received. */
  cancelledAmount: number;
  returnedAmount: number;
  /** Due with the parcels that left. */
  shippedAmount: number;
  captured: number;
  refunded: number;
  readonly lines: ReadonlyMap<string, Readonly<Line>>;
}

type State = OrderFacts & { lines: Map<string, Line>; shipments: Map<string, boolean>; returns: Map<string, boolean> };

/** The order's own rules, told a second time and in another way than in its decider. */
export class OrderCheck implements Check {
  readonly orders = new Map<string, State>();

  constructor(private readonly report: Report) {}

  see(event: RecordedEvent): void {
    if (!event.stream.startsWith('order-')) return;
    const { type, data } = event as unknown as OrderEvent;
    if (type === 'OrderPlaced') return this.place(event, data);
    const order = this.orders.get(data.orderId);
    if (!order || event.stream !== order.stream) {
      return this.report('order-transitions-legal', event, `${type} comes before the order was placed.`);
    }
    const from = (...statuses: OrderFacts['status'][]) => {
      if (!statuses.includes(order.status)) {
        this.report('order-transitions-legal', event, `${type} of an order that is ${order.status}.`);
      }
    };
    switch (type) {
      case 'OrderConfirmed':
        from('placed');
        order.status = 'confirmed';
        order.confirmedAt = event.position;
        return;
      case 'OrderRejected':
        from('placed');
        order.status = 'rejected';
        return;
      case 'OrderPaymentRecorded':
        if (data.captured < order.captured || data.refunded < order.refunded || data.refunded > data.captured) {
          this.report('order-transitions-legal', event, 'The order hears less of its money than it knew.');
        }
        order.captured = data.captured;
        order.refunded = data.refunded;
        return;
      case 'OrderLinesCancelled':
        from('placed', 'confirmed');
        order.cancelledAmount += data.amount;
        this.count(event, order, data.lines, 'cancelled');
        if (data.whole) order.status = 'cancelled';
        return;
      case 'OrderReadied':
        return from('confirmed');
      case 'OrderShipped':
        from('confirmed');
        if (order.confirmedAt === undefined)
          this.report('shipped-is-confirmed', event, 'It ships and was never confirmed.');
        order.shippedAmount += data.amount;
        order.shipments.set(data.shipmentId, false);
        return this.count(event, order, data.lines, 'shipped');
      case 'OrderDelivered':
        if (order.shipments.get(data.shipmentId) !== false) {
          this.report('order-transitions-legal', event, `Shipment ${data.shipmentId} is delivered and not under way.`);
        }
        order.shipments.set(data.shipmentId, true);
        return;
      case 'OrderCompleted':
        from('confirmed');
        order.status = 'completed';
        return;
      case 'OrderReturnRequested':
        from('confirmed', 'completed', 'cancelled');
        order.returns.set(data.returnId, false);
        return this.count(event, order, data.lines, 'requested');
      case 'OrderReturnReceived':
        if (order.returns.get(data.returnId) !== false) {
          this.report('order-transitions-legal', event, `Return ${data.returnId} is received and not on its way.`);
        }
        order.returns.set(data.returnId, true);
        order.returnedAmount += data.amount;
        return this.count(event, order, data.lines, 'returned');
    }
  }

  end(): void {
    for (const order of this.orders.values()) {
      if (order.cancelledAmount + order.returnedAmount > order.total) {
        this.report('order-quantities-legal', order.stream, 'More is given back than the order was worth.');
      }
    }
  }

  private place(event: RecordedEvent, data: (OrderEvent & { type: 'OrderPlaced' })['data']): void {
    if (this.orders.has(data.orderId)) this.report('order-transitions-legal', event, 'It is placed a second time.');
    const { lines, totals } = data;
    const subtotal = lines.reduce((sum, line) => sum + line.total, 0);
    const tax = lines.reduce((sum, line) => sum + line.tax, 0);
    const wrongLine = lines.find((line) => line.total !== line.quantity * line.unitPrice || line.quantity < 1);
    if (
      wrongLine ||
      subtotal !== totals.subtotal ||
      tax !== totals.tax ||
      totals.total !== totals.subtotal + totals.shipping + totals.tax
    ) {
      this.report('order-total-is-sum', event, `The total ${totals.total} is not the sum of lines, shipping and tax.`);
    }
    this.orders.set(data.orderId, {
      id: data.orderId,
      stream: event.stream,
      status: 'placed',
      confirmedAt: undefined,
      paymentId: data.paymentId,
      terms: data.payment,
      currency: data.currency,
      total: totals.total,
      cancelledAmount: 0,
      returnedAmount: 0,
      shippedAmount: 0,
      captured: 0,
      refunded: 0,
      shipments: new Map(),
      returns: new Map(),
      lines: new Map(
        lines.map(({ lineId, sku, kind, quantity }) => [
          lineId,
          { sku, kind, quantity, cancelled: 0, shipped: 0, requested: 0, returned: 0 },
        ]),
      ),
    });
  }

  private count(
    event: RecordedEvent,
    order: State,
    quantities: readonly { lineId: string; quantity: number }[],
    what: 'cancelled' | 'shipped' | 'requested' | 'returned',
  ): void {
    for (const { lineId, quantity } of quantities) {
      const line = order.lines.get(lineId);
      if (line) line[what] += quantity;
      const legal =
        line &&
        quantity > 0 &&
        line.cancelled + line.shipped <= line.quantity &&
        line.requested <= line.shipped &&
        line.returned <= line.requested;
      if (!legal) this.report('order-quantities-legal', event, `Line ${lineId}: ${quantity} ${what} is too much.`);
    }
  }
}
