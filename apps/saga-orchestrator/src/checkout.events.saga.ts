import type { LineQuantity } from '#contracts';
import type { EventCatalogue } from '#eventing';
import type { Progress, Reason, Standing, Step, Terms } from './steps.saga.js';

/** A part of the order that was cancelled before the order was confirmed. */
export interface EarlyCancellation {
  readonly cancellationId: string;
  readonly lines: readonly LineQuantity[];
  /** What is no longer due. */
  readonly amount: number;
}

/** Why a checkout is undone; what its buyer is told. */
export interface Rejected {
  /** STOCK_UNAVAILABLE, PAYMENT_DECLINED, … */
  readonly code: string;
  readonly detail: string;
  readonly sku?: string | undefined;
}

interface Paid extends Progress {
  readonly payment: Standing;
}

/** The checkout of a confirmed order is over: its money is the fulfilment's from here on, which starts from this standing. */
interface HandsOver {
  readonly handsOver?: Standing;
}

/** What a checkout notes: what it heard, and what it asks next. Private to it; stored, so never changed. */
export type CheckoutEvent =
  | { readonly type: 'CheckoutStarted'; readonly data: Progress & { readonly terms: Terms } }
  | { readonly type: 'CheckoutStockReserved'; readonly data: Progress }
  | { readonly type: 'CheckoutPaymentAuthorised'; readonly data: Paid }
  | { readonly type: 'CheckoutPaymentCaptured'; readonly data: Paid & HandsOver }
  /** The money stands differently, without taking the checkout further. */
  | { readonly type: 'CheckoutPaymentHeard'; readonly data: Paid }
  | { readonly type: 'CheckoutLinesCancelled'; readonly data: Progress & { readonly cancellation: EarlyCancellation } }
  | {
      readonly type: 'CheckoutConfirmed';
      readonly data: Progress & HandsOver & { readonly cancellations?: readonly EarlyCancellation[] };
    }
  /** Everything is undone from here on; the order is rejected unless it is over already. */
  | { readonly type: 'CheckoutUndone'; readonly data: Progress & Rejected }
  /** The order was confirmed after all while the checkout was undone, or an operator undoes a confirmed one. */
  | { readonly type: 'CheckoutCancellationAsked'; readonly data: Progress }
  /** A reservation came after all and is released. */
  | { readonly type: 'CheckoutLateReservation'; readonly data: Progress }
  | { readonly type: 'CheckoutStepEnded'; readonly data: Progress & HandsOver }
  | { readonly type: 'CheckoutStepRepeated'; readonly data: Progress }
  | { readonly type: 'CheckoutStepFailed'; readonly data: Progress }
  | { readonly type: 'CheckoutRetried'; readonly data: Progress & Reason }
  | { readonly type: 'CheckoutSkipped'; readonly data: Progress & HandsOver & Reason };

const types: Readonly<Record<CheckoutEvent['type'], true>> = {
  CheckoutStarted: true,
  CheckoutStockReserved: true,
  CheckoutPaymentAuthorised: true,
  CheckoutPaymentCaptured: true,
  CheckoutPaymentHeard: true,
  CheckoutLinesCancelled: true,
  CheckoutConfirmed: true,
  CheckoutUndone: true,
  CheckoutCancellationAsked: true,
  CheckoutLateReservation: true,
  CheckoutStepEnded: true,
  CheckoutStepRepeated: true,
  CheckoutStepFailed: true,
  CheckoutRetried: true,
  CheckoutSkipped: true,
};

export const checkoutEvents: EventCatalogue = { category: 'checkout', types: Object.keys(types), upcasts: {} };

/** A checkout that has begun. */
export interface Begun {
  /** Until the order is confirmed it can be undone; a confirmed order is its fulfilment's. */
  readonly phase: 'placed' | 'confirmed' | 'undone';
  readonly terms: Terms;
  /** What was asked and has not ended. A checkout without any is over. */
  readonly steps: readonly Step[];
  /** Whether stock may be held for it. */
  readonly held: boolean;
  /** Whether money was ever asked for. */
  readonly asked: boolean;
  readonly payment: Standing;
  readonly cancellations: readonly EarlyCancellation[];
  /** How often undoing had to begin; tells its steps apart. */
  readonly rounds: number;
}

export type Checkout = { readonly phase: 'new' } | Begun;
