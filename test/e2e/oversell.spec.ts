import type { Order } from '#contracts';
import { story } from './shop.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 10);
const BUYERS = 40;
const PIECES = 10;

interface Ended {
  readonly status: string;
  readonly rejection?: { readonly code: string } | null | undefined;
}

story(`${BUYERS} buyers of the last ${PIECES} pieces, ${ROUNDS} times in a row`, (shop) => {
  const rounds = async (name: string, buy: (sku: string) => Promise<Ended>) => {
    for (let round = 0; round < ROUNDS; round++) {
      const sku = `${name}-${round}`;
      await shop.sells(sku, { stock: PIECES });
      const orders = await Promise.all(Array.from({ length: BUYERS }, () => buy(sku)));
      const ends = orders.map(({ status, rejection }) => (rejection ? `${status}: ${rejection.code}` : status));
      const counts = { confirmed: 0, 'rejected: STOCK_UNAVAILABLE': 0 };
      for (const end of ends) counts[end as keyof typeof counts]++;
      expect({ round, ...counts }).toEqual({
        round,
        confirmed: PIECES,
        'rejected: STOCK_UNAVAILABLE': BUYERS - PIECES,
      });
      expect(await shop.stockOf(sku)).toMatchObject({ onHand: PIECES, reserved: PIECES, available: 0 });
    }
  };

  it('over REST', () =>
    rounds('REST', async (sku) => (await shop.order({ lines: [{ sku, quantity: 1 }] })).body satisfies Order));

  it('over gRPC', () =>
    rounds('GRPC', async (sku) => {
      const order = { lines: [{ sku, quantity: 1 }] };
      const placed = await shop.grpc.call<{ order: Order }>('order.v1.OrderService/PlaceOrder', { order });
      const request = { orderId: placed.order.id, timeoutMs: 15_000 };
      const { order: ended } = await shop.grpc.call<{ order: Ended }>('order.v1.OrderService/AwaitOrder', request);
      return { ...ended, status: ended.status.replace('ORDER_STATUS_', '').toLowerCase() };
    }));
});
