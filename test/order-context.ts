import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { EmbeddedSearchIndex, LogFeed, MemoryEventStore, MemorySnapshotStore, SqliteReadModel } from '#adapters';
import { ProductService, type NewOrder, type Quote } from '#contracts';
import { EventingModule, ReadSide } from '#eventing';
import { EventFeed, EventStore, ReadModel, SearchIndex, SnapshotStore } from '#ports';
import { orderFeeder } from '../apps/order/src/order-search.js';
import { orderSummary } from '../apps/order/src/order-summary.projection.js';
import { OrderGrpc } from '../apps/order/src/order.grpc.js';
import { orderMigrations } from '../apps/order/src/order.migrations.js';
import { OrderModule } from '../apps/order/src/order.module.js';
import { temporaryFolder } from './temporary-folder.js';

export const quote = (sku: string, amount: number, changes: Partial<Quote> = {}): Quote => ({
  sku,
  productId: `product of ${sku}`,
  name: `The ${sku.toLowerCase()}`,
  kind: 'goods',
  status: 'active',
  price: { amount, currency: 'GBP' },
  ...changes,
});

/** The order context over an empty log in memory, anew for each test, with a catalogue that the test may change. */
export function orderContext() {
  const file = temporaryFolder();
  const context = {} as {
    app: INestApplicationContext;
    orders: OrderGrpc;
    store: MemoryEventStore;
    catalogue: Map<string, Quote>;
  };

  beforeEach(async () => {
    const quotes = [
      quote('CUP', 295),
      quote('POT', 1995),
      quote('GIFT', 0),
      quote('DRAFT', 100, { status: 'draft' }),
      quote('OLD', 100, { status: 'archived' }),
      quote('EURO', 100, { price: { amount: 100, currency: 'EUR' } }),
    ];
    const catalogue = new Map(quotes.map((q) => [q.sku, q]));
    const products = {
      quoteVariants: async ({ skus = [] }: { skus?: string[] }) => ({
        quotes: skus.flatMap((sku) => catalogue.get(sku) ?? []),
      }),
    };
    const store = new MemoryEventStore();
    const { entities, migrations } = new ReadSide([orderSummary], [orderFeeder], orderMigrations);
    const engines = [
      { provide: EventStore, useValue: store },
      { provide: SnapshotStore, useValue: new MemorySnapshotStore(store) },
      { provide: EventFeed, useValue: new LogFeed(store) },
      { provide: ReadModel, useValue: await SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations }) },
      { provide: SearchIndex, useValue: new EmbeddedSearchIndex(file('search.sqlite')) },
    ];

    @Global()
    @Module({ providers: engines, exports: engines.map(({ provide }) => provide) })
    class Engines {}

    const app = await Test.createTestingModule({
      imports: [CqrsModule.forRoot(), Engines, EventingModule, OrderModule],
    })
      .overrideProvider(ProductService)
      .useValue(products)
      .compile();
    await app.init();
    Object.assign(context, { app, orders: app.get(OrderGrpc), store, catalogue });
  });

  afterEach(async () => {
    const { app, store } = context;
    const engines = [app.get(SearchIndex), app.get(ReadModel), store];
    await app.close();
    for (const engine of engines) await engine.close();
  });

  const place = (changes: Partial<NewOrder> = {}, commandId = '') => {
    const lines = [
      { sku: 'CUP', quantity: 3 },
      { sku: 'POT', quantity: 1 },
    ];
    return context.orders.placeOrder({ commandId, order: { lines, ...changes } });
  };
  const confirm = (orderId: string) => context.orders.confirmOrder({ commandId: 'confirm', orderId });
  const confirmed = async (changes: Partial<NewOrder> = {}) => {
    const { order } = await place(changes);
    await confirm(order.id);
    return order;
  };
  return { context, place, confirm, confirmed };
}
