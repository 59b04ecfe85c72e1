export const initial = { status: 'none' };
const NOTHING = { quantity: 0, amount: 0 };
const UNTOUCHED = { ready: false, shipped: {}, returned: {}, shipments: [], returns: [] };
const minus = (a, b = NOTHING) => ({
    quantity: a.quantity - b.quantity,
    amount: a.amount - b.amount,
});
/** The line with this id; ids count from 1. */
export function lineOf(order, lineId) {
    const line = order.lines[Number(lineId) - 1];
    return line?.lineId === lineId ? line : undefined;
}
const whole = ({ quantity, total, tax }) => ({ quantity, amount: total + tax });
const shippedOf = (state) => ('fulfilment' in state ? state.fulfilment.shipped : {});
/** What of a line is neither cancelled nor shipped. */
export const left = (state, line) => minus(minus(whole(line), state.order.cancelled[line.lineId]), shippedOf(state)[line.lineId]);
/** What of a line was shipped and is not on its way back. */
export const returnable = ({ fulfilment }, line) => minus(fulfilment.shipped[line.lineId] ?? NOTHING, fulfilment.returned[line.lineId]);
/** Minor units of all pieces in a tally. */
export const worth = (tally) => Object.values(tally).reduce((sum, { amount }) => sum + amount, 0);
/**
 * The tally with more pieces in it, taken out of what is there of their lines. Pieces take their share of its amount,
 * rounded down, and the last ones the rest: however a line is taken apart, its parts add up to the line. Amounts in the
 * log were computed so: another rounding would be another version of the events.
 */
function taken(tally, lines, there) {
    const after = { ...tally };
    const out = {};
    for (const { lineId, quantity } of lines) {
        const source = minus(there(lineId), out[lineId]);
        const amount = Number((BigInt(source.amount) * BigInt(quantity)) / BigInt(source.quantity));
        after[lineId] = plus(after[lineId], { quantity, amount });
        out[lineId] = plus(out[lineId], { quantity, amount });
    }
    return after;
}
const plus = (a = NOTHING, b) => ({
    quantity: a.quantity + b.quantity,
    amount: a.amount + b.amount,
});
const leftOf = (state) => (lineId) => {
    const line = lineOf(state.order, lineId);
    return line ? left(state, line) : NOTHING;
};
/** Cancelled pieces after a cancellation. */
export const cancelling = (state, lines) => taken(state.order.cancelled, lines, leftOf(state));
/** Shipped pieces after a parcel. */
export const shipping = (state, lines) => taken(state.fulfilment.shipped, lines, leftOf(state));
/** Returned pieces after a return. */
export const returning = (state, lines) => taken(state.fulfilment.returned, lines, (lineId) => {
    const line = lineOf(state.order, lineId);
    return line ? returnable(state, line) : NOTHING;
});
/** What is still to be paid for, in minor units: a return counts once it is here. */
export const due = (state) => state.order.totals.total -
    state.order.cancelledAmount -
    ('fulfilment' in state ? state.fulfilment.returns : []).reduce((sum, r) => sum + (r.receivedAt ? r.amount : 0), 0);
/** Whether checkout is over: refused, cancelled, or confirmed and, where money is taken on confirmation, paid. */
export function checkoutEnded(state) {
    if (state.status === 'none' || state.status === 'placed')
        return false;
    if (state.status === 'rejected' || state.status === 'cancelled')
        return true;
    const { payment, paid } = state.order;
    const takesMoney = payment.method !== 'none' && payment.method !== 'manual' && payment.capture === 'onConfirm';
    return !takesMoney || paid.captured >= due(state);
}
/** One word for how far the goods are. */
export function fulfilmentStatus(state) {
    if (!('fulfilment' in state))
        return 'open';
    const { ready, shipped, shipments, returns } = state.fulfilment;
    if (!shipments.length)
        return ready ? 'ready' : 'open';
    const allOut = state.order.lines.every((line) => left(state, line).quantity === 0);
    const back = returns.filter((r) => r.receivedAt).flatMap((r) => r.lines);
    if (back.length) {
        const pieces = Object.values(shipped).reduce((sum, { quantity }) => sum + quantity, 0);
        const all = back.reduce((sum, { quantity }) => sum + quantity, 0) === pieces;
        return allOut && all ? 'returned' : 'partlyReturned';
    }
    if (!allOut)
        return 'partlyShipped';
    return shipments.every((s) => s.deliveredAt) ? 'delivered' : 'shipped';
}
/** The order after the event. */
export function evolve(state, event) {
    if (event.type === 'OrderPlaced') {
        const status = event.data.payment.method === 'none' ? 'none' : 'pending';
        const paid = { status, authorised: 0, captured: 0, refunded: 0 };
        return { status: 'placed', order: { ...event.data, paid, cancelled: {}, cancelledAmount: 0 } };
    }
    if (state.status === 'none')
        throw new Error(`${event.type} without OrderPlaced`);
    const { order } = state;
    switch (event.type) {
        case 'OrderRejected': {
            const { code, detail, lineId } = event.data;
            return { status: 'rejected', order: unasked(order), rejection: { code, detail, lineId } };
        }
        case 'OrderPaymentRecorded': {
            const { status, authorised, captured, refunded } = event.data;
            return { ...state, order: { ...order, paid: { status, authorised, captured, refunded } } };
        }
        case 'OrderLinesCancelled': {
            const cancelled = cancelling(state, event.data.lines);
            const after = { ...order, cancelled, cancelledAmount: order.cancelledAmount + event.data.amount };
            return event.data.whole ? { status: 'cancelled', order: unasked(after) } : { ...state, order: after };
        }
        case 'OrderConfirmed':
            return { status: 'confirmed', order, fulfilment: UNTOUCHED };
        case 'OrderReadied':
        case 'OrderShipped':
        case 'OrderDelivered':
        case 'OrderCompleted':
        case 'OrderReturnRequested':
        case 'OrderReturnReceived':
            if (!('fulfilment' in state))
                throw new Error(`${event.type} without OrderConfirmed`);
            return { ...state, ...fulfil(state, event) };
    }
}
/** No money is awaited any more; what was asked for and is answered yet is recorded when it comes. */
const unasked = (order) => order.paid.status === 'pending' ? { ...order, paid: { ...order.paid, status: 'none' } } : order;
/** What the event changes of a confirmed order. */
function fulfil(state, event) {
    const { fulfilment } = state;
    switch (event.type) {
        case 'OrderReadied':
            return { fulfilment: { ...fulfilment, ready: true } };
        case 'OrderShipped': {
            const { shipmentId, lines, tracking, occurredAt } = event.data;
            const shipments = [...fulfilment.shipments, { shipmentId, lines, tracking, shippedAt: occurredAt }];
            return { fulfilment: { ...fulfilment, shipped: shipping(state, lines), shipments } };
        }
        case 'OrderDelivered': {
            const { shipmentId, occurredAt } = event.data;
            const shipments = fulfilment.shipments.map((s) => s.shipmentId === shipmentId ? { ...s, deliveredAt: occurredAt } : s);
            return { fulfilment: { ...fulfilment, shipments } };
        }
        case 'OrderCompleted':
            return { status: 'completed' };
        case 'OrderReturnRequested': {
            const { returnId, lines, reason, amount, occurredAt } = event.data;
            const returns = [...fulfilment.returns, { returnId, lines, reason, amount, requestedAt: occurredAt }];
            return { fulfilment: { ...fulfilment, returned: returning(state, lines), returns } };
        }
        case 'OrderReturnReceived': {
            const { returnId, occurredAt } = event.data;
            const returns = fulfilment.returns.map((r) => (r.returnId === returnId ? { ...r, receivedAt: occurredAt } : r));
            return { fulfilment: { ...fulfilment, returns } };
        }
    }
}
//# sourceMappingURL=order.state.js.map