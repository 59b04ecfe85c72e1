import { someMeta } from '#eventing';
import type { CheckoutEvent } from './checkout.events.saga.js';
import { declaredCheckout, type SagaEvent, type SagaRow } from './saga-view.projection.js';
import { ask, askAgain, compensated, done, failed, renew, type Terms } from './steps.saga.js';

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;
const terms = { orderId: 'o1' } as Terms;
const reserve = ask('reserve', { name: 'reserveStock', lines: [{ sku: 'CUP', quantity: 2 }] }, at(0));
const confirm = ask('confirm', { name: 'confirmOrder' }, at(1));
const release = ask('release', { name: 'releaseStock', lines: [] }, at(2));
const reject = ask('reject', { name: 'rejectOrder', code: 'STOCK_TIMED_OUT', detail: 'too late' }, at(2));
const started: CheckoutEvent = { type: 'CheckoutStarted', data: { terms, asks: [reserve] } };
const undone: CheckoutEvent = {
  type: 'CheckoutUndone',
  data: { code: 'STOCK_TIMED_OUT', detail: 'too late', ends: [compensated(reserve)], asks: [release, reject] },
};

/** The row after events, one a second. */
function rowAfter(...events: CheckoutEvent[]): SagaRow {
  return events.reduce<SagaRow | undefined>((row, event, revision) => {
    const metadata = { ...someMeta(at(revision), `c${revision}`), commandHash: '' };
    const recorded = { ...event, id: String(revision), stream: 'checkout-o1', revision, position: revision, metadata };
    return { ...declaredCheckout.evolve(row, recorded as SagaEvent), id: 'o1', revision };
  }, undefined) as SagaRow;
}

describe('the view of a saga', () => {
  it('shows what is asked, and when it is looked at again', () => {
    expect(rowAfter(started)).toEqual({
      id: 'o1',
      revision: 0,
      state: 'running',
      phase: 'forward',
      step: 'reserve',
      attempt: 1,
      dueAt: at(5),
      steps: [
        {
          name: 'reserve',
          status: 'waiting',
          attempts: 1,
          startedAt: at(0),
          input: { call: 'reserveStock', lines: [{ sku: 'CUP', quantity: 2 }] },
          output: {},
          dueAt: at(5),
        },
      ],
      correlationId: 'c0',
      startedAt: at(0),
      updatedAt: at(0),
    });
  });

  it('counts the attempts of a step and keeps when it began', () => {
    const again = askAgain(reserve, at(1));
    const row = rowAfter(started, { type: 'CheckoutStepRepeated', data: { asks: again ? [again] : [] } });
    expect(row).toMatchObject({ attempt: 2, dueAt: at(11), updatedAt: at(1), correlationId: 'c0' });
    expect(row.steps).toMatchObject([{ attempts: 2, startedAt: at(0), status: 'waiting' }]);
  });

  it('is completed when the order is confirmed and nothing is open', () => {
    const reserved: CheckoutEvent = { type: 'CheckoutStockReserved', data: { ends: [done(reserve)], asks: [confirm] } };
    const confirmed: CheckoutEvent = { type: 'CheckoutConfirmed', data: { ends: [done(confirm)] } };
    expect(rowAfter(started, reserved)).toMatchObject({ state: 'running', step: 'confirm', dueAt: at(6) });
    expect(rowAfter(started, reserved, confirmed)).toMatchObject({ state: 'completed', step: 'confirm', dueAt: null });
  });

  it('is compensating until all is undone, then rejected', () => {
    const released: CheckoutEvent = { type: 'CheckoutStepEnded', data: { ends: [done(release)] } };
    const rejected: CheckoutEvent = { type: 'CheckoutStepEnded', data: { ends: [done(reject)] } };
    expect(rowAfter(started, undone)).toMatchObject({ state: 'compensating', dueAt: at(7) });
    expect(rowAfter(started, undone, released)).toMatchObject({ state: 'compensating', step: 'reject' });
    expect(rowAfter(started, undone, released, rejected)).toMatchObject({ state: 'rejected', dueAt: null });
  });

  it('needs attention for a step that failed, while the others go on', () => {
    const ends = [failed(release, 'NO_ANSWER', 'Asked 5 times.', false)];
    const failing: CheckoutEvent = { type: 'CheckoutStepFailed', data: { ends } };
    const row = rowAfter(started, undone, failing);
    expect(row).toMatchObject({ state: 'needsAttention', step: 'release', dueAt: at(7) });
    expect(row.steps).toMatchObject([
      { name: 'reserve', status: 'compensated', endedAt: at(1) },
      { name: 'release', status: 'failed', error: 'NO_ANSWER: Asked 5 times.' },
      { name: 'reject', status: 'waiting' },
    ]);
    const retried: CheckoutEvent = {
      type: 'CheckoutRetried',
      data: { reason: 'it is back', asks: [renew({ ...release, failure: ends[0]?.failure ?? undefined }, at(3))] },
    };
    const healed = rowAfter(started, undone, failing, retried);
    expect(healed).toMatchObject({ state: 'compensating' });
    expect(healed.steps[1]).not.toHaveProperty('error');
  });
});
