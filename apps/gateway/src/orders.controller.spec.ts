import { Module } from '@nestjs/common';
import { OrderService, type Order } from '#contracts';
import { AppError } from '#ports';
import { Rest } from '../../../test/e2e/rest.js';
import { served } from '../../../test/served.js';
import { until } from '../../../test/until.js';
import { OrdersController } from './orders.controller.js';

const order = { id: '0195a3c0-0000-7000-8000-000000000001', status: 'placed', revision: 0 };
let awaitOrder: () => Promise<object>;
let watched = 0;
async function* watchOrder() {
  watched++;
  yield await new Promise<never>(() => undefined);
}

@Module({
  controllers: [OrdersController],
  providers: [
    {
      provide: OrderService,
      useValue: {
        placeOrder: async () => ({ order, revision: 0, position: 'p' }),
        awaitOrder: () => awaitOrder(),
        getOrder: async () => ({ order }),
        watchOrder,
      },
    },
  ],
})
class OrdersModule {}

const { base } = served(OrdersModule);

describe('POST /v1/orders, told to wait for the checkout', () => {
  const place = () =>
    new Rest(base()).post<Order>('/v1/orders', { lines: [{ sku: 'CUP', quantity: 1 }] }, { prefer: 'wait=5' });

  it('answers when it has ended', async () => {
    awaitOrder = async () => ({ order: { ...order, status: 'confirmed', revision: 3 }, position: 'q', ended: true });
    const { status, headers, body } = await place();
    expect([status, body.status, headers.get('etag')]).toEqual([201, 'confirmed', '"3"']);
    expect(headers.get('preference-applied')).toBe('wait=5');
  });

  it('answers that it is placed where its end cannot be told: refused, it would be placed again', async () => {
    awaitOrder = () => Promise.reject(new AppError('unavailable', 'UNAVAILABLE', 'The service is not there.', [], 1));
    const { status, headers, body } = await place();
    expect([status, body.status, headers.get('etag')]).toEqual([201, 'placed', '"0"']);
    expect(headers.get('location')).toBe(`/v1/orders/${order.id}`);
    expect(headers.get('preference-applied')).toBeNull();
  });
});

it('HEAD of the live stream watches nothing: nobody would ever leave it', async () => {
  const stream = `${base()}/v1/orders/${order.id}/stream`;
  const head = await fetch(stream, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(watched).toBe(0);
  const { body } = await fetch(stream);
  await until(() => watched === 1);
  await body!.cancel();
});
