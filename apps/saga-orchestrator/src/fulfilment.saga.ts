import type { LineQuantity } from '#contracts';
import { AppError, type Decider } from '#eventing';
import type { FulfilmentCommand } from './fulfilment.commands.saga.js';
import {
  fulfilmentEvents,
  type Elsewhere,
  type Fulfilment,
  type FulfilmentEvent,
  type Opened,
} from './fulfilment.events.saga.js';
import { isHeld, isMoney, isSame, kept, NO_PAYMENT, overtaken, standingAfter, weigh } from './money.saga.js';
import {
  advance,
  ask,
  askAgain,
  bySku,
  compensated,
  done,
  failed,
  isWaiting,
  needy,
  notWaiting,
  renew,
  silent,
  type Ask,
  type Pieces,
  type Step,
  type Terms,
} from './steps.saga.js';

/**
 * What follows from shipping, cancelling and returning parts of a confirmed order. Stock: one step for each of them.
 * Money: one step at a time, always towards what is due, whoever else captures or refunds meanwhile.
 */
export const fulfilment: Decider<Fulfilment, FulfilmentCommand, FulfilmentEvent> = {
  category: 'fulfilment',
  events: fulfilmentEvents,
  schema: 1,
  initial: { phase: 'new' },

  decide(command, state) {
    const { at } = command.meta;
    if (state.phase === 'new') {
      if (command.type === 'OpenFulfilment') return [{ type: 'FulfilmentOpened', data: { terms: command.data } }];
      if ('reason' in command.data)
        throw new AppError('notFound', 'NOT_FOUND', `There is no fulfilment ${command.id}.`);
      return [];
    }
    const stepOf = ({ step }: { readonly step: string }) =>
      state.steps.find((one) => one.id === step && isWaiting(one));
    switch (command.type) {
      case 'OpenFulfilment':
        return [];

      case 'TakeOverMoney': {
        if (state.ownsMoney) return [];
        const payment = command.data.revision > state.payment.revision ? command.data : state.payment;
        return [towardsDue(state, { type: 'FulfilmentMoneyTakenOver', data: { payment } }, at)];
      }
      case 'HearParcelShipped': {
        const { shipmentId, lines, amount, occurredAt } = command.data;
        if (state.heard.includes(shipmentId)) return [];
        const asks = ofGoods(state, lines, (pieces) =>
          ask(`ship-${shipmentId}`, { name: 'shipStock', shipmentId, lines: bySku(pieces), occurredAt }, at),
        );
        return [towardsDue(state, { type: 'FulfilmentParcelShipped', data: { shipmentId, amount, asks } }, at)];
      }
      case 'HearPartCancelled': {
        const { cancellationId, lines, amount } = command.data;
        if (state.heard.includes(cancellationId)) return [];
        const asks = ofGoods(state, lines, (pieces) =>
          ask(
            `release-${cancellationId}`,
            { name: 'releaseStock', releaseId: cancellationId, lines: bySku(pieces) },
            at,
          ),
        );
        return [towardsDue(state, { type: 'FulfilmentLinesCancelled', data: { cancellationId, amount, asks } }, at)];
      }
      case 'HearReturnReceived': {
        const { returnId, lines, amount, occurredAt } = command.data;
        if (state.heard.includes(returnId)) return [];
        const asks = ofGoods(state, lines, (pieces) =>
          ask(`return-${returnId}`, { name: 'returnStock', returnId, lines: pieces, occurredAt }, at),
        );
        return [towardsDue(state, { type: 'FulfilmentReturnReceived', data: { returnId, amount, asks } }, at)];
      }
      case 'HearMoneyMoved': {
        const payment = standingAfter(state.payment, command.data);
        const { ends, waits } = weigh(state.steps, payment, command.data);
        const isNews = payment !== state.payment;
        if (!isNews && !ends.length && !waits.length) return [];
        if (isNews) ends.push(...overtaken(advance(state.steps, { ends }), command.data));
        return [towardsDue(state, { type: 'FulfilmentPaymentHeard', data: { payment, ends, waits } }, at)];
      }
      case 'HearStockMoved': {
        const step = stepOf(command.data);
        const stockEvents = command.data.events;
        return step ? [{ type: 'FulfilmentStepEnded', data: { ends: [done(step)], stockEvents } }] : [];
      }
      case 'HearStepRefused': {
        const step = stepOf(command.data);
        if (!step) return [];
        const { code, detail, missing } = command.data;
        if (step.ask.name === 'voidPayment' && missing)
          return [{ type: 'FulfilmentStepEnded', data: { ends: [done(step)] } }];
        // What is still being authorised cannot be voided yet.
        if (step.ask.name === 'voidPayment' && step.attempt < step.last) return [];
        const anew: FulfilmentEvent = { type: 'FulfilmentStepEnded', data: { ends: [compensated(step)] } };
        const planned = isMoney(step) ? towardsDue(state, anew, at) : undefined;
        if (planned && !isSame(step, planned.data.asks?.[0])) return [planned];
        return [{ type: 'FulfilmentStepFailed', data: { ends: [failed(step, code, detail, true)] } }];
      }
      case 'HearStepTimer': {
        const step = stepOf(command.data);
        if (!step || step.attempt !== command.data.attempt) return [];
        const again = askAgain(step, at);
        if (again) return [{ type: 'FulfilmentStepRepeated', data: { asks: [again] } }];
        return [{ type: 'FulfilmentStepFailed', data: { ends: [silent(step)] } }];
      }
      case 'RetryFulfilment': {
        const asks = needy(state.steps).map((step) => renew(step, at));
        return [{ type: 'FulfilmentRetried', data: { ...command.data, asks } }];
      }
      case 'SkipFulfilmentStep': {
        const steps = needy(state.steps);
        const ends = steps.map(({ id }) => ({ id, status: 'skipped' as const }));
        const elsewhere = steps.reduce(takenAsDone, state.elsewhere);
        return [towardsDue(state, { type: 'FulfilmentSkipped', data: { ...command.data, ends, elsewhere } }, at)];
      }
      case 'CompensateFulfilment':
        throw notWaiting('What has left the house is not undone by a saga: retry or skip what has failed.');
    }
  },

  evolve(state, event) {
    if (event.type === 'FulfilmentOpened') return opened(event.data.terms);
    if (state.phase === 'new') return state;
    const { type, data } = event;
    const steps = advance(state.steps, data);
    const moneySteps = state.moneySteps + (data.asks ?? []).filter((s) => isMoney(s) && s.attempt === 1).length;
    const next: Opened = { ...state, steps, moneySteps };
    switch (type) {
      case 'FulfilmentMoneyTakenOver':
        return { ...next, ownsMoney: true, payment: data.payment };
      case 'FulfilmentParcelShipped':
        return { ...next, heard: [...state.heard, data.shipmentId], shipped: state.shipped + data.amount };
      case 'FulfilmentLinesCancelled':
        return { ...next, heard: [...state.heard, data.cancellationId], due: state.due - data.amount };
      case 'FulfilmentReturnReceived':
        return {
          ...next,
          heard: [...state.heard, data.returnId],
          due: state.due - data.amount,
          returned: state.returned + data.amount,
        };
      case 'FulfilmentPaymentHeard':
        return { ...next, payment: data.payment };
      case 'FulfilmentSkipped':
        return { ...next, elsewhere: data.elsewhere };
      case 'FulfilmentStepEnded':
      case 'FulfilmentStepRepeated':
      case 'FulfilmentStepFailed':
      case 'FulfilmentRetried':
        return next;
    }
  },
};

const opened = (terms: Terms): Opened => ({
  phase: 'open',
  terms,
  steps: [],
  ownsMoney: false,
  payment: NO_PAYMENT,
  due: terms.method === 'none' ? 0 : terms.total,
  shipped: 0,
  returned: 0,
  elsewhere: { captured: 0, refunded: 0, voided: false },
  heard: [],
  moneySteps: 0,
});

/** The step for those of the lines that have stock; none when none has. */
function ofGoods<Line extends LineQuantity>(
  { terms }: Opened,
  lines: readonly Line[],
  step: (pieces: (Omit<Line, 'lineId'> & Pieces)[]) => Step,
): Step[] {
  const pieces = lines.flatMap(({ lineId, ...line }) => {
    const known = terms.lines.find((one) => one.lineId === lineId);
    return known?.goods ? [{ ...line, sku: known.sku }] : [];
  });
  return pieces.length ? [step(pieces)] : [];
}

/** The event with the step that brings the money nearer to what is due after it, if one is needed and none is begun. */
function towardsDue<E extends FulfilmentEvent>(state: Opened, event: E, at: string): E {
  const after = fulfilment.evolve(state, event);
  if (after.phase === 'new' || !after.ownsMoney || after.steps.some(isMoney)) return event;
  const what = moneyNeeds(after);
  if (!what) return event;
  const step = ask(`${what.name.replace('Payment', '')}-${after.moneySteps + 1}`, what, at);
  return { ...event, data: { ...event.data, asks: [...(event.data.asks ?? []), step] } };
}

function moneyNeeds({ payment, due, shipped, returned, elsewhere, terms }: Opened): Ask | undefined {
  const { paymentId } = terms;
  const captured = payment.captured + elsewhere.captured;
  const ours = captured - payment.refunded - elsewhere.refunded;
  // What a person has captured ahead of the parcels stays; of what was neither captured nor shipped, nothing is owed yet.
  const owed = Math.min(due, Math.max(shipped, captured) - returned);
  if (ours > owed && kept(payment) > 0) {
    const amount = Math.min(ours - owed, kept(payment));
    return { name: 'refundPayment', paymentId, amount, goal: payment.refunded + amount };
  }
  if (terms.capture === 'onShipment' && terms.method !== 'manual') {
    // What was refunded by hand is not taken again.
    const amount = Math.min(shipped - captured, owed - ours, payment.authorised - payment.captured);
    if (amount > 0) return { name: 'capturePayment', paymentId, amount, goal: payment.captured + amount };
  }
  // Nothing more will be captured of what is held: all that is due was, though some of it may have been refunded by hand.
  const isOver = due <= ours || due + returned <= captured;
  return isOver && isHeld(payment) && !elsewhere.voided ? { name: 'voidPayment', paymentId } : undefined;
}

/** What an operator who skips a step says of the money. */
function takenAsDone(elsewhere: Elsewhere, { ask }: Step): Elsewhere {
  if (ask.name === 'capturePayment') return { ...elsewhere, captured: elsewhere.captured + ask.amount };
  if (ask.name === 'refundPayment') return { ...elsewhere, refunded: elsewhere.refunded + ask.amount };
  return ask.name === 'voidPayment' ? { ...elsewhere, voided: true } : elsewhere;
}
