import { keepReadSide } from '#runtime/keep-read-side';
import { inventoryReadSide } from '../../inventory/src/inventory.read-side.js';
import { orderReadSide } from '../../order/src/order.read-side.js';
import { paymentReadSide } from '../../payment/src/payment.read-side.js';
import { productReadSide } from '../../product/src/product.read-side.js';
import { sagaReadSide } from '../../saga-orchestrator/src/saga.read-side.js';

await keepReadSide('platform', [productReadSide, inventoryReadSide, orderReadSide, paymentReadSide, sagaReadSide]);
