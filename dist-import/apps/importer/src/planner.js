import { matchReturns } from './returns.js';
import { minorUnits, RowReader } from './row.js';
const MOST_LINES = 2_000;
const isGoods = (sku, { services }) => /^\d{5}/.test(sku) || !services.test(sku);
/** Plans an import from its rows, given one after another; pure. */
export class Planner {
    options;
    reader = new RowReader();
    rows = [];
    constructor(options) {
        this.options = options;
    }
    add(record) {
        this.rows.push(this.reader.read(record));
    }
    plan() {
        const quarantine = [];
        const put = (row, reason) => quarantine.push({ row, reason });
        const sales = [];
        const cancellations = [];
        const adjustments = [];
        for (const row of this.rows) {
            if (row.fault !== undefined)
                put(row, row.fault);
            else if (row.kind === 'cancellation')
                cancellations.push(row);
            else if (row.kind !== 'adjustment')
                sales.push(row);
            else if (isGoods(row.sku, this.options))
                adjustments.push(row);
            else
                put(row, 'a negative quantity of a service, which has no stock to adjust');
        }
        const orders = ordersOf(sales, put);
        const returns = matchReturns(orders, cancellations, put);
        const sold = orders.flatMap((order) => order.rows);
        return {
            rows: this.rows,
            from: this.rows.reduce((first, { at }) => (at && (!first || at < first) ? at : first), ''),
            products: productsOf([...sold, ...adjustments], this.options),
            openingStock: openingStockOf([...sold, ...adjustments], this.options),
            orders,
            returns,
            adjustments,
            quarantine: quarantine.toSorted((a, b) => a.row.line - b.row.line),
        };
    }
}
/** An invoice is an order. Its first row says whose it is: a row that says otherwise is not of this order. */
function ordersOf(sales, put) {
    const invoices = groupBy(sales, (row) => row.invoice);
    return [...invoices].flatMap(([invoice, all]) => {
        const { customer } = all[0];
        const rows = all.filter((row) => row.customer === customer);
        if (rows.length > MOST_LINES) {
            for (const row of all)
                put(row, `the invoice has ${rows.length} lines, an order at most ${MOST_LINES}`);
            return [];
        }
        for (const row of all)
            if (row.customer !== customer)
                put(row, 'the customer is not that of the invoice');
        return [{ invoice, at: rows.reduce((first, { at }) => (at < first ? at : first), rows[0].at), rows }];
    });
}
/** A code has many descriptions and prices: the most frequent ones are the product's. */
function productsOf(rows, options) {
    return [...groupBy(rows, (row) => row.sku)].map(([sku, of]) => ({
        sku,
        kind: isGoods(sku, options) ? 'goods' : 'service',
        name: mostFrequent(of.map((row) => row.description).filter(isName)) ?? sku,
        price: minorUnits(mostFrequent(of.map((row) => row.price).filter((price) => price > 0)) ?? 0),
    }));
}
/** Everything that leaves, as if nothing came back: enough whatever the order in which it is imported. */
function openingStockOf(rows, options) {
    return [...groupBy(rows, (row) => row.sku)].flatMap(([sku, of]) => isGoods(sku, options) ? [{ sku, quantity: of.reduce((sum, row) => sum + Math.abs(row.quantity), 0) }] : []);
}
const isName = (text) => text !== '' && text.length <= 200;
/** The first of the most frequent values. */
function mostFrequent(values) {
    const counts = new Map();
    for (const value of values)
        counts.set(value, (counts.get(value) ?? 0) + 1);
    let best;
    for (const [value, count] of counts)
        if (count > (counts.get(best) ?? 0))
            best = value;
    return best;
}
function groupBy(values, key) {
    const groups = new Map();
    for (const value of values) {
        const group = groups.get(key(value));
        if (group)
            group.push(value);
        else
            groups.set(key(value), [value]);
    }
    return groups;
}
//# sourceMappingURL=planner.js.map