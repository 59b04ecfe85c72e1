import { setTimeout as sleep } from 'node:timers/promises';
import { Unreachable } from './platform.js';
const LOOK_EVERY_MS = 500;
const TELL_EVERY_MS = 10_000;
/** A read side that has not moved for so long does not move. */
const PATIENCE_MS = 60_000;
/**
 * Waits until what is written can be read: until every projection has seen the log's end, or none moves any more.
 * @param waiting is told now and then how many events the last one is behind
 */
export async function readSideReached(platform, waiting) {
    let before = '';
    let still = 0;
    for (let waited = 0; still < PATIENCE_MS; waited += LOOK_EVERY_MS) {
        const projections = (await answered(platform, 'v1/admin/projections'));
        if (projections.every(({ lag, caughtUp }) => lag === 0 || (lag === undefined && caughtUp)))
            return;
        if (waited && waited % TELL_EVERY_MS === 0)
            waiting(Math.max(...projections.map(({ lag = 0 }) => lag)));
        const now = JSON.stringify(projections.map(({ position }) => position));
        still = now === before ? still + LOOK_EVERY_MS : 0;
        before = now;
        await sleep(LOOK_EVERY_MS);
    }
}
async function answered(platform, path) {
    const { status, body } = await platform.get(path);
    if (status !== 200)
        throw new Unreachable(`it answers ${status} to ${path}`);
    return body;
}
/**
 * Reads the orders of an import again, as anyone can, from the lists.
 * @param from first and last moment of the orders
 * @param ids those that the import placed; others of the same time are not its own
 * @param reasons of the returns that the import made
 */
export async function readBack(platform, { from, to }, ids, reasons) {
    const listed = { orders: 0, lines: 0, total: 0, returned: 0 };
    const behind = new Date(Date.parse(to) + 1).toISOString();
    const query = new URLSearchParams({ from, to: behind, sort: 'placedAt', size: '100' });
    for (;;) {
        const { items, nextCursor } = (await answered(platform, `v1/orders?${query.toString()}`));
        for (const { lines, totals, fulfilment } of items.filter((order) => ids.has(order.id))) {
            listed.orders++;
            listed.lines += lines.length;
            listed.total += totals.total.amount;
            for (const { reason, amount } of fulfilment.returns)
                if (reasons.has(reason))
                    listed.returned += amount.amount;
        }
        if (!nextCursor)
            return listed;
        query.set('cursor', nextCursor);
    }
}
//# sourceMappingURL=read-back.js.map