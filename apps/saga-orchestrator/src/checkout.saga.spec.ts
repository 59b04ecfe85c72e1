import { fold, someMeta, specify } from '#eventing';
import {
  CompensateCheckout,
  HearLinesCancelled,
  HearOrderCancelled,
  HearOrderConfirmed,
  HearOrderPlaced,
  HearPayment,
  HearRefusal,
  HearStockReleased,
  HearStockReserved,
  HearStockUnavailable,
  HearTimer,
  RetryCheckout,
  SkipCheckoutStep,
  type CheckoutCommand,
} from './checkout.commands.saga.js';
import type { CheckoutEvent } from './checkout.events.saga.js';
import { checkout } from './checkout.saga.js';
import type { HeardOfPayment, PaymentNews } from './money.saga.js';
import type { Standing, Terms } from './steps.saga.js';

const { given } = specify(checkout);
const meta = someMeta();
const terms: Terms = {
  orderId: 'o1',
  paymentId: 'p1',
  currency: 'GBP',
  total: 4_000,
  lines: [
    { lineId: '1', sku: 'POT', quantity: 1, goods: true },
    { lineId: '2', sku: 'CUP', quantity: 2, goods: true },
    { lineId: '3', sku: 'CUP', quantity: 1, goods: true },
    { lineId: '4', sku: 'POSTAGE', quantity: 1, goods: false },
  ],
  method: 'test',
  capture: 'onConfirm',
};
const events = [{ sku: 'CUP', revision: 7 }];
const standing = (status: Standing['status'], revision: number, captured = 0, refunded = 0): Standing => ({
  status,
  authorised: status === 'declined' || status === 'pending' ? 0 : 4_000,
  captured,
  refunded,
  revision,
});
const answer = (step: string, of: Standing, { undecided = false, attempt = 1 } = {}): HeardOfPayment => ({
  standing: of,
  undecided,
  step,
  attempt,
});
const news = (type: PaymentNews['type'], revision: number): HeardOfPayment => ({
  news: { type, amount: 4_000, revision },
});

const place = (changes: Partial<Terms> = {}) => new HearOrderPlaced('o1', { ...terms, ...changes }, meta);
const reserved = new HearStockReserved('o1', { events }, meta);
const authorised = new HearPayment('o1', answer('authorise', standing('authorised', 1)), meta);
const confirmed = new HearOrderConfirmed('o1', {}, meta);
const captured = new HearPayment('o1', answer('capture', standing('captured', 3, 4_000)), meta);
const cancelled = new HearOrderCancelled('o1', {}, meta);
const reason = { reason: 'asked by telephone' };

/** What the commands came to, one after another. */
function after(...commands: CheckoutCommand[]): CheckoutEvent[] {
  return commands.reduce<CheckoutEvent[]>(
    (past, command) => [...past, ...checkout.decide(command, fold(checkout, past))],
    [],
  );
}
const stepsAfter = (...commands: CheckoutCommand[]) => {
  const state = fold(checkout, after(...commands));
  return state.phase === 'new' ? [] : state.steps;
};
/** The steps that are open after the commands, as `<id>/<group> attempt <n>`. */
const openAfter = (...commands: CheckoutCommand[]) =>
  stepsAfter(...commands).map(({ id, group, attempt, failure }) =>
    [`${id}/${group}`, attempt, ...(failure ? [failure.code] : [])].join(' '),
  );
const timers = (step: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => new HearTimer('o1', { step, attempt: from + i }, meta));

describe('a checkout', () => {
  it('reserves the goods first, the same SKU on two lines as one', () => {
    given()
      .when(place())
      .then({
        type: 'CheckoutStarted',
        data: {
          terms,
          asks: [
            {
              id: 'reserve',
              ask: {
                name: 'reserveStock',
                lines: [
                  { sku: 'CUP', quantity: 3 },
                  { sku: 'POT', quantity: 1 },
                ],
                occurredAt: undefined,
              },
              group: 1,
              attempt: 1,
              last: 5,
              dueAt: '2026-01-01T00:00:05.000Z',
            },
          ],
        },
      });
  });

  it('tells its story in five facts', () => {
    expect(after(place(), reserved, authorised, confirmed, captured).map(({ type }) => type)).toEqual([
      'CheckoutStarted',
      'CheckoutStockReserved',
      'CheckoutPaymentAuthorised',
      'CheckoutConfirmed',
      'CheckoutPaymentCaptured',
    ]);
    expect(openAfter(place(), reserved, authorised, confirmed, captured)).toEqual([]);
  });

  it('confirms the order on the payment that it rests on, the same one at every try', () => {
    const asked = after(place(), reserved, authorised, ...timers('confirm', 1, 2)).flatMap(({ data }) =>
      (data.asks ?? []).filter(({ ask }) => ask.name === 'confirmOrder').map(({ ask }) => ask),
    );
    const payment = standing('authorised', 1);
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ name: 'confirmOrder', payment })));
  });

  it('skips what there is nothing to do for', () => {
    const services = { lines: terms.lines.filter((line) => !line.goods) };
    expect(openAfter(place(services))).toEqual(['authorise/1 1']);
    expect(openAfter(place({ ...services, method: 'none', total: 0 }))).toEqual(['confirm/1 1']);
    expect(openAfter(place({ capture: 'onShipment' }), reserved, authorised, confirmed)).toEqual([]);
    expect(openAfter(place({ method: 'manual' }), reserved, authorised, confirmed)).toEqual([]);
  });

  it('hands the money over with its last fact', () => {
    const payment = standing('captured', 3, 4_000);
    expect(after(place(), reserved, authorised, confirmed, captured).at(-1)).toMatchObject({
      data: { handsOver: payment },
    });
    expect(after(place({ capture: 'manual' }), reserved, authorised, confirmed).at(-1)).toMatchObject({
      data: { handsOver: standing('authorised', 1) },
    });
  });

  it('hears everything twice and does it once', () => {
    const once = [place(), reserved, authorised, confirmed, captured];
    expect(after(...once.flatMap((command) => [command, command]))).toEqual(after(...once));
  });

  it('rejects what cannot be had', () => {
    const shortage = { sku: 'CUP', requested: 3, available: 1, code: 'STOCK_UNAVAILABLE', events };
    const told = after(place(), new HearStockUnavailable('o1', shortage, meta));
    expect(told.at(-1)).toMatchObject({ type: 'CheckoutUndone', data: { code: 'STOCK_UNAVAILABLE', sku: 'CUP' } });
    expect(openAfter(place(), new HearStockUnavailable('o1', shortage, meta))).toEqual(['reject/1 1']);
  });

  it('gives the stock back when the payment is declined', () => {
    const declined = new HearPayment('o1', answer('authorise', standing('declined', 1)), meta);
    expect(openAfter(place(), reserved, declined)).toEqual(['release/1 1', 'reject/1 1']);
  });

  it('undoes what it did when its buyer cancels, without rejecting', () => {
    expect(openAfter(place(), cancelled)).toEqual(['release/1 1']);
    expect(openAfter(place(), reserved, cancelled)).toEqual(['release/1 1', 'void/1 1']);
    expect(openAfter(place(), reserved, authorised, cancelled)).toEqual(['release/1 1', 'void/1 1']);
  });

  it('leaves a confirmed order to its fulfilment', () => {
    const past = after(place(), reserved, authorised, confirmed, captured);
    given(...past)
      .when(cancelled)
      .then();
    given(...past)
      .when(new HearPayment('o1', news('PaymentRefunded', 5), meta))
      .then();
  });

  it('captures what is due when a part was cancelled before it was confirmed', () => {
    const part = { cancellationId: 'c1', lines: [{ lineId: '1', quantity: 1 }], amount: 1_500 };
    const past = [place(), reserved, authorised, new HearLinesCancelled('o1', part, meta), confirmed];
    expect(after(...past).at(-1)).toMatchObject({ data: { cancellations: [part] } });
    expect(stepsAfter(...past)[0]?.ask).toEqual({
      name: 'capturePayment',
      paymentId: 'p1',
      amount: 2_500,
      goal: 2_500,
    });
  });
});

describe('a checkout that gets no answer', () => {
  it('repeats the request under the same id, waiting longer each time', () => {
    const [step] = stepsAfter(place(), ...timers('reserve', 1, 1));
    expect(step).toMatchObject({ id: 'reserve', group: 1, attempt: 2, dueAt: '2026-01-01T00:00:10.000Z' });
    expect(stepsAfter(place(), ...timers('reserve', 1, 2))[0]).toMatchObject({ dueAt: '2026-01-01T00:00:20.000Z' });
  });

  it('is not repeated by a timer that is late', () => {
    given(...after(place(), ...timers('reserve', 1, 1)))
      .when(new HearTimer('o1', { step: 'reserve', attempt: 1 }, meta))
      .then();
  });

  it('gives up reserving and authorising when the budget is used up', () => {
    const tooLate = after(place(), ...timers('reserve', 1, 5));
    expect(tooLate.at(-1)).toMatchObject({ type: 'CheckoutUndone', data: { code: 'STOCK_TIMED_OUT' } });
    expect(openAfter(place(), reserved, ...timers('authorise', 1, 5))).toEqual([
      'release/1 1',
      'void/1 1',
      'reject/1 1',
    ]);
  });

  it('gives up on a provider that has not decided by the deadline, once it was asked again', () => {
    const undecided = (attempt: number) =>
      new HearPayment('o1', answer('authorise', standing('pending', 0), { undecided: true, attempt }), meta);
    const waiting = [place(), reserved, undecided(1)];
    expect(stepsAfter(...waiting)[0]).toMatchObject({ id: 'authorise', attempt: 1, pending: 1 });
    expect(openAfter(...waiting, undecided(1))).toEqual(['authorise/1 1']);
    const told = after(...waiting, ...timers('authorise', 1, 1), undecided(2));
    expect(told.at(-1)).toMatchObject({ type: 'CheckoutUndone', data: { code: 'PAYMENT_TIMED_OUT' } });
  });

  it('never gives up confirming or capturing: a person looks at it', () => {
    expect(openAfter(place(), reserved, authorised, ...timers('confirm', 1, 5))).toEqual(['confirm/1 5 NO_ANSWER']);
    expect(openAfter(place(), reserved, authorised, confirmed, ...timers('capture', 1, 5))).toEqual([
      'capture/1 5 NO_ANSWER',
    ]);
  });
});

describe('a late success', () => {
  const released = new HearStockReleased('o1', { events }, meta);
  const refused = new HearRefusal('o1', { step: 'void', missing: true, code: 'NOT_FOUND', detail: 'none' }, meta);
  const over = [place(), reserved, ...timers('authorise', 1, 5), released, refused];

  it('of authorising is voided', () => {
    expect(openAfter(...over)).toEqual(['reject/1 1']);
    const late = new HearPayment('o1', news('PaymentAuthorised', 1), meta);
    expect(openAfter(...over, late)).toEqual(['reject/1 1', 'void-2/1 1']);
  });

  it('of capturing is refunded', () => {
    const late = [news('PaymentAuthorised', 1), news('PaymentCaptured', 3)].map(
      (heard) => new HearPayment('o1', heard, meta),
    );
    expect(stepsAfter(...over, ...late).at(-1)).toMatchObject({
      id: 'refund-3',
      ask: { name: 'refundPayment', amount: 4_000, goal: 4_000 },
    });
  });

  it('of reserving is released, unless that was done already', () => {
    const skipped = [
      place(),
      ...timers('reserve', 1, 5),
      ...timers('release', 1, 5),
      new SkipCheckoutStep('o1', reason, meta),
    ];
    expect(openAfter(...skipped, reserved)).toContain('release-2/1 1');
    expect(openAfter(...over, reserved)).toEqual(['reject/1 1']);
  });

  it('of confirming is cancelled, since a confirmed order cannot be rejected', () => {
    const compensated = [
      place(),
      reserved,
      authorised,
      ...timers('confirm', 1, 5),
      new CompensateCheckout('o1', reason, meta),
    ];
    expect(openAfter(...compensated)).toEqual(['release/1 1', 'void/1 1', 'reject/1 1']);
    expect(openAfter(...compensated, confirmed)).toEqual(['release/1 1', 'void/1 1', 'cancel/1 1']);
    expect(openAfter(...compensated, confirmed, cancelled)).toEqual(['release/1 1', 'void/1 1']);
  });

  it('that is told late changes nothing', () => {
    const past = [
      ...over,
      new HearPayment('o1', news('PaymentAuthorised', 1), meta),
      new HearPayment('o1', news('PaymentVoided', 3), meta),
    ];
    expect(openAfter(...past)).toEqual(['reject/1 1']);
    given(...after(...past))
      .when(new HearPayment('o1', answer('authorise', standing('authorised', 1)), meta))
      .then();
  });

  it('of capturing heals what waited for a person', () => {
    const failed = [place(), reserved, authorised, confirmed, ...timers('capture', 1, 5)];
    expect(openAfter(...failed, new HearPayment('o1', news('PaymentCaptured', 3), meta))).toEqual([]);
  });
});

describe('an operator', () => {
  const silent = [place(), reserved, authorised, confirmed, ...timers('capture', 1, 5)];
  const refusal = { step: 'capture', missing: false, code: 'PAYMENT_VOIDED', detail: 'It is voided.' };
  const refused = [place(), reserved, authorised, confirmed, new HearRefusal('o1', refusal, meta)];

  it('retries as the same command what was never answered, as a new one what was refused', () => {
    expect(openAfter(...silent, new RetryCheckout('o1', reason, meta))).toEqual(['capture/1 6']);
    expect(openAfter(...refused)).toEqual(['capture/1 1 PAYMENT_VOIDED']);
    expect(openAfter(...refused, new RetryCheckout('o1', reason, meta))).toEqual(['capture/2 2']);
    expect(stepsAfter(...silent, new RetryCheckout('o1', reason, meta))[0]?.last).toBe(10);
  });

  it('skips a step, and the checkout goes on', () => {
    expect(openAfter(...silent, new SkipCheckoutStep('o1', reason, meta))).toEqual([]);
    const confirming = [place(), reserved, authorised, ...timers('confirm', 1, 5)];
    expect(openAfter(...confirming, new SkipCheckoutStep('o1', reason, meta))).toEqual(['capture/1 1']);
  });

  it('compensates: what is not confirmed is undone, what is confirmed is cancelled', () => {
    expect(after(...silent, new CompensateCheckout('o1', reason, meta)).at(-1)).toMatchObject({
      type: 'CheckoutCancellationAsked',
      data: { ...reason, ends: [{ id: 'capture', status: 'compensated' }] },
    });
    expect(openAfter(...silent, new CompensateCheckout('o1', reason, meta), cancelled)).toEqual([]);
  });

  it('steps in only where the checkout waits for one', () => {
    const running = after(place());
    for (const Action of [RetryCheckout, SkipCheckoutStep, CompensateCheckout]) {
      given(...running)
        .when(new Action('o1', reason, meta))
        .rejects('SAGA_NOT_WAITING');
      given()
        .when(new Action('o1', reason, meta))
        .rejects('NOT_FOUND');
    }
  });
});
