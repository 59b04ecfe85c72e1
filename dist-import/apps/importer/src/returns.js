/**
 * Finds what each cancellation takes back: pieces that the same customer bought earlier under the same code and price,
 * the newest first. A row is matched whole or not at all. What is not matched still uses up the pieces it must have
 * meant: they came back, and no later cancellation can have meant them.
 */
export function matchReturns(orders, cancellations, put) {
    const purchases = new Map(cancellations.map((row) => [keyOf(row), []]));
    for (const order of orders) {
        for (const [i, row] of order.rows.entries()) {
            if (row.customer)
                purchases.get(keyOf(row))?.push({ order, lineId: i + 1, row, left: row.quantity });
        }
    }
    for (const each of purchases.values())
        each.sort((a, b) => byTime(b.row, a.row));
    const returns = new Map();
    for (const row of cancellations.toSorted(byTime)) {
        const taken = match(row, purchases.get(keyOf(row)) ?? []);
        if (typeof taken === 'string')
            put(row, taken);
        else {
            for (const { order, ...part } of taken) {
                const key = `${row.invoice} ${order.invoice}`;
                const found = returns.get(key);
                if (found)
                    found.parts.push(part);
                else
                    returns.set(key, { invoice: row.invoice, at: row.at, order, parts: [part] });
            }
        }
    }
    return [...returns.values()];
}
function match(row, newestFirst) {
    if (!row.customer)
        return 'a cancellation without a customer matches no purchase';
    const earlier = newestFirst.filter((purchase) => purchase.left > 0 && byTime(purchase.row, row) < 0);
    const samePrice = earlier.filter((purchase) => purchase.row.price === row.price);
    const wanted = -row.quantity;
    const has = (of) => of.reduce((sum, { left }) => sum + left, 0);
    const [bought, atThisPrice] = [has(earlier), has(samePrice)];
    const taken = take(wanted, [...samePrice, ...earlier.filter((purchase) => purchase.row.price !== row.price)]);
    if (!bought)
        return 'it matches no earlier purchase of this customer';
    if (bought < wanted)
        return `it matches earlier purchases only in part: ${bought} of ${wanted} pieces`;
    if (atThisPrice < wanted) {
        return `the customer bought it at another price: ${atThisPrice} of ${wanted} pieces at the price of the cancellation`;
    }
    return taken.map(({ purchase: { order, lineId }, quantity }) => ({ order, row, lineId, quantity }));
}
function take(wanted, purchases) {
    const taken = [];
    for (const purchase of purchases) {
        const quantity = Math.min(wanted, purchase.left);
        if (!quantity)
            break;
        purchase.left -= quantity;
        wanted -= quantity;
        taken.push({ purchase, quantity });
    }
    return taken;
}
const keyOf = ({ customer, sku }) => `${customer}\n${sku}`;
const byTime = (a, b) => (a.at === b.at ? a.line - b.line : a.at < b.at ? -1 : 1);
//# sourceMappingURL=returns.js.map