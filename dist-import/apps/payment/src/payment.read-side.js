import { ReadSide } from '#eventing';
import { paymentRows } from './payment-view.projection.js';
import { paymentMigrations } from './payment.migrations.js';
/** What is kept of payments to be read. */
export const paymentReadSide = new ReadSide([paymentRows], [], paymentMigrations);
//# sourceMappingURL=payment.read-side.js.map