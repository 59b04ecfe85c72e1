import { AppError } from '#eventing';
import { levels } from './stock.state.js';
/** The aggregate as clients see it; throws AppError for a SKU that never had an entry. */
export function stockView(sku, { state, revision, updatedAt }) {
    if (revision < 0)
        throw unknownSku(sku);
    const { available, ...sums } = levels(state);
    const locations = [...state.locations].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
        sku,
        ...sums,
        available: Math.max(0, available),
        locations: locations.map(([location, { onHand = 0, reserved = 0, shipped = 0, writtenOff = 0 }]) => ({
            location,
            onHand,
            reserved,
            shipped,
            writtenOff,
        })),
        revision,
        updatedAt,
    };
}
/** A row of the list as clients see it. */
export const stockOfRow = ({ id, locations, ...row }) => ({
    sku: id,
    ...row,
    locations: [...locations],
});
export const unknownSku = (sku) => new AppError('notFound', 'NOT_FOUND', `There is no stock of ${sku}.`);
//# sourceMappingURL=stock.view.js.map