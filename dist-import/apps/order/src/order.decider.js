import { orderEvents, } from '#contracts';
import { AppError, DomainCommand } from '#eventing';
import { cancelling, evolve, initial, left, lineOf, returnable, returning, shipping, worth, } from './order.state.js';
export class PlaceOrder extends DomainCommand {
    type = 'PlaceOrder';
    /** Two commands are the same when the caller asked for the same, whatever the prices have become. */
    get fingerprint() {
        return this.data.asked;
    }
}
export class ConfirmOrder extends DomainCommand {
    type = 'ConfirmOrder';
}
export class RejectOrder extends DomainCommand {
    type = 'RejectOrder';
}
export class CancelOrder extends DomainCommand {
    type = 'CancelOrder';
}
export class ReadyOrder extends DomainCommand {
    type = 'ReadyOrder';
}
export class ShipOrder extends DomainCommand {
    type = 'ShipOrder';
}
export class DeliverShipment extends DomainCommand {
    type = 'DeliverShipment';
}
export class CompleteOrder extends DomainCommand {
    type = 'CompleteOrder';
}
export class ReturnOrder extends DomainCommand {
    type = 'ReturnOrder';
}
export class ReceiveReturn extends DomainCommand {
    type = 'ReceiveReturn';
}
export class RecordOrderPayment extends DomainCommand {
    type = 'RecordOrderPayment';
}
export const order = {
    category: orderEvents.category,
    events: orderEvents,
    schema: 2,
    initial,
    evolve,
    decide(command, state) {
        if (command.type === 'PlaceOrder')
            return place(command, state);
        if (state.status === 'none')
            throw new AppError('notFound', 'NOT_FOUND', `There is no order ${command.id}.`);
        switch (command.type) {
            case 'ConfirmOrder':
                return confirm(command, state);
            case 'RejectOrder':
                return reject(command, state);
            case 'CancelOrder':
                return cancel(command, state);
            case 'ReadyOrder':
                return ready(command, confirmed(state));
            case 'ShipOrder':
                return ship(command, confirmed(state));
            case 'DeliverShipment':
                return deliver(command, confirmed(state));
            case 'CompleteOrder':
                return complete(command, confirmed(state));
            case 'ReturnOrder':
                return announceReturn(command, confirmed(state));
            case 'ReceiveReturn':
                return receive(command, confirmed(state));
            case 'RecordOrderPayment':
                return recordPayment(command, state);
        }
    },
};
function place({ id, data: { offer } }, state) {
    if (state.status !== 'none')
        throw new AppError('exists', 'ORDER_EXISTS', `There is an order ${id} already.`);
    const lines = offer.lines.map((line, i) => ({
        lineId: String(i + 1),
        ...line,
        total: line.quantity * line.unitPrice,
    }));
    const subtotal = lines.reduce((sum, line) => sum + line.total, 0);
    const tax = lines.reduce((sum, line) => sum + line.tax, 0);
    const total = subtotal + offer.shipping + tax;
    // A product or sum beyond the safe integers may be rounded, but never back below them: nothing here is negative.
    if (!Number.isSafeInteger(total))
        throw new AppError('unprocessable', 'AMOUNT_TOO_LARGE', 'The total is too large.');
    const totals = { subtotal, shipping: offer.shipping, tax, total };
    const method = total === 0 ? 'none' : offer.payment.method;
    if (!method) {
        const message = 'A payment method must be named.';
        throw new AppError('invalid', 'VALIDATION_FAILED', message, [{ pointer: '/payment/method', message }]);
    }
    const { shipping: _, ...asOffered } = offer;
    const payment = { ...offer.payment, method };
    return [{ type: 'OrderPlaced', data: { orderId: id, ...asOffered, lines, totals, payment } }];
}
function confirm({ id }, state) {
    if (state.status === 'rejected')
        throw rejected('ORDER_REJECTED', 'The order was rejected.');
    return state.status === 'placed' ? [{ type: 'OrderConfirmed', data: { orderId: id } }] : [];
}
function reject({ id, data }, state) {
    if ('fulfilment' in state)
        throw rejected('ORDER_CONFIRMED', 'The order was confirmed: it can be cancelled.');
    if (state.status !== 'placed')
        return [];
    const { code, detail, lineId = state.order.lines.find((line) => line.sku === data.sku)?.lineId } = data;
    return [{ type: 'OrderRejected', data: { orderId: id, code, detail, lineId } }];
}
/** An order can be cancelled until it ships: of an order in parcels, whatever has not left yet. */
function cancel({ id, data }, state) {
    if (state.status === 'cancelled')
        return [];
    if (state.status === 'rejected')
        throw rejected('ORDER_REJECTED', 'The order was rejected.');
    const lines = fromWhatIsLeft(data.lines, state, 'It has left the house: it can be returned.');
    const before = state.order.cancelled;
    const after = cancelling(state, lines);
    const whole = state.order.lines.every((line) => after[line.lineId]?.quantity === line.quantity);
    const amount = worth(after) - worth(before) + (whole ? state.order.totals.shipping : 0);
    const { cancellationId, reason } = data;
    return [{ type: 'OrderLinesCancelled', data: { orderId: id, cancellationId, lines, reason, amount, whole } }];
}
function ready({ id, data, meta }, state) {
    if (state.fulfilment.ready)
        return [];
    fromWhatIsLeft(undefined, state, 'It has left the house.');
    return [{ type: 'OrderReadied', data: { orderId: id, occurredAt: data.occurredAt ?? meta.at } }];
}
/** Shipping is paid for with the first parcel. */
function ship({ id, data, meta }, state) {
    const { shipmentId, tracking, occurredAt = meta.at } = data;
    const lines = fromWhatIsLeft(data.lines, state, 'It has left the house.');
    const { shipped, shipments } = state.fulfilment;
    const first = shipments.length === 0;
    const amount = worth(shipping(state, lines)) - worth(shipped) + (first ? state.order.totals.shipping : 0);
    return [{ type: 'OrderShipped', data: { orderId: id, shipmentId, lines, tracking, amount, occurredAt } }];
}
function deliver({ id, data, meta }, state) {
    const { shipmentId, occurredAt = meta.at } = data;
    const shipment = state.fulfilment.shipments.find((s) => s.shipmentId === shipmentId);
    if (!shipment)
        throw new AppError('notFound', 'NOT_FOUND', `The order has no shipment ${shipmentId}.`);
    return shipment.deliveredAt ? [] : [{ type: 'OrderDelivered', data: { orderId: id, shipmentId, occurredAt } }];
}
/** An order is complete when nothing of it is left: a confirmed order of which nothing shipped would be cancelled. */
function complete({ id, data, meta }, state) {
    if (state.status === 'completed')
        return [];
    if (whatIsLeft(state).length)
        throw rejected('ORDER_NOT_SHIPPED', 'Not everything has left the house yet.');
    return [{ type: 'OrderCompleted', data: { orderId: id, occurredAt: data.occurredAt ?? meta.at } }];
}
function announceReturn({ id, data, meta }, state) {
    const { returnId, reason, occurredAt = meta.at } = data;
    if (!state.fulfilment.shipments.length)
        throw rejected('ORDER_NOT_SHIPPED', 'Nothing has left the house yet.');
    check(data.lines, state, (line) => returnable(state, line).quantity);
    const lines = data.lines.map(({ lineId, quantity, disposition }) => ({ lineId, quantity, disposition }));
    const amount = worth(returning(state, lines)) - worth(state.fulfilment.returned);
    return [{ type: 'OrderReturnRequested', data: { orderId: id, returnId, lines, reason, amount, occurredAt } }];
}
function receive({ id, data, meta }, state) {
    const { returnId, occurredAt = meta.at } = data;
    const found = state.fulfilment.returns.find((r) => r.returnId === returnId);
    if (!found)
        throw new AppError('notFound', 'NOT_FOUND', `The order has no return ${returnId}.`);
    if (found.receivedAt)
        return [];
    const { lines, amount } = found;
    return [{ type: 'OrderReturnReceived', data: { orderId: id, returnId, lines, amount, occurredAt } }];
}
/** The totals only grow, and a payment ends once: news that comes late, or twice, changes nothing. */
function recordPayment({ id, data }, { order: { paid } }) {
    const { status, authorised, captured, refunded } = data;
    const growth = [authorised - paid.authorised, captured - paid.captured, refunded - paid.refunded];
    if (growth.some((by) => by < 0))
        return [];
    const ended = paid.status === 'voided' || paid.status === 'declined';
    const isNews = growth.some((by) => by > 0) || (status !== paid.status && !ended);
    return isNews
        ? [{ type: 'OrderPaymentRecorded', data: { orderId: id, status, authorised, captured, refunded } }]
        : [];
}
/** The order, which must have been confirmed and be neither rejected nor cancelled. */
function confirmed(state) {
    switch (state.status) {
        case 'placed':
            throw rejected('ORDER_NOT_CONFIRMED', 'The order is not confirmed yet.');
        case 'rejected':
            throw rejected('ORDER_REJECTED', 'The order was rejected.');
        case 'cancelled':
            throw rejected('ORDER_CANCELLED', 'The order is cancelled.');
        case 'confirmed':
        case 'completed':
            return state;
    }
}
const whatIsLeft = (state) => state.order.lines.flatMap((line) => {
    const { quantity } = left(state, line);
    return quantity ? [{ lineId: line.lineId, quantity }] : [];
});
/** The named pieces, or all, of what is neither shipped nor cancelled; refused with ORDER_SHIPPED when that is nothing. */
function fromWhatIsLeft(named, state, refusal) {
    const all = whatIsLeft(state);
    if (!all.length)
        throw rejected('ORDER_SHIPPED', refusal);
    if (!named)
        return all;
    check(named, state, (line) => left(state, line).quantity);
    return named.map(({ lineId, quantity }) => ({ lineId, quantity }));
}
/** Refuses lines that the order does not have, and more pieces of a line, all entries together, than are free. */
function check(lines, { order }, free) {
    const wanted = new Map();
    for (const [i, { lineId, quantity }] of lines.entries()) {
        const line = lineOf(order, lineId);
        if (!line) {
            const message = `The order has no line ${lineId}.`;
            throw new AppError('unprocessable', 'LINE_UNKNOWN', message, [{ pointer: `/lines/${i}/lineId`, message }]);
        }
        const sum = (wanted.get(lineId) ?? 0) + quantity;
        wanted.set(lineId, sum);
        if (sum > free(line)) {
            const message = `Of line ${lineId} there are ${free(line)} pieces, not ${sum}.`;
            throw new AppError('rejected', 'QUANTITY_EXCEEDED', message, [{ pointer: `/lines/${i}/quantity`, message }]);
        }
    }
}
const rejected = (code, message) => new AppError('rejected', code, message);
//# sourceMappingURL=order.decider.js.map