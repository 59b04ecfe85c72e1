import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InventoryEvent } from '#contracts';
import { integer, projection } from '#eventing';

/** Whether there is any of a SKU to be had: all that the catalogue needs to know of stock. */
@Entity({ name: 'availability' })
export class AvailabilityRow {
  /** The SKU. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;
  @Column(integer)
  revision: number;
  /** Per location: on hand less reserved. */
  @Column({ type: 'simple-json' })
  free: Readonly<Record<string, number>>;
  @Column(integer)
  safetyStock: number;
  /** Free over all locations, less the safety stock; below zero where that is not covered. */
  @Column(integer)
  available: number;
  /** One more than the revision at which `available > 0` last turned; 0: it never did. Only grows. */
  @Column(integer)
  turnedAt: number;
}

export const availabilityRows = projection<AvailabilityRow, InventoryEvent>({
  name: 'availability',
  category: 'stock',
  entity: AvailabilityRow,
  evolve(row, event) {
    const touched = Object.entries(event.data.balances);
    const free = {
      ...row?.free,
      ...Object.fromEntries(touched.map(([location, { onHand = 0, reserved = 0 }]) => [location, onHand - reserved])),
    };
    const safetyStock = event.type === 'SafetyStockSet' ? event.data.quantity : (row?.safetyStock ?? 0);
    const available = Object.values(free).reduce((sum, pieces) => sum + pieces, 0) - safetyStock;
    const turned = available > 0 !== (row?.available ?? 0) > 0;
    return { free, safetyStock, available, turnedAt: turned ? event.revision + 1 : (row?.turnedAt ?? 0) };
  },
});
