import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  InventoryService,
  OrderService,
  ProductService,
  type NewOrder,
  type Order,
  type PaymentChoice,
  type Saga,
} from '#contracts';
import { tokenOf } from '#eventing';
import { EventStore } from '#ports';
import { start } from '#runtime';
import { InventoryModule } from '../apps/inventory/src/inventory.module.js';
import { OrderModule } from '../apps/order/src/order.module.js';
import { PaymentModule } from '../apps/payment/src/payment.module.js';
import { ProductModule } from '../apps/product/src/product.module.js';
import { SagaGrpc } from '../apps/saga-orchestrator/src/saga.grpc.js';
import { SagaOrchestratorModule } from '../apps/saga-orchestrator/src/saga-orchestrator.module.js';
import { SagaTimers } from '../apps/saga-orchestrator/src/saga.timers.js';
import { freePort } from './free-port.js';
import { temporaryFolder } from './temporary-folder.js';

const WAIT_MS = 10_000;

jest.setTimeout(30_000);

describe('a checkout among the real services', () => {
  const file = temporaryFolder();
  let app: NestFastifyApplication;
  let orders: OrderService;
  let inventory: InventoryService;
  let sagas: SagaGrpc;
  let store: EventStore;
  let keys = 0;
  const commandId = () => `key ${(keys += 1)}`;
  const gbp = (amount: number) => ({ amount, currency: 'GBP' });

  beforeEach(async () => {
    const env = { DATA_DIR: file('data'), GRPC_PORT: String(await freePort()), LOG_LEVEL: 'error' };
    const modules = [ProductModule, InventoryModule, OrderModule, PaymentModule, SagaOrchestratorModule];
    app = await start({ modules, env });
    orders = app.get(OrderService, { strict: false });
    inventory = app.get(InventoryService, { strict: false });
    sagas = app.get(SagaGrpc, { strict: false });
    store = app.get(EventStore, { strict: false });
    const products: ProductService = app.get(ProductService, { strict: false });
    for (const [sku, kind] of [
      ['CUP', 'goods'],
      ['POT', 'goods'],
      ['POSTAGE', 'service'],
    ] as const) {
      const product = {
        sku,
        name: sku,
        kind,
        price: gbp(1_000),
        status: 'active' as const,
        categories: [],
        variants: [],
      };
      await products.createProduct({ commandId: commandId(), product });
      if (kind === 'goods') {
        await inventory.receiveStock({ commandId: commandId(), sku, receipt: { quantity: 10 } });
      }
    }
  });
  afterEach(() => app.close());

  const place = async (payment: PaymentChoice = {}, quantity = 2): Promise<Order> => {
    const order: NewOrder = {
      lines: [
        { sku: 'CUP', quantity },
        { sku: 'POT', quantity: 1 },
        { sku: 'POSTAGE', quantity: 1 },
      ],
      payment,
      taxes: [],
    };
    const placed = await orders.placeOrder({ commandId: commandId(), order });
    return (await orders.awaitOrder({ orderId: placed.order.id, timeoutMs: WAIT_MS })).order;
  };
  const until = async <T>(look: () => Promise<T>, holds: (found: T) => boolean): Promise<T> => {
    for (const end = performance.now() + WAIT_MS; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
      const found = await look();
      if (holds(found) || performance.now() > end) return found;
    }
  };
  const orderOnce = (orderId: string, holds: (order: Order) => boolean) =>
    until(async () => (await orders.getOrder({ orderId })).order, holds);
  const stockOnce = (sku: string, reserved: number) =>
    until(
      async () => (await inventory.getStock({ sku })).stock,
      (stock) => stock.reserved === reserved,
    );
  const typesOf = async (stream: string) => (await store.read(stream)).map(({ type }) => type);
  const sagaOnce = (sagaId: string, state: string) =>
    until(
      async () => (await sagas.getSaga({ sagaId })).saga,
      (saga) => saga.state === state,
    );

  it('reserves, authorises, confirms and captures, noting five facts', async () => {
    const order = await place();
    expect(order).toMatchObject({ status: 'confirmed', payment: { status: 'captured', captured: 4_000 } });
    expect(await stockOnce('CUP', 2)).toMatchObject({ reserved: 2, available: 8 });
    expect(await typesOf(`checkout-${order.id}`)).toEqual([
      'CheckoutStarted',
      'CheckoutStockReserved',
      'CheckoutPaymentAuthorised',
      'CheckoutConfirmed',
      'CheckoutPaymentCaptured',
    ]);
    const saga = await sagaOnce(`checkout-${order.id}`, 'completed');
    expect(saga.steps.map(({ name, status, attempts }) => [name, status, attempts])).toEqual([
      ['reserve', 'done', 1],
      ['authorise', 'done', 1],
      ['confirm', 'done', 1],
      ['capture', 'done', 1],
    ]);
    const timeline = await orders.getOrderTimeline({ orderId: order.id, pageSize: 100 });
    expect(timeline.items.filter(({ stream }) => stream.startsWith('stock-')).map(({ type }) => type)).toEqual([
      'StockReserved',
      'StockReserved',
    ]);
  });

  it('takes no money before the parcels leave where it is taken on shipment', async () => {
    const order = await place({ capture: 'onShipment' });
    expect(order).toMatchObject({ status: 'confirmed', payment: { status: 'authorised', captured: 0 } });
    await orders.shipOrder({
      commandId: commandId(),
      orderId: order.id,
      shipment: { lines: [{ lineId: '1', quantity: 1 }] },
    });
    await orderOnce(order.id, ({ payment }) => payment.captured === 1_000);
    await orders.cancelOrder({
      commandId: commandId(),
      orderId: order.id,
      cancellation: { lines: [{ lineId: '2', quantity: 1 }] },
    });
    await orders.shipOrder({ commandId: commandId(), orderId: order.id, shipment: { lines: [] } });
    expect(await orderOnce(order.id, ({ payment }) => payment.captured === 3_000)).toMatchObject({
      payment: { captured: 3_000, refunded: 0 },
    });
    expect(await stockOnce('CUP', 0)).toMatchObject({ onHand: 8, shipped: 2 });
    expect(await stockOnce('POT', 0)).toMatchObject({ onHand: 10, available: 10 });
    await sagaOnce(`fulfilment-${order.id}`, 'completed');
  });

  it('rejects an order that cannot be had and keeps nothing', async () => {
    const order = await place({}, 11);
    expect(order).toMatchObject({ status: 'rejected', rejection: { code: 'STOCK_UNAVAILABLE', line: '1' } });
    expect(await stockOnce('POT', 0)).toMatchObject({ reserved: 0 });
    expect((await sagaOnce(`checkout-${order.id}`, 'rejected')).state).toBe('rejected');
  });

  it('gives the stock back when the payment is declined', async () => {
    const order = await place({ token: 'declined' });
    expect(order).toMatchObject({ status: 'rejected', rejection: { code: 'PAYMENT_DECLINED' } });
    expect(await stockOnce('CUP', 0)).toMatchObject({ available: 10 });
    expect(await orderOnce(order.id, ({ payment }) => payment.status === 'declined')).toMatchObject({
      payment: { status: 'declined' },
    });
  });

  it('refunds and releases what is cancelled after it was confirmed, and takes returns in', async () => {
    const order = await place();
    await orders.shipOrder({
      commandId: commandId(),
      orderId: order.id,
      shipment: { lines: [{ lineId: '1', quantity: 2 }] },
    });
    const { returnId } = await orders.returnOrder({
      commandId: commandId(),
      orderId: order.id,
      return: { reason: 'chipped', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }] },
    });
    await orders.receiveReturn({ commandId: commandId(), orderId: order.id, returnId });
    await orders.cancelOrder({
      commandId: commandId(),
      orderId: order.id,
      cancellation: { lines: [{ lineId: '2', quantity: 1 }] },
    });
    expect(await orderOnce(order.id, ({ payment }) => payment.refunded === 2_000)).toMatchObject({
      payment: { status: 'partlyRefunded', refunded: 2_000 },
    });
    expect(await stockOnce('POT', 0)).toMatchObject({ available: 10 });
    expect(
      await until(
        async () => (await inventory.getStock({ sku: 'CUP' })).stock,
        ({ onHand }) => onHand === 9,
      ),
    ).toMatchObject({
      onHand: 9,
      reserved: 0,
    });
    expect((await sagaOnce(`fulfilment-${order.id}`, 'completed')).state).toBe('completed');
  });

  it('waits for a provider that captures and says so only later', async () => {
    const order = await place({ token: 'lost' });
    expect(order).toMatchObject({ status: 'confirmed', payment: { status: 'captured', captured: 4_000 } });
  });

  it('gives up on a provider that is away, and keeps nothing', async () => {
    const timers = app.get(SagaTimers, { strict: false });
    const placing = place({ token: 'down' });
    const [order] = await until(
      async () => (await orders.listOrders({ status: 'placed' })).items,
      ({ length }) => length > 0,
    );
    const sagaId = `checkout-${order?.id}`;
    const letTimePass = async (until_: (saga: Saga) => boolean) =>
      until(async () => {
        await timers.look('9999-12-31T23:59:59.999Z');
        return (await sagas.getSaga({ sagaId })).saga;
      }, until_);
    await until(
      async () => (await typesOf(sagaId)).includes('CheckoutPaymentHeard'),
      (isPending) => isPending,
    );
    await letTimePass(({ state }) => state !== 'running');
    expect(await placing).toMatchObject({ status: 'rejected', rejection: { code: 'PAYMENT_TIMED_OUT' } });
    expect(await stockOnce('CUP', 0)).toMatchObject({ available: 10 });
    const waiting = await letTimePass(({ state }) => state === 'needsAttention' || state === 'rejected');
    expect(waiting.state).toBe('rejected');
  }, 60_000);

  it('lists the sagas of both kinds, and lets nobody step in where none waits', async () => {
    const order = await place();
    await orders.cancelOrder({ commandId: commandId(), orderId: order.id, cancellation: { lines: [] } });
    await orderOnce(order.id, ({ payment }) => payment.status === 'refunded');
    const { revision } = await sagaOnce(`fulfilment-${order.id}`, 'completed');
    const minPosition = tokenOf([`checkout-${order.id}`, 4], [`fulfilment-${order.id}`, revision]);
    const listed = await sagas.listSagas({ order: order.id, minPosition, sort: 'startedAt' });
    expect(listed).toMatchObject({ totalCount: 2 });
    expect(listed.items.map(({ id }) => id)).toEqual([`checkout-${order.id}`, `fulfilment-${order.id}`]);
    const first = await sagas.listSagas({ state: 'completed', pageSize: 1, sort: 'startedAt' });
    const second = await sagas.listSagas({
      state: 'completed',
      pageSize: 1,
      sort: 'startedAt',
      pageToken: first.nextPageToken,
    });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(listed.items.map(({ id }) => id));
    expect(second.nextPageToken).toBeUndefined();
    for (const kind of ['checkout', 'fulfilment']) {
      const action = { commandId: commandId(), sagaId: `${kind}-${order.id}`, action: { reason: 'to see' } };
      await expect(sagas.retrySaga(action)).rejects.toMatchObject({ code: 'SAGA_NOT_WAITING' });
      await expect(sagas.skipSaga(action)).rejects.toMatchObject({ code: 'SAGA_NOT_WAITING' });
      await expect(sagas.compensateSaga(action)).rejects.toMatchObject({ code: 'SAGA_NOT_WAITING' });
    }
    await expect(sagas.getSaga({ sagaId: 'order-1' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
