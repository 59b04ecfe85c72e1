import type { Begun, CheckoutEvent } from './checkout.events.saga.js';
import { timedOut, undoMoney, undone } from './checkout.undo.saga.js';
import { isMoney, isSame, overtaken, standingAfter, weigh, type HeardOfPayment } from './money.saga.js';
import { advance, ask, done, pending, renew, type Ask, type Step } from './steps.saga.js';

export type Placed = Pick<Begun, 'terms' | 'cancellations'>;

/** What the buyer owes. */
export const due = ({ terms, cancellations }: Placed) =>
  cancellations.reduce((left, { amount }) => left - amount, terms.method === 'none' ? 0 : terms.total);

/** What is still to be captured on confirmation. */
export function captureOf(state: Begun): Ask | undefined {
  const { terms, payment } = state;
  const amount = due(state) - payment.captured;
  if (terms.capture !== 'onConfirm' || terms.method === 'manual' || amount <= 0) return undefined;
  return { name: 'capturePayment', paymentId: terms.paymentId, amount, goal: payment.captured + amount };
}

/** A capture that was refused, asked for anew where something else is to be captured now. */
export function captureAnew(state: Begun, step: Step, at: string): Step[] {
  const capture = captureOf(state);
  const anew = capture && { ...renew(step, at), group: step.group + 1, ask: capture };
  return anew && !isSame(step, anew) ? [anew] : [];
}

export function heardPayment(state: Begun, heard: HeardOfPayment, at: string): readonly CheckoutEvent[] {
  const payment = standingAfter(state.payment, heard);
  const isNews = payment !== state.payment;
  const authorise = state.steps.find(({ ask }) => ask.name === 'authorisePayment');
  if (authorise) return heardOfAuthorisation({ ...state, payment }, authorise, heard, at);
  const { ends, waits } = weigh(state.steps, payment, heard);
  if (state.phase === 'placed') return isNews ? [{ type: 'CheckoutPaymentHeard', data: { payment } }] : [];
  // What happens to the money of a confirmed order is its fulfilment's, once nothing is captured here any more.
  if (!state.steps.some(isMoney) && state.phase === 'confirmed') return [];
  if (!isNews && !ends.length && !waits.length) return [];
  if (state.phase === 'confirmed') {
    const type = ends.some(({ status }) => status === 'done') ? 'CheckoutPaymentCaptured' : 'CheckoutPaymentHeard';
    const refusedCapture = state.steps.find((step) => step.ask.name === 'capturePayment' && step.failure?.answered);
    const anew = refusedCapture && isNews && !ends.length && 'news' in heard;
    const asks = anew ? captureAnew({ ...state, payment }, refusedCapture, at) : [];
    return [{ type, data: { payment, ends, waits, asks } }];
  }
  if (isNews) ends.push(...overtaken(advance(state.steps, { ends }), heard));
  const after = { ...state, payment, steps: advance(state.steps, { ends, waits }) };
  const asks = ends.some(({ status }) => status === 'failed') ? [] : undoMoney(after, at);
  return [{ type: 'CheckoutPaymentHeard', data: { payment, ends, waits, asks } }];
}

function heardOfAuthorisation(state: Begun, step: Step, heard: HeardOfPayment, at: string): readonly CheckoutEvent[] {
  const { payment, terms } = state;
  switch (payment.status) {
    case 'declined':
    case 'voided':
    case 'refunded': {
      const detail = `The payment is ${payment.status}${payment.declineCode ? `: ${payment.declineCode}` : ''}.`;
      return [undone(state, { code: 'PAYMENT_DECLINED', detail }, at)];
    }
    case 'none':
    case 'pending':
      if (!('standing' in heard) || heard.step !== step.id) return [];
      if (terms.method === 'manual') break;
      if (step.pending === undefined)
        return [{ type: 'CheckoutPaymentHeard', data: { payment, waits: [pending(step, heard.attempt)] } }];
      return heard.attempt > step.pending ? [undone(state, timedOut(step), at)] : [];
    case 'authorised':
    case 'partlyCaptured':
    case 'captured':
    case 'partlyRefunded':
  }
  const asks = [ask('confirm', { name: 'confirmOrder', payment }, at)];
  return [{ type: 'CheckoutPaymentAuthorised', data: { payment, ends: [done(step, payment)], asks } }];
}
