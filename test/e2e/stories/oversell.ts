import type { Order } from '#contracts';
import { story } from '../shop.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 10);
const BUYERS = 40;
const PIECES = 10;
const LONGEST_MS = 60_000 + ROUNDS * 5_000;

interface Ended {
  readonly status: string;
  readonly rejection?: { readonly code: string } | null | undefined;
}

export const oversell = story(`${BUYERS} buyers of the last ${PIECES} pieces, ${ROUNDS} times in a row`, (shop) => {
  /** What the buyers of each round got, and what is left. */
  const rounds = async (name: string, buy: (sku: string) => Promise<Ended>) => {
    const outcomes: object[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const sku = `${name}-${round}`;
      await shop.sells(sku, { stock: PIECES });
      const orders = await Promise.all(Array.from({ length: BUYERS }, () => buy(sku)));
      const counts: Record<string, number> = {};
      for (const { status, rejection } of orders) {
        const end = rejection ? `${status}: ${rejection.code}` : status;
        counts[end] = (counts[end] ?? 0) + 1;
      }
      const { onHand, reserved, available } = await shop.stockOf(sku);
      outcomes.push({ ...counts, onHand, reserved, available });
    }
    return outcomes;
  };
  const right = {
    confirmed: PIECES,
    'rejected: STOCK_UNAVAILABLE': BUYERS - PIECES,
    onHand: PIECES,
    reserved: PIECES,
    available: 0,
  };
  const always = Array<object>(ROUNDS).fill(right);

  it(
    'over REST',
    async () => {
      const buy = async (sku: string) => (await shop.order({ lines: [{ sku, quantity: 1 }] })).body;
      expect(await rounds('REST', buy)).toEqual(always);
    },
    LONGEST_MS,
  );

  it(
    'over gRPC',
    async () => {
      const buy = async (sku: string) => {
        const order = { lines: [{ sku, quantity: 1 }] };
        const placed = await shop.grpc.call<{ order: Order }>('order.v1.OrderService/PlaceOrder', { order });
        const request = { orderId: placed.order.id, timeoutMs: 15_000 };
        const { order: ended } = await shop.grpc.call<{ order: Ended }>('order.v1.OrderService/AwaitOrder', request);
        return { ...ended, status: ended.status.replace('ORDER_STATUS_', '').toLowerCase() };
      };
      expect(await rounds('GRPC', buy)).toEqual(always);
    },
    LONGEST_MS,
  );
});
