import { MemoryEventStore } from '#adapters';
import type { SagaService } from '#contracts';
import { AppError, callContext, inContext, type CallContext } from '#ports';
import { OrderCheckout } from './order.checkout.js';

/** Begins the checkout of an order over a log; what its saga was told, and as whose call. */
function begun({ ordered = false, answer = () => Promise.resolve({}) }) {
  const store = Object.defineProperty(new MemoryEventStore(), 'ordered', { value: ordered });
  const told: { orderId: string; context: CallContext | undefined }[] = [];
  const beginCheckout = ({ orderId }: { orderId: string }) => {
    told.push({ orderId, context: callContext() });
    return answer();
  };
  const caller = new AbortController();
  const context = { principal: 'shop', correlationId: 'c', traceparent: 't', deadline: 0, signal: caller.signal };
  inContext(context, () => new OrderCheckout(store, { beginCheckout } as unknown as SagaService).begin('o1'));
  return told;
}

describe('the checkout of an order that was placed', () => {
  it('is told to the sagas in the buyer’s name, for longer than the buyer’s call', () => {
    const [told, ...more] = begun({});
    expect(told).toMatchObject({ orderId: 'o1', context: { principal: 'shop', correlationId: 'c', traceparent: 't' } });
    expect(told!.context!.signal).toBeUndefined();
    expect(told!.context!.deadline).toBeGreaterThan(performance.now() + 1_000);
    expect(more).toEqual([]);
  });

  it('waits for the feed where they cannot be told', async () => {
    expect(begun({ answer: () => Promise.reject(new AppError('unavailable', 'UNAVAILABLE')) })).toHaveLength(1);
    await new Promise(setImmediate);
  });

  it('needs no telling where one process has the log for itself', () => {
    expect(begun({ ordered: true })).toEqual([]);
  });
});
