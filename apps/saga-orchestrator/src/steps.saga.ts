import type { CapturePolicy, Disposition, PaymentMethod, PaymentStatus, StockReceiptRef } from '#contracts';
import { AppError } from '#eventing';

/** What the sagas know of an order: folded from its placing, never asked for again. */
export interface Terms {
  readonly orderId: string;
  readonly paymentId: string;
  readonly currency: string;
  /** Minor units; so every amount of the sagas. */
  readonly total: number;
  readonly lines: readonly TermsLine[];
  readonly method: PaymentMethod | 'none';
  readonly token?: string | undefined;
  readonly reference?: string | undefined;
  readonly capture: CapturePolicy;
  /** When the buyer placed it, in imported history only. */
  readonly occurredAt?: string | undefined;
}
export interface TermsLine {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  /** Goods have stock, services have none. */
  readonly goods: boolean;
}

export interface Pieces {
  readonly sku: string;
  readonly quantity: number;
}

/** What a step asks of another context. */
export type Ask =
  | { readonly name: 'reserveStock'; readonly lines: readonly Pieces[]; readonly occurredAt?: string | undefined }
  /** With a release id these pieces; without one all that is still open of the reservation. */
  | { readonly name: 'releaseStock'; readonly lines: readonly Pieces[]; readonly releaseId?: string }
  | {
      readonly name: 'shipStock';
      readonly shipmentId: string;
      readonly lines: readonly Pieces[];
      readonly occurredAt?: string | undefined;
    }
  | {
      readonly name: 'returnStock';
      readonly returnId: string;
      readonly lines: readonly (Pieces & { readonly disposition: Disposition })[];
      readonly occurredAt?: string | undefined;
    }
  | {
      readonly name: 'authorisePayment';
      readonly paymentId: string;
      readonly amount: number;
      readonly currency: string;
      readonly method: PaymentMethod;
      readonly token?: string | undefined;
      readonly reference?: string | undefined;
    }
  /** `goal`: the payment's running total at which the step is done, whoever brought it there. */
  | {
      readonly name: 'capturePayment' | 'refundPayment';
      readonly paymentId: string;
      readonly amount: number;
      readonly goal: number;
    }
  | { readonly name: 'voidPayment'; readonly paymentId: string }
  /** `payment`: what it is confirmed on, so that whoever sees the order confirmed sees it authorised. */
  | { readonly name: 'confirmOrder'; readonly payment?: Standing }
  | { readonly name: 'rejectOrder'; readonly code: string; readonly detail: string; readonly sku?: string | undefined }
  | { readonly name: 'cancelOrder'; readonly reason: string };

/** An answer that the same request would get again. */
export interface Refusal {
  readonly step: string;
  /** Nothing of the kind exists there. */
  readonly missing: boolean;
  readonly code: string;
  readonly detail: string;
}

/** What a person who steps in gives. */
export interface Reason {
  readonly reason: string;
}

/** Why a step did not succeed. */
export interface Failure {
  readonly code: string;
  readonly detail: string;
  /** An answer said so; otherwise there was none, and what became of the request is not known. */
  readonly answered: boolean;
}

/** A request that has not come to its end. */
export interface Step {
  /** Unique in its saga. */
  readonly id: string;
  readonly ask: Ask;
  /** Requests of one group are one command to whom is asked: repeated, they are applied once. */
  readonly group: number;
  /** Counts the requests of the step over all groups. */
  readonly attempt: number;
  /** The attempt with which the budget ends. */
  readonly last: number;
  /** When it is looked at again: ISO 8601. */
  readonly dueAt: string;
  /** The attempt that was answered with: the provider has not decided yet. */
  readonly pending?: number;
  /** It waits for a person. */
  readonly failure?: Failure;
}

export interface StepEnd {
  readonly id: string;
  /** `failed` waits for a person; `compensated` was given up and is undone by other steps. */
  readonly status: 'done' | 'failed' | 'skipped' | 'compensated';
  readonly output?: object;
  readonly failure?: Failure;
}

/** Where a payment stands; the amounts are running totals. */
export interface Standing {
  readonly status: PaymentStatus;
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
  /** What can still be captured or voided; missing where it was noted before there was a number for it: see `heldOf`. */
  readonly held?: number;
  /** Of the payment's stream: an older standing never replaces a newer one. */
  readonly revision: number;
  readonly declineCode?: string | undefined;
}

/** The part that all events of sagas share: what became of which step. */
export interface Progress {
  /** Asked now. */
  readonly asks?: readonly Step[];
  /** Not asked again, but known to be answered later. */
  readonly waits?: readonly Step[];
  readonly ends?: readonly StepEnd[];
  /** Changes of stock that this is about. */
  readonly stockEvents?: readonly StockReceiptRef[];
  /** Why a person stepped in. */
  readonly reason?: string;
  /** Where the order's money stands now. */
  readonly payment?: Standing;
}

const SECOND = 1_000;
const ATTEMPTS = 5;
/** How long an answer is waited for before the request is repeated; the wait doubles with every repetition. */
const DEADLINE: Readonly<Record<Ask['name'], number>> = {
  reserveStock: 5 * SECOND,
  releaseStock: 5 * SECOND,
  shipStock: 5 * SECOND,
  returnStock: 5 * SECOND,
  authorisePayment: 10 * SECOND,
  capturePayment: 10 * SECOND,
  voidPayment: 10 * SECOND,
  refundPayment: 10 * SECOND,
  confirmOrder: 5 * SECOND,
  rejectOrder: 5 * SECOND,
  cancelOrder: 5 * SECOND,
};

const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

/** A step's first request. */
export const ask = (id: string, what: Ask, at: string): Step => ({
  id,
  ask: what,
  group: 1,
  attempt: 1,
  last: ATTEMPTS,
  dueAt: later(at, DEADLINE[what.name]),
});

/** The same request again; undefined when the budget is used up. */
export function askAgain(step: Step, at: string): Step | undefined {
  if (step.attempt >= step.last) return undefined;
  const repetitions = ATTEMPTS - (step.last - step.attempt);
  return { ...step, attempt: step.attempt + 1, dueAt: later(at, DEADLINE[step.ask.name] * 2 ** repetitions) };
}

/**
 * A failed step with a new budget. What was refused is asked as a new command; what was never answered is repeated as
 * the old one, for it may have been done.
 */
export function renew({ id, ask, group, attempt, failure }: Step, at: string): Step {
  return {
    id,
    ask,
    group: failure?.answered ? group + 1 : group,
    attempt: attempt + 1,
    last: attempt + ATTEMPTS,
    dueAt: later(at, DEADLINE[ask.name]),
  };
}

/** The step with the news that its answer will come later; its deadline stays. */
export const pending = (step: Step, attempt: number): Step => ({ ...step, pending: attempt });

export const done = ({ id }: Step, output: object = {}): StepEnd => ({ id, status: 'done', output });
export const compensated = ({ id }: Step): StepEnd => ({ id, status: 'compensated' });
export const failed = ({ id }: Step, code: string, detail: string, answered: boolean): StepEnd => ({
  id,
  status: 'failed',
  failure: { code, detail, answered },
});

/** Nobody answered within the budget. */
export const silent = (step: Step): StepEnd =>
  failed(step, 'NO_ANSWER', `${step.ask.name} was asked ${step.attempt} times.`, false);

export const isWaiting = (step: Step) => !step.failure;

export const notWaiting = (message: string) => new AppError('rejected', 'SAGA_NOT_WAITING', message);

/** The steps that wait for a person; refuses when none does. */
export function needy(steps: readonly Step[]): readonly Step[] {
  const needing = steps.filter((step) => !isWaiting(step));
  if (!needing.length) throw notWaiting('None of its steps waits for a person.');
  return needing;
}

/** The open steps after an event. */
export function advance(steps: readonly Step[], { asks = [], waits = [], ends = [] }: Progress): readonly Step[] {
  const changed = [...asks, ...waits];
  const kept = steps.flatMap((step): Step[] => {
    const end = ends.find(({ id }) => id === step.id);
    if (end) return end.failure ? [{ ...step, failure: end.failure }] : [];
    return changed.some(({ id }) => id === step.id) ? [] : [step];
  });
  return [...kept, ...changed];
}

/** Pieces per SKU, in sorted order: the same SKU on two lines is summed. */
export function bySku(lines: readonly Pieces[]): Pieces[] {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sku, quantity]) => ({ sku, quantity }));
}
