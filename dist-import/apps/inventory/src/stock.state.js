import { Map } from 'immutable';
import { AppError, IdSet } from '#eventing';
export const noStock = {
    revision: -1,
    locations: Map(),
    safetyStock: 0,
    incoming: Map(),
    reservations: Map(),
    ended: IdSet.empty,
    done: IdSet.empty,
};
/** Pieces over all locations; `available` is below zero where the safety stock is not covered. */
export function levels({ locations, safetyStock, incoming }) {
    const sums = { onHand: 0, reserved: 0, shipped: 0, writtenOff: 0 };
    for (const balances of locations.values())
        for (const name of Object.keys(sums))
            sums[name] += balances[name] ?? 0;
    const due = incoming.reduce((sum, quantity) => sum + quantity, 0);
    return { ...sums, available: sums.onHand - sums.reserved - safetyStock, incoming: due, safetyStock };
}
export const snapshot = {
    encode: ({ locations, incoming, reservations, ended, done, ...rest }) => ({
        ...rest,
        locations: [...locations],
        incoming: [...incoming],
        reservations: [...reservations],
        ended: ended.toText(),
        done: done.toText(),
    }),
    decode: (json) => {
        const { locations, incoming, reservations, ended, done, ...rest } = json;
        return {
            ...rest,
            locations: Map(locations),
            incoming: Map(incoming),
            reservations: Map(reservations),
            ended: IdSet.from(ended),
            done: IdSet.from(done),
        };
    },
};
/** One for all: they are many. */
const ENDED = { status: 'ended' };
/** A reservation that was made or voided; undefined where its id is free. */
export const reservationOf = ({ reservations, ended }, id) => reservations.get(id) ?? (ended.has(id) ? ENDED : undefined);
/** What a location holds; nothing where there is no such location. */
export const at = (locations, location) => locations.get(location) ?? {};
/**
 * The double entry: in every line received + found + returned + transferredIn grow by as much as onHand + shipped +
 * writtenOff + transferredOut.
 */
export function movements(event) {
    switch (event.type) {
        case 'StockReceived':
            return [[event.data.location, { onHand: event.data.quantity, received: event.data.quantity }]];
        case 'StockAdjusted':
            return [[event.data.location, corrected(event.data.quantity)]];
        case 'StockCounted':
            return [[event.data.location, corrected(event.data.difference)]];
        case 'StockTransferred': {
            const { from, to, quantity } = event.data;
            return [
                [from, { onHand: -quantity, transferredOut: quantity }],
                [to, { onHand: quantity, transferredIn: quantity }],
            ];
        }
        case 'StockWrittenOff':
            return [[event.data.location, corrected(-event.data.quantity)]];
        case 'StockReserved':
            return event.data.allocations.map(({ location, quantity }) => [location, { reserved: quantity }]);
        case 'StockReleased':
            return event.data.allocations.map(({ location, quantity }) => [location, { reserved: -quantity }]);
        case 'StockShipped':
            return event.data.allocations.map(({ location, quantity }) => [
                location,
                { onHand: -quantity, reserved: -quantity, shipped: quantity },
            ]);
        case 'StockReturned': {
            const { location, quantity, disposition } = event.data;
            const fate = disposition === 'restock' ? { onHand: quantity } : { writtenOff: quantity };
            return [[location, { returned: quantity, ...fate }]];
        }
        case 'StockExpected':
        case 'SafetyStockSet':
        case 'StockReservationVoided':
            return [];
    }
}
const corrected = (quantity) => quantity < 0 ? { onHand: quantity, writtenOff: -quantity } : { onHand: quantity, found: quantity };
/** The locations after the movements. */
export const moved = (locations, changes) => changes.reduce((moving, [location, change]) => moving.set(location, plus(moving.get(location), change)), locations);
/** The event with the balances that it leaves behind. */
export function record(sku, locations, { type, data }) {
    const changes = movements({ type, data });
    const after = moved(locations, changes);
    const balances = Object.fromEntries(changes.map(([location]) => [location, at(after, location)]));
    const given = Object.entries(data).filter(([, value]) => value !== undefined);
    return { type, data: { sku, ...Object.fromEntries(given), balances } };
}
/** Refuses to take away pieces that are promised to orders, or not there. */
export function assertFree(sku, locations, location, quantity) {
    const { onHand = 0, reserved = 0 } = at(locations, location);
    if (quantity <= onHand - reserved)
        return;
    const code = quantity > onHand ? 'STOCK_UNAVAILABLE' : 'STOCK_RESERVED';
    const message = `${location} has ${onHand} of ${sku}, ${reserved} of them reserved: ${quantity} cannot go.`;
    throw new AppError('rejected', code, message);
}
/** The sum; zeros are left out. */
function plus(balances = {}, change) {
    const sums = { ...balances };
    for (const [name, quantity] of Object.entries(change)) {
        const value = (sums[name] ?? 0) + quantity;
        if (value === 0)
            delete sums[name];
        else
            sums[name] = value;
    }
    return sums;
}
/** From the fewest locations: first those with the most to give, equal ones by name. */
export function allocate(locations, quantity) {
    const free = [...locations].map(([location, { onHand = 0, reserved = 0 }]) => ({
        location,
        quantity: onHand - reserved,
    }));
    free.sort((a, b) => b.quantity - a.quantity || (a.location < b.location ? -1 : 1));
    return take(free, quantity);
}
/** The first pieces, up to a quantity. */
export function take(allocations, quantity) {
    let open = quantity;
    return allocations.flatMap((allocation) => {
        const taken = Math.min(allocation.quantity, open);
        open -= taken;
        return taken > 0 ? [{ location: allocation.location, quantity: taken }] : [];
    });
}
/** What is left of allocations. */
export const without = (allocations, taken) => allocations
    .map(({ location, quantity }) => ({
    location,
    quantity: quantity - total(taken.filter((part) => part.location === location)),
}))
    .filter(({ quantity }) => quantity > 0);
export const total = (allocations) => allocations.reduce((sum, { quantity }) => sum + quantity, 0);
//# sourceMappingURL=stock.state.js.map