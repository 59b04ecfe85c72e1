import { ReadSide } from '#eventing';
import { checkoutView, fulfilmentView } from './saga-view.projection.js';
import { sagaMigrations } from './saga.migrations.js';
/** What is kept of the sagas to be read. */
export const sagaReadSide = new ReadSide([checkoutView, fulfilmentView], [], sagaMigrations);
//# sourceMappingURL=saga.read-side.js.map