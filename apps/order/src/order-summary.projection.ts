import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { FulfilmentStatus, OrderEvent, OrderStatus, PaymentStatus } from '#contracts';
import { orderEvents } from '#contracts/events';
import { integer, projection, time } from '#eventing';
import { evolve, fulfilmentStatus, initial, type ExistingOrder } from './order.state.js';

/** An order with everything that lists filter and sort by. */
@Entity({ name: 'order_summary' })
@Index('order_summary_placed', ['placedAt', 'id'])
@Index('order_summary_created', ['createdAt', 'id'])
@Index('order_summary_updated', ['updatedAt', 'id'])
@Index('order_summary_total', ['total', 'id'])
@Index('order_summary_customer', ['customerId', 'placedAt'])
export class OrderRow {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;
  @Column(integer)
  revision: number;
  @Index('order_summary_number')
  @Column({ type: 'varchar', length: 32 })
  number: string;
  @Index('order_summary_external')
  @Column({ type: 'varchar', length: 128, nullable: true })
  externalId: string | null;
  @Column({ type: 'varchar', length: 64, nullable: true })
  customerId: string | null;
  @Index('order_summary_email')
  @Column({ type: 'varchar', length: 254, nullable: true })
  email: string | null;
  @Column({ type: 'varchar', length: 16 })
  status: OrderStatus;
  @Column({ type: 'varchar', length: 16 })
  paymentStatus: PaymentStatus;
  @Column({ type: 'varchar', length: 16 })
  fulfilmentStatus: FulfilmentStatus;
  @Column({ type: 'varchar', length: 3 })
  currency: string;
  /** Minor units. */
  @Column(integer)
  total: number;
  @Column(time)
  placedAt: string;
  @Column(time)
  createdAt: string;
  @Column(time)
  updatedAt: string;
  /** Everything else: what the order is shown from. */
  @Column({ type: 'simple-json' })
  state: ExistingOrder;
}

/** Finds the orders of a SKU. */
@Entity({ name: 'order_line' })
export class OrderLineRow {
  /** `<order>/<line>`. */
  @PrimaryColumn({ type: 'varchar', length: 53 })
  id: string;
  @Index('order_line_order')
  @Column({ type: 'varchar', length: 36 })
  parentId: string;
  @Index('order_line_sku')
  @Column({ type: 'varchar', length: 64 })
  sku: string;
  @Column(integer)
  quantity: number;
}

export const orderSummary = projection<OrderRow, OrderEvent>({
  name: 'order_summary',
  category: orderEvents.category,
  events: orderEvents,
  entity: OrderRow,
  evolve(row, event) {
    const state = evolve(row?.state ?? initial, event);
    if (state.status === 'none') return undefined;
    const { number, externalId = null, customerId = null, personal, paid, currency, totals, placedAt } = state.order;
    return {
      number,
      externalId,
      customerId,
      email: personal?.email ?? null,
      status: state.status,
      paymentStatus: paid.status,
      fulfilmentStatus: fulfilmentStatus(state),
      currency,
      total: totals.total,
      placedAt,
      createdAt: row?.createdAt ?? event.metadata.at,
      updatedAt: event.metadata.at,
      state,
    };
  },
  children: {
    entity: OrderLineRow,
    of: ({ id, state }) =>
      state.order.lines.map(({ lineId, sku, quantity }) => ({ id: `${id}/${lineId}`, parentId: id, sku, quantity })),
  },
});
