import type { EventCatalogue } from '#eventing';
import type { Progress, Reason, Standing, Step, Terms } from './steps.saga.js';

/** Money of the order that moved outside of the payment service, as an operator says who skips a step. */
export interface Elsewhere {
  readonly captured: number;
  readonly refunded: number;
  readonly voided: boolean;
}

/** What a fulfilment notes: what it heard, and what it asks next. Private to it; stored, so never changed. */
export type FulfilmentEvent =
  | { readonly type: 'FulfilmentOpened'; readonly data: Progress & { readonly terms: Terms } }
  /** The checkout takes no more money: from here on the payment is this saga's. */
  | { readonly type: 'FulfilmentMoneyTakenOver'; readonly data: Progress & { readonly payment: Standing } }
  | {
      readonly type: 'FulfilmentParcelShipped';
      readonly data: Progress & { readonly shipmentId: string; readonly amount: number };
    }
  | {
      readonly type: 'FulfilmentLinesCancelled';
      readonly data: Progress & { readonly cancellationId: string; readonly amount: number };
    }
  | {
      readonly type: 'FulfilmentReturnReceived';
      readonly data: Progress & { readonly returnId: string; readonly amount: number };
    }
  | { readonly type: 'FulfilmentPaymentHeard'; readonly data: Progress & { readonly payment: Standing } }
  | { readonly type: 'FulfilmentStepEnded'; readonly data: Progress }
  | { readonly type: 'FulfilmentStepRepeated'; readonly data: Progress }
  | { readonly type: 'FulfilmentStepFailed'; readonly data: Progress }
  | { readonly type: 'FulfilmentRetried'; readonly data: Progress & Reason }
  | {
      readonly type: 'FulfilmentSkipped';
      readonly data: Progress & Reason & { readonly elsewhere: Elsewhere };
    };

const types: Readonly<Record<FulfilmentEvent['type'], true>> = {
  FulfilmentOpened: true,
  FulfilmentMoneyTakenOver: true,
  FulfilmentParcelShipped: true,
  FulfilmentLinesCancelled: true,
  FulfilmentReturnReceived: true,
  FulfilmentPaymentHeard: true,
  FulfilmentStepEnded: true,
  FulfilmentStepRepeated: true,
  FulfilmentStepFailed: true,
  FulfilmentRetried: true,
  FulfilmentSkipped: true,
};

export const fulfilmentEvents: EventCatalogue = { category: 'fulfilment', types: Object.keys(types), upcasts: {} };

/** A fulfilment that something has happened to. */
export interface Opened {
  readonly phase: 'open';
  readonly terms: Terms;
  /** What was asked and has not ended; steps of different parcels run beside one another. */
  readonly steps: readonly Step[];
  /** Whether the payment is this saga's; before, it is the checkout's. */
  readonly ownsMoney: boolean;
  readonly payment: Standing;
  /** What the buyer owes: total − cancelled − returned. */
  readonly due: number;
  /** What has fallen due with parcels, where money is taken on shipment. */
  readonly shipped: number;
  /** What came back: no longer due, and no longer shipped. */
  readonly returned: number;
  readonly elsewhere: Elsewhere;
  /** Parcels, cancellations and returns that were heard of. */
  readonly heard: readonly string[];
  /** Steps about money so far, which tells them apart. */
  readonly moneySteps: number;
}

export type Fulfilment = { readonly phase: 'new' } | Opened;
