import type { Stock } from '#contracts';
import { AppError, type Loaded } from '#eventing';
import type { StockLevelRow } from './stock-level.projection.js';
import { levels, type StockState } from './stock.state.js';

/** The aggregate as clients see it; throws AppError for a SKU that never had an entry. */
export function stockView(sku: string, { state, revision, updatedAt }: Loaded<StockState>): Stock {
  if (revision < 0) throw unknownSku(sku);
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
export const stockOfRow = ({ id, locations, ...row }: StockLevelRow): Stock => ({
  sku: id,
  ...row,
  locations: [...locations],
});

export const unknownSku = (sku: string) => new AppError('notFound', 'NOT_FOUND', `There is no stock of ${sku}.`);
