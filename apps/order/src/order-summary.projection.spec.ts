import { readFileSync } from 'node:fs';
import { SqliteReadModel } from '#adapters';
import type { OrderEvent } from '#contracts';
import { ReadSide, someMeta, type ProjectedRow, type Recorded } from '#eventing';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { orderDocument } from './order-search.js';
import { orderSummary, type OrderRow } from './order-summary.projection.js';
import { orderMigrations } from './order.migrations.js';

const golden = JSON.parse(readFileSync('libs/contracts/golden/order.json', 'utf8')) as OrderEvent[];
const story = golden.filter(({ type }) => type !== 'OrderRejected');
const id = story[0]!.data.orderId;
const at = (day: number) => `2026-02-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const recorded = (event: OrderEvent, revision: number): Recorded<OrderEvent> => ({
  ...event,
  id: `e${revision}`,
  stream: `order-${id}`,
  revision,
  metadata: { ...someMeta(at(revision + 1)), commandHash: '' },
});
const rowAfter = (...events: OrderEvent[]) =>
  events.reduce<ProjectedRow | undefined>((row, event, revision) => {
    const evolved = orderSummary.evolve(row, recorded(event, revision));
    return evolved && { ...evolved, id, revision };
  }, undefined) as OrderRow;

describe('the row of an order', () => {
  it('has what lists filter and sort by', () => {
    const row = rowAfter(...story);
    expect(row).toMatchObject({
      id,
      revision: 9,
      number: 'D-000123',
      externalId: '536365',
      customerId: '17850',
      email: 'ada@example.com',
      status: 'completed',
      paymentStatus: 'captured',
      fulfilmentStatus: 'partlyReturned',
      currency: 'GBP',
      total: 4132,
      placedAt: '2026-01-01T08:26:00.000Z',
      createdAt: at(1),
      updatedAt: at(10),
    });
  });

  it('is the same when it is folded from rows that were stored in between', () => {
    const stored = story.reduce<ProjectedRow | undefined>((row, event, revision) => {
      const evolved = orderSummary.evolve(row, recorded(event, revision));
      return JSON.parse(JSON.stringify({ ...evolved, id, revision })) as ProjectedRow;
    }, undefined);
    expect(stored).toEqual(JSON.parse(JSON.stringify(rowAfter(...story))));
  });

  it('has a row per line, to find the orders of a SKU', () => {
    expect(orderSummary.children!.of(rowAfter(...story))).toEqual([
      { id: `${id}/1`, parentId: id, sku: '85123A', quantity: 6 },
      { id: `${id}/2`, parentId: id, sku: 'POST', quantity: 1 },
    ]);
  });

  it('leaves out of the document what the order does not have', () => {
    const { personal: _, externalId: __, customerId: ___, ...data } = story[0]!.data as OrderRow['state']['order'];
    const { fields } = orderDocument(rowAfter({ type: 'OrderPlaced', data }));
    expect(fields).toMatchObject({ names: ['D-000123'], buyer: [], email: null, sku: ['85123A', 'POST'] });
  });
});

describe('the tables of orders', () => {
  const file = temporaryFolder();

  it('are as the entities say', async () => {
    const { entities, migrations } = new ReadSide([orderSummary], [], orderMigrations);
    const readModel = await SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations });
    const { upQueries } = await readModel.manager.connection.driver.createSchemaBuilder().log();
    await readModel.close();
    expect(upQueries.map(({ query }) => query).filter((query) => !query.includes('_twin'))).toEqual([]);
  });
});
