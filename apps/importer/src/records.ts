import type { ImportRecord } from '#contracts';
import type { OpeningStock, Plan, PlannedOrder, PlannedProduct, PlannedReturn } from './plan.js';
import { minorUnits, type Row } from './row.js';

/** One line that is to be sent. */
export interface Task {
  readonly key: string;
  /** Rows of the file that it stands for; none for what the history needs beside them. */
  readonly rows: readonly Row[];
  /** Made when it is sent. */
  readonly record: () => ImportRecord;
}

/** What an import is made of; each part needs the one before. */
export interface Tasks {
  readonly products: readonly Task[];
  readonly stock: readonly Task[];
  readonly orders: readonly Task[];
  readonly adjustments: readonly Task[];
  readonly returns: readonly PlannedReturn[];
}

/**
 * The lines of an import. A key is made of the file's content and the row's own name, so that the same file gives the
 * same keys in every run, and another file never meets them.
 */
export class Records {
  private readonly name: string;

  constructor(
    hash: string,
    private readonly currency: string,
  ) {
    this.name = hash.slice(0, 16);
  }

  tasks(plan: Plan): Tasks {
    return {
      products: plan.products.map((product) => this.product(product)),
      stock: plan.openingStock.map((stock) => this.stock(stock, plan.from)),
      orders: plan.orders.map((order) => this.order(order)),
      adjustments: plan.adjustments.map((row) => this.adjustment(row)),
      returns: plan.returns,
    };
  }

  orderKey({ invoice }: PlannedOrder): string {
    return this.key('order', invoice);
  }

  returnKey({ invoice, order }: PlannedReturn): string {
    return this.key('return', `${invoice}/${order.invoice}`);
  }

  return(planned: PlannedReturn, orderId: string): Task {
    const { invoice, at, parts } = planned;
    const key = this.returnKey(planned);
    const lines = parts.map(({ lineId, quantity }) => ({
      lineId: String(lineId),
      quantity,
      disposition: 'restock' as const,
    }));
    const record = () => ({ key, return: { orderId, lines, reason: invoice, occurredAt: at } });
    return { key, rows: parts.map(({ row }) => row), record };
  }

  private product({ sku, kind, name, price }: PlannedProduct): Task {
    const key = this.key('product', sku);
    const product = {
      sku,
      kind,
      name,
      price: this.money(price),
      status: 'active' as const,
    };
    return { key, rows: [], record: () => ({ key, product }) };
  }

  private stock({ sku, quantity }: OpeningStock, occurredAt: string): Task {
    const key = this.key('stock', sku);
    return { key, rows: [], record: () => ({ key, receipt: { sku, quantity, reference: 'opening', occurredAt } }) };
  }

  private order(order: PlannedOrder): Task {
    const { invoice, at, rows } = order;
    const key = this.orderKey(order);
    const { customer, country } = rows[0]!;
    const isFree = rows.every(({ price }) => price === 0);
    const record = () => ({
      key,
      order: {
        lines: rows.map(({ sku, quantity, price }) => ({ sku, quantity, unitPrice: minorUnits(price) })),
        externalId: invoice,
        ...(customer && { customerId: customer }),
        ...(!isFree && { payment: { method: 'external' as const, reference: invoice } }),
        metadata: { country },
        placedAt: at,
        steps: [
          { step: 'ship' as const, occurredAt: at },
          { step: 'complete' as const, occurredAt: at },
        ],
      },
    });
    return { key, rows, record };
  }

  private adjustment(row: Row): Task {
    const { sku, quantity, description, invoice, line, at } = row;
    const key = this.key('adjustment', `${invoice}/${line}`);
    const reason = (description || 'no reason given').slice(0, 200);
    return { key, rows: [row], record: () => ({ key, adjustment: { sku, quantity, reason, occurredAt: at } }) };
  }

  private key(kind: string, name: string): string {
    return `${this.name}/${kind}/${name}`;
  }

  private money(amount: number) {
    return { amount, currency: this.currency };
  }
}
