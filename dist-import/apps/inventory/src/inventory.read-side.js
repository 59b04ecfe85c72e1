import { ReadSide } from '#eventing';
import { inventoryMigrations } from './inventory.migrations.js';
import { stockLevelRows } from './stock-level.projection.js';
/** What is kept of stock to be read. */
export const inventoryReadSide = new ReadSide([stockLevelRows], [], inventoryMigrations);
//# sourceMappingURL=inventory.read-side.js.map