import { fold, someMeta, specify } from '#eventing';
import {
  CompensateFulfilment,
  HearMoneyMoved,
  HearParcelShipped,
  HearPartCancelled,
  HearReturnReceived,
  HearStepRefused,
  HearStepTimer,
  HearStockMoved,
  OpenFulfilment,
  RetryFulfilment,
  SkipFulfilmentStep,
  TakeOverMoney,
  type FulfilmentCommand,
} from './fulfilment.commands.saga.js';
import type { FulfilmentEvent } from './fulfilment.events.saga.js';
import { fulfilment } from './fulfilment.saga.js';
import type { PaymentNews } from './money.saga.js';
import type { Standing, Terms } from './steps.saga.js';

const { given } = specify(fulfilment);
const meta = someMeta();
const terms: Terms = {
  orderId: 'o1',
  paymentId: 'p1',
  currency: 'GBP',
  total: 5_000,
  lines: [
    { lineId: '1', sku: 'CUP', quantity: 3, goods: true },
    { lineId: '2', sku: 'POT', quantity: 1, goods: true },
    { lineId: '3', sku: 'POSTAGE', quantity: 1, goods: false },
  ],
  method: 'test',
  capture: 'onConfirm',
};
const reason = { reason: 'asked by telephone' };
const open = (changes: Partial<Terms> = {}) => new OpenFulfilment('o1', { ...terms, ...changes }, meta);
const standing = (captured: number, refunded: number, revision: number): Standing => ({
  status: refunded ? 'partlyRefunded' : captured ? 'captured' : 'authorised',
  authorised: 5_000,
  captured,
  refunded,
  revision,
});
const paid = new TakeOverMoney('o1', standing(5_000, 0, 3), meta);
const held = new TakeOverMoney('o1', standing(0, 0, 1), meta);
const ship = (shipmentId: string, amount: number, ...lines: [string, number][]) => {
  const shipped = lines.map(([lineId, quantity]) => ({ lineId, quantity }));
  return new HearParcelShipped('o1', { shipmentId, lines: shipped, amount }, meta);
};
const cancel = (cancellationId: string, amount: number, ...lines: [string, number][]) => {
  const cancelled = lines.map(([lineId, quantity]) => ({ lineId, quantity }));
  return new HearPartCancelled('o1', { cancellationId, lines: cancelled, amount }, meta);
};
const news = (type: PaymentNews['type'], amount: number, revision: number) =>
  new HearMoneyMoved('o1', { news: { type, amount, revision } }, meta);
const answer = (step: string, of: Standing) =>
  new HearMoneyMoved('o1', { standing: of, undecided: false, step, attempt: 1 }, meta);

function after(...commands: FulfilmentCommand[]): FulfilmentEvent[] {
  return commands.reduce<FulfilmentEvent[]>(
    (past, command) => [...past, ...fulfilment.decide(command, fold(fulfilment, past))],
    [],
  );
}
/** What is asked by the open steps, by their ids. */
function openAfter(...commands: FulfilmentCommand[]) {
  const state = fold(fulfilment, after(...commands));
  return state.phase === 'new' ? {} : Object.fromEntries(state.steps.map(({ id, ask }) => [id, ask]));
}

describe('a fulfilment', () => {
  it('ships the goods of a parcel and takes its money where it is taken on shipment', () => {
    expect(openAfter(open({ capture: 'onShipment' }), held, ship('s1', 1_500, ['1', 1], ['3', 1]))).toEqual({
      'ship-s1': { name: 'shipStock', shipmentId: 's1', lines: [{ sku: 'CUP', quantity: 1 }], occurredAt: undefined },
      'capture-1': { name: 'capturePayment', paymentId: 'p1', amount: 1_500, goal: 1_500 },
    });
  });

  it('takes the money of parcels one after another', () => {
    const two = [open({ capture: 'onShipment' }), held, ship('s1', 1_500, ['1', 1]), ship('s2', 2_000, ['2', 1])];
    expect(Object.keys(openAfter(...two))).toEqual(['ship-s1', 'capture-1', 'ship-s2']);
    const first = { ...standing(1_500, 0, 3), status: 'partlyCaptured' as const };
    expect(openAfter(...two, answer('capture-1', first))).toMatchObject({
      'capture-2': { amount: 2_000, goal: 3_500 },
    });
  });

  it('releases what is cancelled and gives its money back', () => {
    expect(openAfter(open(), paid, cancel('c1', 2_000, ['2', 1]))).toEqual({
      'release-c1': { name: 'releaseStock', releaseId: 'c1', lines: [{ sku: 'POT', quantity: 1 }] },
      'refund-1': { name: 'refundPayment', paymentId: 'p1', amount: 2_000, goal: 2_000 },
    });
  });

  it('lets a payment go that was only authorised when nothing is left of the order', () => {
    const whole = cancel('c1', 5_000, ['1', 3], ['2', 1], ['3', 1]);
    expect(openAfter(open({ capture: 'manual' }), held, whole)).toMatchObject({ 'void-1': { name: 'voidPayment' } });
    expect(Object.keys(openAfter(open({ capture: 'manual' }), held, cancel('c1', 2_000, ['2', 1])))).toEqual([
      'release-c1',
    ]);
  });

  it('lets go what is held beside what was refunded by hand, once nothing more will be taken', () => {
    const rest = cancel('c1', 3_500, ['1', 2], ['2', 1]);
    const shipped = [open({ capture: 'onShipment' }), held, ship('s1', 1_500, ['1', 1])];
    const taken = [...shipped, news('PaymentCaptured', 1_500, 2), news('PaymentRefunded', 500, 3)];
    expect(Object.keys(openAfter(...taken))).toEqual(['ship-s1']);
    expect(openAfter(...taken, rest)).toMatchObject({ 'void-2': { name: 'voidPayment' } });
    const voided = [...taken, rest, news('PaymentVoided', 3_500, 4)];
    expect(Object.keys(openAfter(...voided))).toEqual(['ship-s1', 'release-c1']);
  });

  it('knows the word for its payment, whatever came first', () => {
    const byHand = [news('PaymentCaptured', 1_500, 2), news('PaymentRefunded', 500, 3)];
    given(...after(open({ capture: 'manual' }), held, ...byHand))
      .when(news('PaymentCaptured', 1_000, 4))
      .then({
        type: 'FulfilmentPaymentHeard',
        data: {
          ends: [],
          waits: [],
          payment: {
            status: 'partlyRefunded',
            authorised: 5_000,
            captured: 2_500,
            refunded: 500,
            held: 2_500,
            revision: 4,
          },
        },
      });
  });

  it('takes returned goods in, each with its disposition, and refunds them', () => {
    const lines = [
      { lineId: '1', quantity: 1, disposition: 'restock' as const },
      { lineId: '1', quantity: 1, disposition: 'damaged' as const },
    ];
    const back = new HearReturnReceived('o1', { returnId: 'r1', amount: 2_000, lines }, meta);
    expect(openAfter(open(), paid, back)).toEqual({
      'return-r1': {
        name: 'returnStock',
        returnId: 'r1',
        lines: [
          { sku: 'CUP', quantity: 1, disposition: 'restock' },
          { sku: 'CUP', quantity: 1, disposition: 'damaged' },
        ],
        occurredAt: undefined,
      },
      'refund-1': { name: 'refundPayment', paymentId: 'p1', amount: 2_000, goal: 2_000 },
    });
  });

  it('touches no money before the checkout has handed it over', () => {
    const early = [open(), cancel('c1', 2_000, ['2', 1])];
    expect(Object.keys(openAfter(...early))).toEqual(['release-c1']);
    expect(Object.keys(openAfter(...early, paid))).toEqual(['release-c1', 'refund-1']);
  });

  it('counts what was refunded by hand before', () => {
    const moved = [open(), paid, news('PaymentRefunded', 500, 5)];
    expect(openAfter(...moved, cancel('c1', 2_000, ['3', 1]))).toMatchObject({
      'refund-1': { amount: 1_500, goal: 2_000 },
    });
  });

  it('asks for less when a refund by hand came in between', () => {
    const refusal = { step: 'refund-1', missing: false, code: 'REFUND_EXCEEDS_CAPTURE', detail: 'At most 4,000.' };
    const asked = [open(), paid, cancel('c1', 5_000, ['3', 1])];
    const refused = new HearStepRefused('o1', refusal, meta);
    const byHand = news('PaymentRefunded', 1_000, 5);
    expect(openAfter(...asked, byHand, refused)).toMatchObject({ 'refund-2': { amount: 4_000, goal: 5_000 } });
    expect(openAfter(...asked, refused, byHand)).toMatchObject({ 'refund-2': { amount: 4_000, goal: 5_000 } });
  });

  it('hears everything twice and does it once', () => {
    const once = [
      open(),
      paid,
      ship('s1', 0, ['1', 1]),
      cancel('c1', 2_000, ['2', 1]),
      answer('refund-1', standing(5_000, 2_000, 5)),
    ];
    expect(after(...once.flatMap((command) => [command, command]))).toEqual(after(...once));
  });

  it('notes which stock events were its own', () => {
    const events = [{ sku: 'CUP', revision: 4 }];
    given(...after(open(), paid, ship('s1', 0, ['1', 1])))
      .when(new HearStockMoved('o1', { step: 'ship-s1', events }, meta))
      .then({
        type: 'FulfilmentStepEnded',
        data: { ends: [{ id: 'ship-s1', status: 'done', output: {} }], stockEvents: events },
      });
  });
});

describe('a step that does not succeed', () => {
  const shipped = [open(), paid, ship('s1', 0, ['1', 1])];
  const timer = (attempt: number) => new HearStepTimer('o1', { step: 'ship-s1', attempt }, meta);
  const failureAfter = (...commands: FulfilmentCommand[]) => {
    const state = fold(fulfilment, after(...commands));
    return state.phase === 'new'
      ? []
      : state.steps.map(({ group, attempt, failure }) => [group, attempt, failure?.code]);
  };

  it('is repeated, then waits for a person', () => {
    expect(failureAfter(...shipped, timer(1), timer(2))).toEqual([[1, 3, undefined]]);
    expect(failureAfter(...shipped, ...[1, 2, 3, 4, 5].map(timer))).toEqual([[1, 5, 'NO_ANSWER']]);
  });

  it('waits for a person at once when it is refused, and is asked anew by a retry', () => {
    const refusal = { step: 'ship-s1', missing: false, code: 'RESERVATION_EXCEEDED', detail: 'Not held.' };
    const refused = [...shipped, new HearStepRefused('o1', refusal, meta)];
    expect(failureAfter(...refused)).toEqual([[1, 1, 'RESERVATION_EXCEEDED']]);
    expect(failureAfter(...refused, new RetryFulfilment('o1', reason, meta))).toEqual([[2, 2, undefined]]);
    expect(failureAfter(...refused, new SkipFulfilmentStep('o1', reason, meta))).toEqual([]);
  });

  it('is taken as done elsewhere when an operator skips it', () => {
    const failing = [open(), paid, cancel('c1', 2_000, ['3', 1])];
    const timers = [1, 2, 3, 4, 5].map((attempt) => new HearStepTimer('o1', { step: 'refund-1', attempt }, meta));
    const skipped = [...failing, ...timers, new SkipFulfilmentStep('o1', reason, meta)];
    expect(openAfter(...skipped)).toEqual({});
    expect(openAfter(...skipped, cancel('c2', 1_000, ['3', 1]))).toMatchObject({ 'refund-2': { amount: 1_000 } });
  });

  it('cannot be compensated: what has left the house has left', () => {
    given(...after(...shipped))
      .when(new CompensateFulfilment('o1', reason, meta))
      .rejects('SAGA_NOT_WAITING');
    given(...after(...shipped))
      .when(new RetryFulfilment('o1', reason, meta))
      .rejects('SAGA_NOT_WAITING');
    given()
      .when(new RetryFulfilment('o1', reason, meta))
      .rejects('NOT_FOUND');
  });
});
