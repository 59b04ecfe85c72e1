import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  InventoryService,
  OrderService,
  ProductService,
  SagaService,
  type NewOrder,
  type Order,
  type PaymentChoice,
} from '#contracts';
import { EventStore } from '#ports';
import { start } from '#runtime';
import { InventoryModule } from '../apps/inventory/src/inventory.module.js';
import { OrderModule } from '../apps/order/src/order.module.js';
import { PaymentModule } from '../apps/payment/src/payment.module.js';
import { ProductModule } from '../apps/product/src/product.module.js';
import { SagaOrchestratorModule } from '../apps/saga-orchestrator/src/saga-orchestrator.module.js';
import { freePort } from './free-port.js';
import { temporaryFolder } from './temporary-folder.js';

const WAIT_MS = 10_000;

describe('a checkout among the real services', () => {
  const file = temporaryFolder();
  let app: NestFastifyApplication;
  let orders: OrderService;
  let stock: InventoryService;
  let sagas: SagaService;
  let keys = 0;
  const key = () => `key ${(keys += 1)}`;

  beforeAll(async () => {
    const env = { DATA_DIR: file('data'), GRPC_PORT: String(await freePort()), LOG_LEVEL: 'error' };
    const modules = [ProductModule, InventoryModule, OrderModule, PaymentModule, SagaOrchestratorModule];
    app = await start({ modules, env });
  });
  afterAll(() => app.close());
});
