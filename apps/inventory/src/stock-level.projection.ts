import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { InventoryEvent, LocationBalances, LocationStock } from '#contracts';
import { inventoryEvents } from '#contracts/events';
import { integer, projection, time } from '#eventing';

/** What there is of a SKU, over all locations and at each. */
@Entity({ name: 'stock_level' })
@Index('stock_level_available', ['available', 'id'])
@Index('stock_level_updated', ['updatedAt', 'id'])
export class StockLevelRow {
  /** The SKU. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;
  @Column(integer)
  revision: number;
  @Column(integer)
  onHand: number;
  @Column(integer)
  reserved: number;
  /** Never below zero. */
  @Column(integer)
  available: number;
  @Column(integer)
  incoming: number;
  @Column(integer)
  shipped: number;
  @Column(integer)
  writtenOff: number;
  @Column(integer)
  safetyStock: number;
  /** By name. */
  @Column({ type: 'simple-json' })
  locations: readonly LocationStock[];
  @Column(time)
  updatedAt: string;
}

/** Takes the balances that the events carry, and so is a second opinion to the aggregate, which adds up movements. */
export const stockLevelRows = projection<StockLevelRow, InventoryEvent>({
  name: 'stock_level',
  category: inventoryEvents.category,
  events: inventoryEvents,
  entity: StockLevelRow,
  evolve(row, event) {
    const touched = Object.entries(event.data.balances).map(locationStock);
    const untouched = row?.locations.filter(({ location }) => !touched.some((other) => other.location === location));
    const locations = [...(untouched ?? []), ...touched].sort((a, b) => (a.location < b.location ? -1 : 1));
    const sum = (name: Exclude<keyof LocationStock, 'location'>) =>
      locations.reduce((pieces, location) => pieces + location[name], 0);
    const safetyStock = event.type === 'SafetyStockSet' ? event.data.quantity : (row?.safetyStock ?? 0);
    return {
      onHand: sum('onHand'),
      reserved: sum('reserved'),
      available: Math.max(0, sum('onHand') - sum('reserved') - safetyStock),
      incoming: (row?.incoming ?? 0) + incomingOf(event),
      shipped: sum('shipped'),
      writtenOff: sum('writtenOff'),
      safetyStock,
      locations,
      updatedAt: event.metadata.at,
    };
  },
});

function incomingOf(event: InventoryEvent): number {
  if (event.type === 'StockExpected') return event.data.quantity;
  return event.type === 'StockReceived' ? -(event.data.expected ?? 0) : 0;
}

const locationStock = ([location, balances]: [string, LocationBalances]): LocationStock => {
  const { onHand = 0, reserved = 0, shipped = 0, writtenOff = 0 } = balances;
  return { location, onHand, reserved, shipped, writtenOff };
};
