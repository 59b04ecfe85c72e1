import type { TestingModule } from '@nestjs/testing';
import { MemoryEventStore } from '#adapters';
import { ProductService, SagaService, type NewOrder, type Quote } from '#contracts';
import { OrderGrpc } from '../apps/order/src/order.grpc.js';
import { OrderModule } from '../apps/order/src/order.module.js';
import { startContext, stopContext } from './context-app.js';
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
    app: TestingModule;
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
    const app = await startContext({
      module: OrderModule,
      store,
      file,
      with: (builder) =>
        builder.overrideProvider(ProductService).useValue(products).overrideProvider(SagaService).useValue({}),
    });
    Object.assign(context, { app, orders: app.get(OrderGrpc), store, catalogue });
  });

  afterEach(async () => {
    await stopContext(context.app);
    await context.store.close();
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
