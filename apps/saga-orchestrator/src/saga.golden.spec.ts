import { readFileSync } from 'node:fs';
import { decode, fold, someMeta, type DomainEvent } from '#eventing';
import type { RecordedEvent } from '#ports';
import { checkoutEvents, type CheckoutEvent } from './checkout.events.saga.js';
import { checkout } from './checkout.saga.js';
import { fulfilmentEvents, type FulfilmentEvent } from './fulfilment.events.saga.js';
import { fulfilment } from './fulfilment.saga.js';
import { sagaOf } from './saga.view.js';

const ORDER = '5d1f3c52-7f0e-5b7c-8a0e-2f4b9f3d7c02';
const stored = JSON.parse(readFileSync('libs/contracts/golden/saga.json', 'utf8')) as DomainEvent[];

/** The stories in the file, each from its first event on, as they would stand in the log. */
const stories = stored
  .reduce<DomainEvent[][]>((found, event) => {
    if (event.type === 'CheckoutStarted' || event.type === 'FulfilmentOpened') return [...found, [event]];
    return [...found.slice(0, -1), [...(found.at(-1) ?? []), event]];
  }, [])
  .map((events) => events.map(recorded));

function recorded(event: DomainEvent, revision: number): RecordedEvent {
  const category = event.type.startsWith('Checkout') ? 'checkout' : 'fulfilment';
  const at = `2026-11-20T10:00:${String(revision).padStart(2, '0')}.000Z`;
  return {
    ...event,
    id: `${event.type} ${revision}`,
    stream: `${category}-${ORDER}`,
    revision,
    position: revision + 1,
    metadata: { ...someMeta(at), commandHash: '' },
  };
}

const [undone = [], confirmed = [], fulfilled = []] = stories;
const checkoutOf = (events: readonly RecordedEvent[]) =>
  fold(
    checkout,
    events.map((event) => decode<CheckoutEvent>(checkoutEvents, event)),
  );

describe('what was ever stored of sagas', () => {
  it('has a sample of every type', () => {
    const types = [...checkoutEvents.types, ...fulfilmentEvents.types];
    expect([...new Set(stored.map(({ type }) => type))].toSorted()).toEqual(types.toSorted());
  });

  it('comes to the same checkouts as on the day it was stored', () => {
    expect(checkoutOf(undone)).toMatchObject({
      phase: 'undone',
      held: false,
      asked: false,
      rounds: 2,
      steps: [],
      terms: { orderId: ORDER, occurredAt: '2010-12-01T08:26:00.000Z' },
    });
    expect(checkoutOf(confirmed)).toMatchObject({
      phase: 'confirmed',
      held: true,
      asked: true,
      steps: [],
      payment: { status: 'captured', captured: 3_995, refunded: 0, revision: 3 },
      cancellations: [{ amount: 500 }],
    });
  });

  it('comes to the same fulfilment as on the day it was stored', () => {
    const state = fold(
      fulfilment,
      fulfilled.map((event) => decode<FulfilmentEvent>(fulfilmentEvents, event)),
    );
    expect(state).toMatchObject({
      phase: 'open',
      ownsMoney: true,
      due: 2_995,
      shipped: 2_000,
      returned: 500,
      payment: { captured: 2_000, revision: 3 },
      elsewhere: { captured: 0, refunded: 0, voided: false },
      steps: [
        { id: 'release-c0a8012e-0000-5000-8000-000000000003', group: 2, attempt: 2 },
        { id: 'refund-2', attempt: 1, ask: { amount: 500 } },
      ],
    });
  });

  it('comes to the same flight records', () => {
    const short = (events: readonly RecordedEvent[]) => {
      const { id, state, step, steps } = sagaOf(events[0]?.stream ?? '', events);
      return { id, state, step, steps: steps.map(({ name, status }) => `${name} ${status}`) };
    };
    expect(short(undone)).toEqual({
      id: `checkout-${ORDER}`,
      state: 'rejected',
      step: 'cancel',
      steps: ['reserve compensated', 'release skipped', 'reject compensated', 'release-2 done', 'cancel done'],
    });
    expect(short(confirmed)).toMatchObject({ state: 'completed', step: 'capture' });
    expect(short(fulfilled)).toMatchObject({ id: `fulfilment-${ORDER}`, state: 'running' });
  });
});
