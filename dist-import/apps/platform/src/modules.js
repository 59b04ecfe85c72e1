import { GatewayModule } from '../../gateway/src/gateway.module.js';
import { InventoryModule } from '../../inventory/src/inventory.module.js';
import { OrderModule } from '../../order/src/order.module.js';
import { PaymentModule } from '../../payment/src/payment.module.js';
import { ProductModule } from '../../product/src/product.module.js';
import { SagaOrchestratorModule } from '../../saga-orchestrator/src/saga-orchestrator.module.js';
/** What the platform runs, and its audit looks at. */
export const modules = [
    GatewayModule,
    ProductModule,
    InventoryModule,
    OrderModule,
    PaymentModule,
    SagaOrchestratorModule,
];
//# sourceMappingURL=modules.js.map