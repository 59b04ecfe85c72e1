import { Fingerprints } from './fingerprints.js';
const COLUMNS = [
    'onHand',
    'reserved',
    'received',
    'found',
    'returned',
    'transferredIn',
    'shipped',
    'writtenOff',
    'transferredOut',
];
const CAME = ['received', 'found', 'returned', 'transferredIn'];
const WENT = ['onHand', 'shipped', 'writtenOff', 'transferredOut'];
/** Keeps its own books of every SKU and location, and compares them with the balances that the events carry. */
export class StockCheck {
    report;
    ofOrders = new Map();
    skus = new Map();
    /** Reservations that have ended or were voided: an id is used once, for ever. */
    used = new Fingerprints();
    constructor(report) {
        this.report = report;
    }
    see(event) {
        if (!event.stream.startsWith('stock-'))
            return;
        const { type, data } = event;
        if (event.stream !== `stock-${data.sku}`) {
            this.report('events-in-their-stream', event, `${type} is about ${data.sku}.`);
        }
        let books = this.skus.get(event.stream);
        if (!books)
            this.skus.set(event.stream, (books = { locations: new Map(), holds: new Map(), incoming: new Map() }));
        const { locations } = books;
        const touched = new Set();
        const add = (location, changes) => {
            let balances = locations.get(location);
            if (!balances)
                locations.set(location, (balances = nothing()));
            for (const column in changes)
                balances[column] += changes[column];
            touched.add(location);
        };
        switch (type) {
            case 'StockReceived':
                this.receive(event, data, books);
                add(data.location, { onHand: data.quantity, received: data.quantity });
                break;
            case 'StockExpected':
                books.incoming.set(data.reference, (books.incoming.get(data.reference) ?? 0) + data.quantity);
                break;
            case 'StockAdjusted':
                add(data.location, corrected(data.quantity));
                break;
            case 'StockCounted': {
                const { location, counted, asOf, difference } = data;
                const onHand = locations.get(location)?.onHand ?? 0;
                if (asOf === event.revision - 1 && counted - onHand !== difference) {
                    this.report('balances-true', event, `${counted} of ${onHand} are counted, ${difference} is said to differ.`);
                }
                add(location, corrected(difference));
                break;
            }
            case 'StockTransferred':
                add(data.from, { onHand: -data.quantity, transferredOut: data.quantity });
                add(data.to, { onHand: data.quantity, transferredIn: data.quantity });
                break;
            case 'StockWrittenOff':
                add(data.location, { onHand: -data.quantity, writtenOff: data.quantity });
                break;
            case 'StockReturned': {
                const { location, quantity, orderId } = data;
                const kept = data.disposition === 'restock';
                add(location, kept ? { onHand: quantity, returned: quantity } : { returned: quantity, writtenOff: quantity });
                this.count(event, data.sku, orderId, 'returned', quantity);
                break;
            }
            case 'StockReserved':
                for (const { location, quantity } of data.allocations)
                    add(location, { reserved: quantity });
                this.reserve(event, data, books);
                break;
            case 'StockReleased':
                for (const { location, quantity } of data.allocations)
                    add(location, { reserved: -quantity });
                this.resolve(event, data, books, 'released');
                break;
            case 'StockShipped':
                for (const { location, quantity } of data.allocations) {
                    add(location, { reserved: -quantity, onHand: -quantity, shipped: quantity });
                }
                this.resolve(event, data, books, 'shipped');
                break;
            case 'StockReservationVoided':
                if (books.holds.has(data.reservationId) || this.used.put(keyOf(event, data), 1)) {
                    this.report('reservation-used-once', event, `Reservation ${data.reservationId} is voided after it was used.`);
                }
                break;
            case 'SafetyStockSet':
                break;
        }
        for (const location in data.balances)
            touched.add(location);
        for (const location of touched)
            this.compare(event, location, locations.get(location), data.balances[location]);
    }
    end() {
        for (const [stream, { locations, holds }] of this.skus) {
            let open = 0;
            for (const hold of holds.values())
                open += pieces(hold.open);
            let reserved = 0;
            for (const balances of locations.values())
                reserved += balances.reserved;
            if (open !== reserved) {
                this.report('reserved-is-open-holds', stream, `Open holds are ${open} pieces, reserved are ${reserved}.`);
            }
        }
    }
    receive(event, data, { incoming }) {
        const { quantity, reference = '', expected = 0 } = data;
        const due = incoming.get(reference) ?? 0;
        if (expected !== Math.min(quantity, due)) {
            this.report('balances-true', event, `${expected} pieces are said to have been expected, and ${due} were.`);
        }
        if (expected < due)
            incoming.set(reference, due - expected);
        else
            incoming.delete(reference);
    }
    reserve(event, data, { holds }) {
        const { reservationId, orderId, quantity, allocations } = data;
        if (holds.has(reservationId) || this.used.get(keyOf(event, data))) {
            this.report('reservation-used-once', event, `Reservation ${reservationId} is used a second time.`);
        }
        this.compareSum(event, data);
        holds.set(reservationId, { orderId, open: allocations.map((part) => ({ ...part })) });
        this.count(event, data.sku, orderId, 'reserved', quantity);
    }
    resolve(event, data, { holds }, how) {
        const { reservationId, orderId, quantity, allocations } = data;
        this.count(event, data.sku, orderId, how, quantity);
        this.compareSum(event, data);
        const hold = holds.get(reservationId);
        const wrong = (what) => this.report('reservation-resolved-once', event, `Reservation ${reservationId} ${what}.`);
        if (!hold)
            return wrong(`is ${how} and is not open`);
        if (hold.orderId !== orderId)
            wrong(`of order ${hold.orderId} is ${how} for ${orderId}`);
        for (const { location, quantity: taken } of allocations) {
            const part = hold.open.find((one) => one.location === location);
            if (part && taken > 0 && taken <= part.quantity)
                part.quantity -= taken;
            else
                wrong(`holds ${part?.quantity ?? 0} at ${location}, of which ${taken} are ${how}`);
        }
        if (pieces(hold.open) > 0)
            return;
        holds.delete(reservationId);
        this.used.put(keyOf(event, data), 1);
    }
    count(event, sku, orderId, what, quantity) {
        if (orderId === undefined)
            return;
        let ofOrder = this.ofOrders.get(orderId);
        if (!ofOrder)
            this.ofOrders.set(orderId, (ofOrder = new Map()));
        let tally = ofOrder.get(sku);
        if (!tally)
            ofOrder.set(sku, (tally = { reserved: 0, released: 0, shipped: 0, returned: 0, lastAt: 0 }));
        tally[what] += quantity;
        tally.lastAt = event.position;
    }
    compareSum(event, data) {
        const sum = pieces(data.allocations);
        if (sum !== data.quantity || sum < 1) {
            this.report('balances-true', event, `It is about ${data.quantity} pieces, of which ${sum} are at locations.`);
        }
    }
    compare(event, location, own, carried) {
        for (const column of COLUMNS) {
            const is = own?.[column] ?? 0;
            const said = carried?.[column] ?? 0;
            if (is < 0)
                this.report('stock-never-below-zero', event, `${column} at ${location} is ${is}.`);
            if (said !== is) {
                this.report('balances-true', event, `${column} at ${location} is said to be ${said}, and is ${is}.`);
            }
        }
        if (own && own.reserved > own.onHand) {
            this.report('stock-never-below-zero', event, `${own.reserved} of ${own.onHand} at ${location} are reserved.`);
        }
        const came = sumOf(carried, CAME);
        const went = sumOf(carried, WENT);
        if (came !== went) {
            this.report('stock-conserved', event, `At ${location} ${came} pieces came in, and ${went} are accounted for.`);
        }
    }
}
const nothing = () => ({
    onHand: 0,
    reserved: 0,
    received: 0,
    found: 0,
    returned: 0,
    transferredIn: 0,
    shipped: 0,
    writtenOff: 0,
    transferredOut: 0,
});
const keyOf = ({ stream }, { reservationId }) => `${stream}\n${reservationId}`;
const corrected = (quantity) => quantity < 0 ? { onHand: quantity, writtenOff: -quantity } : { onHand: quantity, found: quantity };
const pieces = (allocations) => allocations.reduce((sum, { quantity }) => sum + quantity, 0);
const sumOf = (balances, columns) => columns.reduce((total, column) => total + (balances?.[column] ?? 0), 0);
//# sourceMappingURL=stock.check.js.map