import { AppError } from '#eventing';
import { due, fulfilmentStatus } from './order.state.js';
/** The order as clients see it; throws AppError NOT_FOUND when there is none. */
export function orderOf(id, { state, ...loaded }) {
    if (state.status === 'none')
        throw notFound(id);
    return orderView(id, state, loaded);
}
export const notFound = (id) => new AppError('notFound', 'NOT_FOUND', `There is no order ${id}.`);
/** What an order's state is rendered to, wherever it comes from: the log or a row. */
export function orderView(id, state, { revision, createdAt, updatedAt }) {
    const { order } = state;
    const { payment, paid, totals } = order;
    const money = (amount) => ({ amount, currency: order.currency });
    const { shipped = {}, shipments = [], returns = [] } = 'fulfilment' in state ? state.fulfilment : {};
    const returned = received(returns);
    return {
        id,
        number: order.number,
        externalId: order.externalId,
        customerId: order.customerId,
        email: order.personal?.email,
        status: state.status,
        payment: {
            id: order.paymentId,
            ...paid,
            method: payment.method === 'none' ? undefined : payment.method,
            capture: payment.capture,
            reference: payment.reference,
        },
        fulfilment: {
            status: fulfilmentStatus(state),
            shipments: shipments.map(shipmentView),
            returns: returns.map((r) => ({ ...returnView(r), amount: money(r.amount) })),
        },
        lines: order.lines.map(({ lineId, sku, name, kind, quantity, unitPrice, tax, total }) => ({
            id: lineId,
            sku,
            name,
            kind,
            quantity,
            unitPrice: money(unitPrice),
            tax: money(tax),
            total: money(total),
            cancelled: order.cancelled[lineId]?.quantity ?? 0,
            shipped: shipped[lineId]?.quantity ?? 0,
            returned: returned.get(lineId) ?? 0,
        })),
        totals: {
            subtotal: money(totals.subtotal),
            shipping: money(totals.shipping),
            tax: money(totals.tax),
            total: money(totals.total),
            due: money(state.status === 'rejected' ? 0 : due(state)),
        },
        rejection: state.status === 'rejected' ? rejectionView(state.rejection) : undefined,
        shippingAddress: order.personal?.shippingAddress,
        billingAddress: order.personal?.billingAddress,
        metadata: { ...order.metadata },
        revision,
        placedAt: order.placedAt,
        createdAt,
        updatedAt,
    };
}
const rejectionView = ({ code, detail, lineId }) => ({
    code,
    detail,
    line: lineId,
});
const shipmentView = ({ shipmentId, lines, tracking, ...at }) => ({
    id: shipmentId,
    lines: [...lines],
    tracking,
    status: at.deliveredAt ? 'delivered' : 'shipped',
    ...at,
});
const returnView = ({ returnId, lines, reason, requestedAt, receivedAt, }) => ({
    id: returnId,
    lines: [...lines],
    reason,
    status: receivedAt ? 'received' : 'requested',
    requestedAt,
    receivedAt,
});
/** Pieces that are back, by line. */
function received(returns) {
    const pieces = new Map();
    for (const { lines, receivedAt } of returns) {
        if (receivedAt)
            for (const { lineId, quantity } of lines)
                pieces.set(lineId, (pieces.get(lineId) ?? 0) + quantity);
    }
    return pieces;
}
//# sourceMappingURL=order.view.js.map