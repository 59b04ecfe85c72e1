/** Runs the parts one after another: each needs what the one before has made. */
export async function runImport(plan, tasks, { records, sender, state, phase, }) {
    const refused = new Map();
    const refuse = (rows, reason) => {
        for (const row of rows)
            refused.set(row, reason);
    };
    const send = async (name, some) => {
        phase(name);
        await sender.send(some);
        for (const { key, rows } of some) {
            const reason = sender.refused.get(key);
            if (reason !== undefined)
                refuse(rows, `the platform refused it: ${reason}`);
        }
    };
    await send('products', tasks.products);
    await send('stock', tasks.stock);
    await send('orders', tasks.orders);
    await send('adjustments', tasks.adjustments);
    const lost = new Set();
    for (const { order, parts } of tasks.returns) {
        const key = records.orderKey(order);
        if (state.find(key))
            continue;
        for (const { row } of parts)
            lost.add(row);
        if (sender.refused.has(key))
            refuse(parts.map(({ row }) => row), `the order ${order.invoice} that it takes back was refused`);
    }
    const returns = tasks.returns
        .map((each) => without(each, lost))
        .flatMap((each) => each.parts.length ? [records.return(each, state.find(records.orderKey(each.order)).orderId)] : []);
    await send('returns', returns);
    return {
        orders: tasks.orders,
        adjustments: tasks.adjustments,
        returns,
        quarantine: [...plan.quarantine, ...[...refused].map(([row, reason]) => ({ row, reason }))].sort((a, b) => a.row.line - b.row.line),
        failures: [...sender.failed].map(([key, reason]) => `${key}: ${reason}`),
    };
}
/** A row is taken back whole or not at all: without one of its orders it is not. */
const without = (planned, lost) => planned.parts.some(({ row }) => lost.has(row))
    ? { ...planned, parts: planned.parts.filter(({ row }) => !lost.has(row)) }
    : planned;
//# sourceMappingURL=run-import.js.map