import { AppError, type Decider } from '#eventing';
import type { CheckoutCommand } from './checkout.commands.saga.js';
import { checkoutEvents, type Begun, type Checkout, type CheckoutEvent } from './checkout.events.saga.js';
import { captureAnew, captureOf, due, heardPayment, type Placed } from './checkout.payment.saga.js';
import {
  canBeGivenUp,
  cancelling,
  goods,
  isRelease,
  release,
  timedOut,
  undoMoney,
  undone,
} from './checkout.undo.saga.js';
import { isKnown, isSame, NO_PAYMENT } from './money.saga.js';
import {
  advance,
  ask,
  askAgain,
  compensated,
  done,
  failed,
  isWaiting,
  needy,
  notWaiting,
  renew,
  silent,
  type Ask,
  type Refusal,
  type Standing,
  type Step,
  type Terms,
} from './steps.saga.js';

/**
 * The story of a checkout: reserve stock, authorise the payment, confirm the order, capture where the money is taken on
 * confirmation. It hears facts, duplicates and late ones too, and notes what it asks next. Until the order is confirmed
 * everything can be undone; a confirmed order is left to its fulfilment.
 */
export const checkout: Decider<Checkout, CheckoutCommand, CheckoutEvent> = {
  category: 'checkout',
  events: checkoutEvents,
  schema: 1,
  initial: { phase: 'new' },
  begins: ({ type }) => type === 'HearOrderPlaced',

  decide: (command, state) => handingOver(state, heard(command, state)),

  hasHeard({ type, data }, state) {
    if (state.phase === 'new') return false;
    if (type === 'HearPayment') return 'news' in data && isKnown(state.payment, data.news);
    return type === 'HearOrderPlaced' || (type === 'HearOrderConfirmed' && state.phase === 'confirmed');
  },

  evolve(state, { type, data }) {
    if (type === 'CheckoutStarted') {
      const { terms } = data;
      const begun: Begun = {
        phase: 'placed',
        terms,
        steps: [],
        held: false,
        asked: false,
        payment: NO_PAYMENT,
        cancellations: [],
        rounds: 0,
      };
      return { ...begun, ...moved(begun, data) };
    }
    if (state.phase === 'new') return state;
    const next = { ...state, ...moved(state, data) };
    if (type === 'CheckoutConfirmed') return { ...next, phase: 'confirmed' };
    if (type === 'CheckoutUndone') return { ...next, phase: 'undone', held: !!data.asks?.some(isRelease) };
    if (type === 'CheckoutLinesCancelled') {
      return { ...next, cancellations: [...state.cancellations, data.cancellation] };
    }
    return next;
  },
};

function heard(command: CheckoutCommand, state: Checkout): readonly CheckoutEvent[] {
  const { at } = command.meta;
  if (state.phase === 'new') {
    if (command.type === 'HearOrderPlaced') return [started(command.data, at)];
    if ('reason' in command.data) throw new AppError('notFound', 'NOT_FOUND', `There is no checkout ${command.id}.`);
    return [];
  }
  const open = (name: Ask['name']) => state.steps.find(({ ask }) => ask.name === name);
  switch (command.type) {
    case 'HearOrderPlaced':
      return [];

    case 'HearStockReserved': {
      const reserve = open('reserveStock');
      const stockEvents = command.data.events;
      if (reserve) {
        const asks = [afterStock(state, at)];
        return [{ type: 'CheckoutStockReserved', data: { ends: [done(reserve)], asks, stockEvents } }];
      }
      if (state.phase !== 'undone' || !state.held || open('releaseStock')) return [];
      return [{ type: 'CheckoutLateReservation', data: { asks: [release(state, at)], stockEvents } }];
    }
    case 'HearStockUnavailable': {
      const { sku, requested, available } = command.data;
      const reserve = open('reserveStock');
      const detail = `Of ${sku} ${requested} are wanted and ${available} available.`;
      if (!reserve) return [];
      const event = undone({ ...state, held: false }, { code: 'STOCK_UNAVAILABLE', detail, sku }, at);
      return [{ ...event, data: { ...event.data, stockEvents: command.data.events } }];
    }
    case 'HearPayment':
      return heardPayment(state, command.data, at);

    case 'HearOrderConfirmed':
      if (state.phase === 'placed') return open('confirmOrder') ? [confirmed(state, at)] : [];
      // Rejecting came too late.
      if (state.phase === 'undone' && open('rejectOrder')) return [cancelling(state, 'The checkout was undone.', at)];
      return [];

    case 'HearOrderCancelled':
    case 'HearOrderRejected': {
      const code = command.type === 'HearOrderCancelled' ? 'ORDER_CANCELLED' : 'ORDER_REJECTED';
      if (state.phase === 'placed') return [undone(state, { code, detail: 'The order is over.' }, at, false)];
      const ends = state.steps.filter(({ ask }) => ask.name === 'rejectOrder' || ask.name === 'cancelOrder');
      return ends.length ? [{ type: 'CheckoutStepEnded', data: { ends: ends.map((step) => done(step)) } }] : [];
    }
    case 'HearLinesCancelled':
      if (state.phase !== 'placed') return [];
      return [{ type: 'CheckoutLinesCancelled', data: { cancellation: command.data } }];

    case 'HearStockReleased': {
      const step = open('releaseStock');
      const stockEvents = command.data.events;
      return step ? [{ type: 'CheckoutStepEnded', data: { ends: [done(step)], stockEvents } }] : [];
    }
    case 'HearRefusal':
      return refused(state, command.data, at);

    case 'HearTimer': {
      const step = state.steps.find(({ id }) => id === command.data.step);
      if (!step || !isWaiting(step) || step.attempt !== command.data.attempt) return [];
      const again = askAgain(step, at);
      if (again) return [{ type: 'CheckoutStepRepeated', data: { asks: [again] } }];
      return canBeGivenUp(step)
        ? [undone(state, timedOut(step), at)]
        : [{ type: 'CheckoutStepFailed', data: { ends: [silent(step)] } }];
    }
    case 'RetryCheckout': {
      const asks = needy(state.steps).map((step) => renew(step, at));
      return [{ type: 'CheckoutRetried', data: { ...command.data, asks } }];
    }
    case 'SkipCheckoutStep': {
      const steps = needy(state.steps);
      const ends = steps.map(({ id }) => ({ id, status: 'skipped' as const }));
      const skipped: CheckoutEvent = { type: 'CheckoutSkipped', data: { ...command.data, ends } };
      const goesOn = state.phase === 'placed' && steps.some(({ ask }) => ask.name === 'confirmOrder');
      return goesOn ? [skipped, confirmed(state, at)] : [skipped];
    }
    case 'CompensateCheckout': {
      needy(state.steps);
      const { reason } = command.data;
      if (state.phase === 'placed') return [undone(state, { code: 'CHECKOUT_COMPENSATED', detail: reason }, at)];
      if (state.phase === 'confirmed' && !open('cancelOrder')) return [cancelling(state, reason, at)];
      throw notWaiting('It is being undone already: retry or skip what has failed.');
    }
  }
}

/** The last event of a confirmed order's checkout says where its money stands. */
function handingOver(state: Checkout, events: readonly CheckoutEvent[]): readonly CheckoutEvent[] {
  let after = state;
  return events.map((event) => {
    after = checkout.evolve(after, event);
    return after.phase === 'confirmed' && !after.steps.length ? withStanding(event, after.payment) : event;
  });
}

const withStanding = <E extends CheckoutEvent>(event: E, handsOver: Standing): E => ({
  ...event,
  data: { ...event.data, handsOver },
});

function started(terms: Terms, at: string): CheckoutEvent {
  const placed: Placed = { terms, cancellations: [] };
  const lines = goods(terms);
  const { occurredAt } = terms;
  const first = lines.length ? ask('reserve', { name: 'reserveStock', lines, occurredAt }, at) : afterStock(placed, at);
  return { type: 'CheckoutStarted', data: { terms, asks: [first] } };
}

function afterStock(placed: Placed, at: string): Step {
  const { paymentId, currency, method, token, reference } = placed.terms;
  const amount = due(placed);
  return method === 'none' || amount === 0
    ? ask('confirm', { name: 'confirmOrder' }, at)
    : ask('authorise', { name: 'authorisePayment', paymentId, amount, currency, method, token, reference }, at);
}

function confirmed(state: Begun, at: string): CheckoutEvent {
  const { cancellations, steps } = state;
  const capture = captureOf(state);
  return {
    type: 'CheckoutConfirmed',
    data: {
      ends: steps.filter(({ ask }) => ask.name === 'confirmOrder').map((step) => done(step)),
      ...(capture && { asks: [ask('capture', capture, at)] }),
      ...(cancellations.length && { cancellations }),
    },
  };
}

/** Undoing a step is tried until its budget ends; the others are told at once when they cannot be. */
function refused(state: Begun, { step: id, missing, code, detail }: Refusal, at: string): readonly CheckoutEvent[] {
  const step = state.steps.find((one) => one.id === id);
  if (!step || !isWaiting(step)) return [];
  const stepFailed = (): CheckoutEvent[] => [
    { type: 'CheckoutStepFailed', data: { ends: [failed(step, code, detail, true)] } },
  ];
  switch (step.ask.name) {
    case 'reserveStock':
      return [undone(state, { code, detail }, at)];
    case 'authorisePayment':
      return [undone(state, { code: 'PAYMENT_DECLINED', detail: `${code}: ${detail}` }, at)];
    case 'releaseStock':
    case 'voidPayment':
      if (missing) return [{ type: 'CheckoutStepEnded', data: { ends: [done(step)] } }];
      return step.attempt < step.last ? [] : stepFailed();
    case 'refundPayment': {
      const others = state.steps.filter((one) => one !== step);
      const asks = undoMoney({ ...state, steps: others }, at);
      if (isSame(step, asks[0])) return stepFailed();
      return [{ type: 'CheckoutStepEnded', data: { ends: [compensated(step)], asks } }];
    }
    case 'rejectOrder':
    case 'cancelOrder':
      return step.attempt < step.last ? [] : stepFailed();
    case 'capturePayment': {
      const asks = captureAnew(state, step, at);
      return asks.length ? [{ type: 'CheckoutStepRepeated', data: { asks } }] : stepFailed();
    }
    case 'confirmOrder':
    case 'shipStock':
    case 'returnStock':
      return stepFailed();
  }
}

/** What every event does to the steps, and what follows from what was asked. */
function moved(
  state: Begun,
  data: CheckoutEvent['data'],
): Pick<Begun, 'steps' | 'held' | 'asked' | 'payment' | 'rounds'> {
  const steps = advance(state.steps, data);
  const asks = data.asks ?? [];
  const released = data.ends?.some(({ id, status }) => status === 'done' && isReleaseOf(state, id));
  const undoes = asks.some(
    ({ attempt, ask }) =>
      attempt === 1 && (ask.name === 'releaseStock' || ask.name === 'voidPayment' || ask.name === 'refundPayment'),
  );
  return {
    steps,
    held: (state.held && !released) || asks.some(({ ask }) => ask.name === 'reserveStock'),
    asked: state.asked || asks.some(({ ask }) => ask.name === 'authorisePayment'),
    payment: data.payment ?? state.payment,
    rounds: state.rounds + (undoes ? 1 : 0),
  };
}

const isReleaseOf = ({ steps }: Begun, id: string) => steps.some((step) => step.id === id && isRelease(step));
