import { randomUUID } from 'node:crypto';
import { failure } from '../grpc.js';
import { story } from '../shop.js';

const SERVICES = [
  'daybook.admin.v1.AdminService',
  'daybook.inventory.v1.InventoryService',
  'daybook.order.v1.OrderService',
  'daybook.payment.v1.PaymentService',
  'daybook.product.v1.ProductService',
  'daybook.saga.v1.SagaService',
];
const REFLECTION = 'grpc.reflection.v1.ServerReflection/ServerReflectionInfo';

/** As gRPC sends them: values of enums under their full names. */
interface WireOrder {
  readonly id: string;
  readonly status: string;
  readonly payment: { readonly id: string; readonly status: string; readonly captured: number };
  readonly rejection?: { readonly code: string };
  readonly revision: number;
}
interface Written {
  readonly order: WireOrder;
  readonly revision: number;
  readonly position: string;
  readonly replayed: boolean;
}

export const services = story('Another program, over gRPC', (shop) => {
  const call = <T = Written>(method: string, request: object = {}) => shop.grpc.call<T>(method, request);
  const place = (quantity: number, more: object = {}) =>
    call('order.v1.OrderService/PlaceOrder', {
      commandId: randomUUID(),
      order: { lines: [{ sku: 'CELLO', quantity }], ...more },
    });
  const ended = async (orderId: string) =>
    (
      await call<{ order: WireOrder; ended: boolean }>('order.v1.OrderService/AwaitOrder', {
        orderId,
        timeoutMs: 15_000,
      })
    ).order;

  beforeAll(() => shop.sells('CELLO', { price: 1000, stock: 100 }));

  it('asks which services there are', async () => {
    interface Listed {
      readonly listServicesResponse: { readonly service: readonly { readonly name: string }[] };
    }
    const [answer] = await shop.grpc.converse<Listed>(REFLECTION, [{ listServices: '' }]);
    const names = answer!.listServicesResponse.service.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...SERVICES, 'grpc.health.v1.Health']));
  });

  it('asks for the definition of each, and finds its methods', async () => {
    interface Files {
      readonly fileDescriptorResponse: { readonly fileDescriptorProto: readonly Buffer[] };
    }
    const asked = SERVICES.map((fileContainingSymbol) => ({ fileContainingSymbol }));
    const answers = await shop.grpc.converse<Files>(REFLECTION, asked);
    const texts = answers.map(({ fileDescriptorResponse }) =>
      fileDescriptorResponse.fileDescriptorProto.map((file) => file.toString('latin1')).join(),
    );
    expect(texts[2]).toContain('PlaceOrder');
    expect(texts[1]).toContain('ExplainStock');
    for (const text of texts) expect(text.length).toBeGreaterThan(100);
  });

  it.each(['', ...SERVICES])('is told that "%s" is healthy', async (service) => {
    expect(await call<object>('grpc.health.v1.Health/Check', { service })).toEqual({ status: 'SERVING' });
  });

  it('orders, waits and reads what it wrote', async () => {
    const placed = await place(2);
    expect(placed).toMatchObject({ revision: 0, replayed: false, order: { status: 'ORDER_STATUS_PLACED' } });
    expect(placed.position).toMatch(/^[\w-]+$/);
    expect(await ended(placed.order.id)).toMatchObject({
      status: 'ORDER_STATUS_CONFIRMED',
      payment: { status: 'PAYMENT_STATUS_CAPTURED', captured: 2000 },
    });
    const list = await call<{ items: WireOrder[]; totalCount: number }>('order.v1.OrderService/ListOrders', {
      minPosition: placed.position,
      sku: 'CELLO',
    });
    expect(list).toMatchObject({ totalCount: 1, items: [{ id: placed.order.id }] });
  });

  it('goes through a list by tokens', async () => {
    // A token tells of its own order only; those before may be on their way to another replica's share of the rows.
    const shown = async ({ position: minPosition }: Written) =>
      call('order.v1.OrderService/ListOrders', { minPosition, sku: 'CELLO' });
    for (let n = 0; n < 4; n++) await shown(await place(1));
    const last = await place(1);
    const seen: string[] = [];
    for (let pageToken: string | undefined; ;) {
      const request = { pageSize: 2, minPosition: last.position, sku: 'CELLO', ...(pageToken && { pageToken }) };
      const page = await call<{ items: WireOrder[]; nextPageToken?: string }>(
        'order.v1.OrderService/ListOrders',
        request,
      );
      seen.push(...page.items.map(({ id }) => id));
      if (!page.nextPageToken) break;
      pageToken = page.nextPageToken;
    }
    expect(new Set(seen).size).toBe(6);
    expect(seen).toHaveLength(6);
  });

  it('is told what is wrong by status, reason and field', async () => {
    const missing = '0192f1c0-0000-7000-8000-000000000000';
    expect(await failure(call('order.v1.OrderService/GetOrder', { orderId: missing }))).toMatchObject({
      status: 'NOT_FOUND',
      reason: 'NOT_FOUND',
    });
    expect(await failure(call('order.v1.OrderService/GetOrder', { orderId: 'seven' }))).toMatchObject({
      status: 'INVALID_ARGUMENT',
      reason: 'VALIDATION_FAILED',
      fields: ['/orderId'],
    });
    expect(await failure(place(0))).toMatchObject({
      status: 'INVALID_ARGUMENT',
      fields: ['/order/lines/0/quantity'],
    });
    expect(
      await failure(call('order.v1.OrderService/PlaceOrder', { order: { lines: [{ sku: 'NONE', quantity: 1 }] } })),
    ).toMatchObject({ status: 'FAILED_PRECONDITION', reason: 'UNKNOWN_SKU' });
    const product = { sku: 'CELLO', name: 'Other', price: { amount: 1, currency: 'GBP' } };
    expect(await failure(call('product.v1.ProductService/CreateProduct', { product }))).toMatchObject({
      status: 'ALREADY_EXISTS',
      reason: 'SKU_TAKEN',
    });
    const { order } = await place(1_000_000);
    expect((await ended(order.id)).rejection).toMatchObject({ code: 'STOCK_UNAVAILABLE' });
    expect(await failure(call('order.v1.OrderService/ShipOrder', { orderId: order.id, shipment: {} }))).toMatchObject({
      status: 'FAILED_PRECONDITION',
    });
  });

  it('is none of our own processes: it pays no order, and lets go of nobody’s pieces', async () => {
    const { order } = await place(1);
    const { id: orderId, revision } = await ended(order.id);
    const refused = { status: 'PERMISSION_DENIED', reason: 'FORBIDDEN' };
    const paid = { commandId: randomUUID(), orderId, status: 'PAYMENT_STATUS_REFUNDED', refunded: 1000 };
    expect(await failure(call('order.v1.OrderService/RecordOrderPayment', paid))).toMatchObject(refused);
    const released = { reservationId: orderId, lines: [{ sku: 'CELLO', quantity: 0 }] };
    expect(await failure(call('inventory.v1.InventoryService/ReleaseStock', released))).toMatchObject(refused);
    expect((await ended(orderId)).revision).toBe(revision);
  });

  it('changes only what its mask names', async () => {
    const { product } = await call<{ product: { id: string; name: string; revision: number } }>(
      'product.v1.ProductService/GetProductBySku',
      { sku: 'CELLO' },
    );
    const request = {
      commandId: randomUUID(),
      productId: product.id,
      expectedRevision: product.revision,
      change: { name: 'Never', description: 'Old and dark' },
      updateMask: ['description'],
    };
    const changed = await call<{ product: object }>('product.v1.ProductService/UpdateProduct', request);
    expect(changed.product).toMatchObject({ name: product.name, description: 'Old and dark' });
    expect(
      await failure(call('product.v1.ProductService/UpdateProduct', { ...request, commandId: randomUUID() })),
    ).toMatchObject({ status: 'ABORTED', reason: 'VERSION_CONFLICT' });
  });
});
