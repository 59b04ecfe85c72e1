import { paymentStatus, type PaymentEvent } from '#contracts';
import { compensated, done, failed, isWaiting, pending, type Standing, type Step, type StepEnd } from './steps.saga.js';

export const NO_PAYMENT: Standing = { status: 'none', authorised: 0, captured: 0, refunded: 0, held: 0, revision: -1 };

/** A fact of the payment's stream. */
export interface PaymentNews {
  readonly type: (typeof PAYMENT_NEWS)[number];
  readonly amount: number;
  readonly revision: number;
  readonly code?: string | undefined;
}

export const PAYMENT_NEWS = [
  'PaymentAuthorised',
  'PaymentDeclined',
  'PaymentCaptured',
  'PaymentVoided',
  'PaymentRefunded',
] as const satisfies readonly PaymentEvent['type'][];

/** What a saga hears of its payment: a fact of its stream, or its standing as the answer to a step. */
export type HeardOfPayment =
  | { readonly news: PaymentNews }
  | {
      readonly standing: Standing;
      /** The provider has not decided yet. */
      readonly undecided: boolean;
      readonly step: string;
      readonly attempt: number;
    };

/** Whether a standing contains a fact already. */
export const isKnown = (standing: Standing, { revision }: PaymentNews) => revision <= standing.revision;

/** The standing after what was heard; the known one when that is not newer. */
export function standingAfter(known: Standing, heard: HeardOfPayment): Standing {
  if ('standing' in heard) return heard.standing.revision > known.revision ? heard.standing : known;
  const { type, amount, revision, code } = heard.news;
  if (isKnown(known, heard.news)) return known;
  const held = heldOf(known);
  switch (type) {
    case 'PaymentAuthorised':
      return { ...known, revision, status: 'authorised', authorised: amount, held: amount };
    case 'PaymentDeclined':
      return { ...known, revision, status: 'declined', declineCode: code, held: 0 };
    case 'PaymentVoided':
      return named({ ...known, revision, held: 0 }, known.status === 'declined' ? 'declined' : 'voided');
    case 'PaymentCaptured': {
      const captured = known.captured + amount;
      const authorised = Math.max(known.authorised, captured);
      return named({ ...known, revision, captured, authorised, held: Math.max(held - amount, 0) });
    }
    case 'PaymentRefunded':
      return named({ ...known, revision, held, refunded: known.refunded + amount });
  }
}

const named = (standing: Standing & { readonly held: number }, uncaptured = standing.status): Standing => ({
  ...standing,
  status: paymentStatus(uncaptured, standing),
});

/** What the provider holds and was not taken; of a standing that has no number for it, what its word says. */
const heldOf = ({ held, status, authorised, captured }: Standing): number =>
  held ?? (status === 'authorised' || status === 'partlyCaptured' ? authorised - captured : 0);

/** The money that is ours. */
export const kept = ({ captured, refunded }: Standing) => captured - refunded;

/** The provider holds money that was not taken, or may come to hold it. */
export const isHeld = (standing: Standing) => standing.status === 'pending' || heldOf(standing) > 0;

const isReached = ({ ask }: Step, standing: Standing) =>
  (ask.name === 'capturePayment' && standing.captured >= ask.goal) ||
  (ask.name === 'refundPayment' && standing.refunded >= ask.goal) ||
  (ask.name === 'voidPayment' && !isHeld(standing));

/** The steps that take, give back or let go of money. */
export const isMoney = ({ ask }: Step) =>
  ask.name === 'capturePayment' || ask.name === 'refundPayment' || ask.name === 'voidPayment';

/**
 * What the payment's standing means for the steps that wait for it. A step is done when its goal is reached, whoever
 * reached it; it has failed when its own answer is final and the goal is not reached.
 */
export function weigh(steps: readonly Step[], standing: Standing, heard: HeardOfPayment) {
  const ends: StepEnd[] = [];
  const waits: Step[] = [];
  for (const step of steps.filter(isMoney)) {
    const answered = 'standing' in heard && heard.step === step.id && isWaiting(step);
    if (isReached(step, standing)) ends.push(done(step, standing));
    else if (!answered || heard.standing.revision < standing.revision) continue;
    else if (!heard.undecided)
      ends.push(failed(step, standing.declineCode ?? 'PAYMENT_REFUSED', `The payment is ${standing.status}.`, true));
    else if (step.pending === undefined) waits.push(pending(step, heard.attempt));
  }
  return { ends, waits };
}

/** Requests that were refused, and are planned anew now that the money stands differently; what may have been done is not. */
export const overtaken = (steps: readonly Step[], heard: HeardOfPayment): StepEnd[] =>
  'news' in heard ? steps.filter((step) => isMoney(step) && step.failure?.answered).map(compensated) : [];

/** Whether two steps ask for the same money. */
export const isSame = (a: Step, b: Step | undefined) =>
  a.ask.name === b?.ask.name && 'amount' in a.ask && 'amount' in b.ask && a.ask.amount === b.ask.amount;
