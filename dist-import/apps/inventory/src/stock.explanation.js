import { levels, noStock, total } from './stock.state.js';
const NAMES = {
    onHand: 'on hand',
    reserved: 'reserved',
    available: 'available',
    incoming: 'incoming',
    shipped: 'shipped',
    writtenOff: 'written off',
    safetyStock: 'safety stock',
};
const KINDS = {
    StockReceived: 'received',
    StockExpected: 'expected',
    StockAdjusted: 'adjusted',
    StockCounted: 'counted',
    StockTransferred: 'transferred',
    StockWrittenOff: 'written off',
    SafetyStockSet: 'set',
    StockReserved: 'reserved',
    StockReleased: 'released',
    StockReservationVoided: 'voided',
    StockShipped: 'shipped',
    StockReturned: 'returned',
};
/** Why the numbers of a stock are what they are: fed with its whole stream, it says what each is the sum of. */
export class Explanation {
    state = noStock;
    parts = new Map();
    /** When each open reservation was made. */
    since = new Map();
    take({ event, before, after }) {
        const [was, is] = [levels(before), levels(after)];
        for (const name of Object.keys(NAMES))
            this.add(name, event.type, is[name] - was[name]);
        if ('reservationId' in event.data) {
            const { reservationId } = event.data;
            if (event.type === 'StockReserved')
                this.since.set(reservationId, event.metadata.at);
            else if (after.reservations.get(reservationId)?.status !== 'open')
                this.since.delete(reservationId);
        }
        this.state = after;
    }
    numbers() {
        const values = levels(this.state);
        const { onHand, reserved, safetyStock } = values;
        return Object.keys(NAMES).map((name) => {
            const parts = [...(this.parts.get(name) ?? [])].filter(([, sum]) => sum !== 0);
            const terms = name === 'available'
                ? [
                    [NAMES.onHand, onHand],
                    [NAMES.reserved, -reserved],
                    [NAMES.safetyStock, -safetyStock],
                ]
                : parts.map(([kind, sum]) => [KINDS[kind], sum]);
            const value = Math.max(0, values[name]);
            const floor = values[name] < 0 ? ', never below 0' : '';
            return {
                name,
                value,
                formula: `${NAMES[name]} ${value} = ${inWords(terms)}${floor}`,
                parts: Object.fromEntries(parts),
            };
        });
    }
    /** Oldest first. */
    holds() {
        return [...this.since].flatMap(([reservationId, since]) => {
            const hold = this.state.reservations.get(reservationId);
            if (hold?.status !== 'open')
                return [];
            return [{ reservationId, orderId: hold.orderId, quantity: total(hold.open), since }];
        });
    }
    add(name, kind, change) {
        const ofName = this.parts.get(name) ?? new Map();
        this.parts.set(name, ofName.set(kind, (ofName.get(kind) ?? 0) + change));
    }
}
/** `received 20 − shipped 8`. */
function inWords(terms) {
    const words = terms.map(([name, sum], i) => {
        const sign = i === 0 ? (sum < 0 ? '−' : '') : sum <= 0 ? ' − ' : ' + ';
        return `${sign}${name} ${Math.abs(sum)}`;
    });
    return words.join('') || '0';
}
//# sourceMappingURL=stock.explanation.js.map