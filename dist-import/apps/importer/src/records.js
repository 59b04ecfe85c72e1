import { minorUnits } from './row.js';
/**
 * The lines of an import. A key is made of the file's content and the row's own name, so that the same file gives the
 * same keys in every run, and another file never meets them.
 */
export class Records {
    currency;
    name;
    constructor(hash, currency) {
        this.currency = currency;
        this.name = hash.slice(0, 16);
    }
    tasks(plan) {
        return {
            products: plan.products.map((product) => this.product(product)),
            stock: plan.openingStock.map((stock) => this.stock(stock, plan.from)),
            orders: plan.orders.map((order) => this.order(order)),
            adjustments: plan.adjustments.map((row) => this.adjustment(row)),
            returns: plan.returns,
        };
    }
    orderKey({ invoice }) {
        return this.key('order', invoice);
    }
    returnKey({ invoice, order }) {
        return this.key('return', `${invoice}/${order.invoice}`);
    }
    return(planned, orderId) {
        const { invoice, at, parts } = planned;
        const key = this.returnKey(planned);
        const lines = parts.map(({ lineId, quantity }) => ({
            lineId: String(lineId),
            quantity,
            disposition: 'restock',
        }));
        const record = () => ({ key, return: { orderId, lines, reason: invoice, occurredAt: at } });
        return { key, rows: parts.map(({ row }) => row), record };
    }
    product({ sku, kind, name, price }) {
        const key = this.key('product', sku);
        const product = {
            sku,
            kind,
            name,
            price: this.money(price),
            status: 'active',
        };
        return { key, rows: [], record: () => ({ key, product }) };
    }
    stock({ sku, quantity }, occurredAt) {
        const key = this.key('stock', sku);
        return { key, rows: [], record: () => ({ key, receipt: { sku, quantity, reference: 'opening', occurredAt } }) };
    }
    order(order) {
        const { invoice, at, rows } = order;
        const key = this.orderKey(order);
        const { customer, country } = rows[0];
        const isFree = rows.every(({ price }) => price === 0);
        const record = () => ({
            key,
            order: {
                lines: rows.map(({ sku, quantity, price }) => ({ sku, quantity, unitPrice: minorUnits(price) })),
                externalId: invoice,
                ...(customer && { customerId: customer }),
                ...(!isFree && { payment: { method: 'external', reference: invoice } }),
                metadata: { country },
                placedAt: at,
                steps: [
                    { step: 'ship', occurredAt: at },
                    { step: 'complete', occurredAt: at },
                ],
            },
        });
        return { key, rows, record };
    }
    adjustment(row) {
        const { sku, quantity, description, invoice, line, at } = row;
        const key = this.key('adjustment', `${invoice}/${line}`);
        const reason = (description || 'no reason given').slice(0, 200);
        return { key, rows: [row], record: () => ({ key, adjustment: { sku, quantity, reason, occurredAt: at } }) };
    }
    key(kind, name) {
        return `${this.name}/${kind}/${name}`;
    }
    money(amount) {
        return { amount, currency: this.currency };
    }
}
//# sourceMappingURL=records.js.map