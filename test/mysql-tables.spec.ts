import { MysqlReadModel } from '../libs/adapters/src/mysql/read-model.js';
import { InventoryModule } from '../apps/inventory/src/inventory.module.js';
import { StockLevelRow } from '../apps/inventory/src/stock-level.projection.js';
import { OrderModule } from '../apps/order/src/order.module.js';
import { PaymentModule } from '../apps/payment/src/payment.module.js';
import { ProductModule } from '../apps/product/src/product.module.js';
import { readModelPartsOf } from '../libs/runtime/src/engines.js';
import { onMysqlAndMariadb } from './mysql-database.js';

const location = { location: 'main', onHand: 9_007_199_254_740_991, reserved: 0, shipped: 0, writtenOff: 0 };
const level: StockLevelRow = {
  id: 'CUP',
  revision: 3,
  onHand: 9_007_199_254_740_991,
  reserved: 2,
  available: -1,
  incoming: 4,
  shipped: 5,
  writtenOff: 6,
  safetyStock: 7,
  locations: [location],
  updatedAt: '2026-01-01T00:00:00.000Z',
};

describe('the tables of all contexts', () => {
  onMysqlAndMariadb((database) => {
    const parts = readModelPartsOf([ProductModule, InventoryModule, OrderModule, PaymentModule]);
    const options = {
      entities: [...new Set(parts.flatMap(({ entities }) => entities))],
      migrations: [...new Set(parts.flatMap(({ migrations }) => migrations))],
    };

    let model: MysqlReadModel;
    beforeAll(async () => {
      model = await MysqlReadModel.open({ url: database.url, ...options });
    });
    afterAll(() => model.close());

    it('are what their entities say', async () => {
      const { upQueries } = await model.manager.connection.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    });

    it('keep apart what differs only by case, and find it again', async () => {
      const rows = ['abc', 'ABC'].map((id) => ({ ...level, id }));
      await model.write((manager) => manager.insert(StockLevelRow, rows));
      expect(await model.manager.findOneBy(StockLevelRow, { id: 'ABC' })).toEqual(rows[1]);
    });

    it('hold JSON of more than 64 KiB', async () => {
      const locations = Array.from({ length: 2_000 }, (_, n) => ({ ...location, location: `shelf ${n}` }));
      await model.write((manager) => manager.upsert(StockLevelRow, { ...level, id: 'LONG', locations }, ['id']));
      expect((await model.manager.findOneBy(StockLevelRow, { id: 'LONG' }))?.locations).toEqual(locations);
    });
  });
});
