import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Order, ProjectionStatus, Stock } from '#contracts';
import { EventStore } from '#ports';
import { start } from '#runtime';
import { GatewayModule } from '../apps/gateway/src/gateway.module.js';
import { importFile } from '../apps/importer/src/import.js';
import { InventoryModule } from '../apps/inventory/src/inventory.module.js';
import { OrderModule } from '../apps/order/src/order.module.js';
import { PaymentModule } from '../apps/payment/src/payment.module.js';
import { ProductModule } from '../apps/product/src/product.module.js';
import { SagaOrchestratorModule } from '../apps/saga-orchestrator/src/saga-orchestrator.module.js';
import { until } from '../libs/ports/contract/until.js';
import { freePort } from './free-port.js';
import { temporaryFolder } from './temporary-folder.js';

const FILE = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
5001,10001,LAMP,6,2010-12-01 08:26:00,2.55,7,France
5001,10001,LAMP,1,2010-12-01 08:26:00,2.10,7,France
5001,POST,POSTAGE,1,2010-12-01 08:26:00,18,7,France
5002,10001a,CUP,80995,2010-12-01 08:27:00,0.42,8,EIRE
C5003,10001,LAMP,-2,2010-12-03 09:00:00,2.55,7,France
C5003,POST,POSTAGE,-1,2010-12-03 09:00:00,18,7,France
5004,10001,damages,-3,2010-12-01 10:00:00,0,,France
5005,10001,LAMP,1,2010-12-01 10:01:00,0,,France
A5006,B,Adjust bad debt,1,2010-12-01 10:02:00,-11062.06,,France
`;

describe('The import of a file among the real services', () => {
  const at = temporaryFolder();
  let app: NestFastifyApplication;

  beforeEach(async () => {
    const env = { DATA_DIR: at('data'), PORT: '0', GRPC_PORT: String(await freePort()), LOG_LEVEL: 'error' };
    const modules = [GatewayModule, ProductModule, InventoryModule, OrderModule, PaymentModule, SagaOrchestratorModule];
    app = await start({ modules, env, http: true });
    writeFileSync(at('year.csv'), FILE);
  });
  afterEach(() => app.close());

  async function run() {
    const files = ['--quarantine', at('quarantine.csv'), '--state', at('state')];
    const write = () => true;
    return importFile([at('year.csv'), '--url', await app.getUrl(), ...files], { out: { write }, err: { write } });
  }

  const get = async <T>(path: string) => (await (await fetch(`${await app.getUrl()}/v1/${path}`)).json()) as T;
  const order = async (invoice: string) => (await get<{ items: Order[] }>(`orders?externalId=${invoice}`)).items[0]!;
  const stock = (sku: string) => get<Stock>(`stock/${sku}`);

  /** Checkouts and fulfilments have ended, and the read side has seen it. */
  const settled = async () => {
    const projections = await get<ProjectionStatus[]>('admin/projections');
    const { totalCount } = await get<{ totalCount: number }>('admin/sagas?state=running');
    const { payment } = await order('5001');
    const { onHand, reserved } = await stock('10001');
    const isOver = payment.refunded > 0 && onHand === 2 && reserved === 0 && totalCount === 0;
    return isOver && projections.every(({ lag }) => lag === 0);
  };

  it('makes orders that were placed, paid, shipped and completed, with stock and returns as history has them', async () => {
    expect(await run()).toBe(0);
    await until(settled);
    expect(await order('5001')).toMatchObject({
      status: 'completed',
      customerId: '7',
      placedAt: '2010-12-01T08:26:00.000Z',
      metadata: { country: 'France' },
      totals: { total: { amount: 6 * 255 + 210 + 1800, currency: 'GBP' } },
      payment: { method: 'external', reference: '5001', captured: 3540, refunded: 2310 },
      lines: [
        { id: '1', sku: '10001', quantity: 6, unitPrice: { amount: 255 }, shipped: 6, returned: 2 },
        { id: '2', sku: '10001', quantity: 1, unitPrice: { amount: 210 }, shipped: 1, returned: 0 },
        { id: '3', sku: 'POST', kind: 'service', quantity: 1, unitPrice: { amount: 1800 }, returned: 1 },
      ],
      fulfilment: { returns: [{ reason: 'C5003', status: 'received', receivedAt: '2010-12-03T09:00:00.000Z' }] },
    });
    expect(await order('5005')).toMatchObject({
      status: 'completed',
      payment: { captured: 0 },
      totals: { total: { amount: 0 } },
    });
    expect(await stock('10001')).toMatchObject({ onHand: 2, reserved: 0, available: 2 });
    expect(await stock('10001a')).toMatchObject({ onHand: 0, shipped: 80_995 });
    expect(readFileSync(at('quarantine.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it('changes nothing when all of it is sent again', async () => {
    expect(await run()).toBe(0);
    const store = app.get(EventStore);
    await until(settled);
    const before = await store.head();
    rmSync(at('state'));
    expect(await run()).toBe(0);
    expect(await store.head()).toBe(before);
  });
});
