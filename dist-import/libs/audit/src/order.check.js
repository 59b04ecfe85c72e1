/** The order's own rules, told a second time and in another way than in its decider. */
export class OrderCheck {
    report;
    orders = new Map();
    constructor(report) {
        this.report = report;
    }
    see(event) {
        if (!event.stream.startsWith('order-'))
            return;
        const { type, data } = event;
        if (event.stream !== `order-${data.orderId}`) {
            this.report('events-in-their-stream', event, `${type} is about order ${data.orderId}.`);
        }
        if (type === 'OrderPlaced')
            return this.place(event, data);
        const order = this.orders.get(data.orderId);
        if (!order)
            return this.report('order-transitions-legal', event, `${type} comes before the order was placed.`);
        order.lastAt = event.position;
        const illegal = (detail) => this.report('order-transitions-legal', event, detail);
        const from = (...statuses) => {
            if (!statuses.includes(order.status))
                illegal(`${type} of an order that is ${order.status}.`);
        };
        switch (type) {
            case 'OrderConfirmed':
                from('placed');
                order.status = 'confirmed';
                order.wasConfirmed = true;
                return;
            case 'OrderRejected':
                from('placed');
                order.status = 'rejected';
                return;
            case 'OrderPaymentRecorded':
                if (!isNews(order.paid, data))
                    illegal('The order hears nothing new of its money, or less than it knew.');
                if (!fits(data))
                    illegal(`${data.status} does not fit to ${data.captured} − ${data.refunded}.`);
                order.paid = data;
                return;
            case 'OrderLinesCancelled':
                from('placed', 'confirmed');
                return this.cancel(event, order, data);
            case 'OrderReadied':
                from('confirmed');
                if (order.readied)
                    illegal('It is made ready a second time.');
                order.readied = true;
                return;
            case 'OrderShipped':
                from('confirmed');
                return this.ship(event, order, data);
            case 'OrderDelivered': {
                from('confirmed', 'completed');
                const parcel = order.happenings.get(data.shipmentId);
                if (parcel?.kind !== 'parcel' || parcel.arrived) {
                    return illegal(`Shipment ${data.shipmentId} is delivered and not under way.`);
                }
                parcel.arrived = true;
                return;
            }
            case 'OrderCompleted':
                from('confirmed');
                if ([...order.lines.values()].some(({ left }) => left.quantity))
                    illegal('It is complete and not all has left.');
                order.status = 'completed';
                return;
            case 'OrderReturnRequested':
                from('confirmed', 'completed');
                this.compare(event, this.take(event, order, data.lines, 'out'), data.amount);
                return this.note(event, order, data.returnId, { kind: 'return', amount: data.amount, announced: asText(data) });
            case 'OrderReturnReceived':
                from('confirmed', 'completed');
                return this.takeIn(event, order, data);
        }
    }
    place(event, data) {
        const { orderId, paymentId, lines, totals, payment, currency } = data;
        if (this.orders.has(orderId))
            this.report('order-transitions-legal', event, 'It is placed a second time.');
        const subtotal = lines.reduce((sum, line) => sum + line.total, 0);
        const tax = lines.reduce((sum, line) => sum + line.tax, 0);
        const wrong = lines.some((line) => line.total !== line.quantity * line.unitPrice || line.quantity < 1);
        const { total, shipping } = totals;
        if (wrong || subtotal !== totals.subtotal || tax !== totals.tax || total !== subtotal + shipping + tax) {
            this.report('order-total-is-sum', event, `The total ${total} is not the sum of lines, shipping and tax.`);
        }
        if ((payment.method === 'none') !== (total === 0)) {
            this.report('order-total-is-sum', event, `Of a total of ${total} the payment is ${payment.method}.`);
        }
        const placed = {
            id: orderId,
            stream: event.stream,
            status: 'placed',
            wasConfirmed: false,
            paymentId,
            terms: payment,
            currency,
            total,
            shipping,
            cancelledAmount: 0,
            returnedAmount: 0,
            shippedAmount: 0,
            paid: { status: payment.method === 'none' ? 'none' : 'pending', authorised: 0, captured: 0, refunded: 0 },
            readied: false,
            hasShipped: false,
            happenings: new Map(),
            lines: new Map(lines.map((line) => [line.lineId, lineOf(line)])),
            lastAt: event.position,
        };
        if (placed.lines.size !== lines.length) {
            this.report('order-total-is-sum', event, 'Two lines have the same id.');
        }
        this.orders.set(orderId, placed);
    }
    cancel(event, order, data) {
        const worth = this.take(event, order, data.lines, 'left');
        for (const { lineId, quantity } of data.lines) {
            const line = order.lines.get(lineId);
            if (line)
                line.cancelled += quantity;
        }
        const whole = [...order.lines.values()].every(({ cancelled, quantity }) => cancelled === quantity);
        if (whole !== data.whole) {
            this.report('order-quantities-legal', event, `It is said to be ${data.whole ? '' : 'not '}cancelled as a whole.`);
        }
        this.compare(event, worth + (whole ? order.shipping : 0), data.amount);
        order.cancelledAmount += data.amount;
        this.note(event, order, data.cancellationId, { kind: 'cancellation', amount: data.amount });
        if (whole)
            order.status = 'cancelled';
    }
    /** Shipping is paid for with the first parcel. */
    ship(event, order, data) {
        const { shipmentId, lines, amount } = data;
        if (!order.wasConfirmed)
            this.report('shipped-is-confirmed', event, 'It ships and was never confirmed.');
        const shipping = order.hasShipped ? 0 : order.shipping;
        this.compare(event, this.take(event, order, lines, 'left') + shipping, amount);
        order.shippedAmount += amount;
        order.hasShipped = true;
        this.note(event, order, shipmentId, { kind: 'parcel', amount });
        for (const { lineId, quantity } of lines) {
            const line = order.lines.get(lineId);
            if (line)
                line.shipped += quantity;
        }
    }
    takeIn(event, order, data) {
        const { returnId, lines, amount } = data;
        const announced = order.happenings.get(returnId);
        if (!announced || announced.arrived || announced.announced !== asText(data)) {
            this.report('order-transitions-legal', event, `Return ${returnId} is received and was not announced like this.`);
        }
        else
            announced.arrived = true;
        order.returnedAmount += amount;
        for (const { lineId, quantity } of lines) {
            const line = order.lines.get(lineId);
            if (line)
                line.returned += quantity;
        }
    }
    note(event, order, id, happening) {
        if (order.happenings.has(id))
            this.report('order-transitions-legal', event, `${id} happens a second time.`);
        order.happenings.set(id, { ...happening, arrived: false, heard: false });
    }
    /**
     * Takes pieces out of what is left of their lines, or out of the house; gives their worth. Pieces take their share of
     * the amount, rounded down, and the last ones the rest.
     */
    take(event, order, lines, from) {
        let worth = 0;
        if (!lines.length)
            this.report('order-quantities-legal', event, 'It is about no line.');
        for (const { lineId, quantity } of lines) {
            const line = order.lines.get(lineId);
            const source = line?.[from];
            if (!source || quantity < 1 || quantity > source.quantity) {
                const there = source?.quantity ?? 0;
                this.report('order-quantities-legal', event, `Of line ${lineId} there are ${there} pieces, not ${quantity}.`);
                continue;
            }
            const amount = Number((BigInt(source.amount) * BigInt(quantity)) / BigInt(source.quantity));
            source.quantity -= quantity;
            source.amount -= amount;
            worth += amount;
            if (event.type === 'OrderShipped') {
                line.out.quantity += quantity;
                line.out.amount += amount;
            }
        }
        return worth;
    }
    compare(event, worth, said) {
        if (worth !== said)
            this.report('order-amounts-true', event, `It is worth ${worth}, not ${said}.`);
    }
}
const lineOf = ({ sku, kind, quantity, total, tax }) => ({
    sku,
    kind,
    quantity,
    left: { quantity, amount: total + tax },
    out: { quantity: 0, amount: 0 },
    cancelled: 0,
    shipped: 0,
    returned: 0,
});
/** What a return is announced as, and received as. */
const asText = ({ lines, amount }) => JSON.stringify([lines, amount]);
/** Amounts only grow; the same is not told twice. */
function isNews(before, { status, authorised, captured, refunded }) {
    const growth = [authorised - before.authorised, captured - before.captured, refunded - before.refunded];
    const sound = captured <= authorised && refunded <= captured && growth.every((by) => by >= 0);
    return sound && (status !== before.status || growth.some((by) => by > 0));
}
/** Whether the word for the payment fits to its amounts. */
function fits({ status, captured, refunded }) {
    if (refunded > 0)
        return status === (refunded < captured ? 'partlyRefunded' : 'refunded');
    if (captured > 0)
        return status === 'partlyCaptured' || status === 'captured';
    return ['none', 'pending', 'authorised', 'voided', 'declined'].includes(status);
}
//# sourceMappingURL=order.check.js.map