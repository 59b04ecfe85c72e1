import { ReadSide } from '#eventing';
import { orderFeeder } from './order-search.js';
import { orderSummary } from './order-summary.projection.js';
import { orderMigrations } from './order.migrations.js';
/** What is kept of orders to be read. */
export const orderReadSide = new ReadSide([orderSummary], [orderFeeder], orderMigrations);
//# sourceMappingURL=order.read-side.js.map