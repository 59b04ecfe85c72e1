import type { PaymentMethod } from '../gen/index.js';

interface OfPayment {
  readonly paymentId: string;
  readonly orderId: string;
  /** Minor units of the payment's currency. */
  readonly amount: number;
}

/** The provider's name for what it did. */
interface Answered extends OfPayment {
  readonly reference?: string | undefined;
}

/**
 * What the payment context tells the others. A request is appended before the provider is called, and its event id is
 * the provider's idempotency key. Names and fields are the storage format: never change one, add a version.
 */
export type PaymentEvent =
  | {
      readonly type: 'PaymentAuthorisationRequested';
      readonly data: OfPayment & {
        readonly currency: string;
        readonly method: PaymentMethod;
        readonly token?: string | undefined;
        readonly reference?: string | undefined;
      };
    }
  | { readonly type: 'PaymentAuthorised'; readonly data: Answered }
  | { readonly type: 'PaymentDeclined'; readonly data: Answered & { readonly code: string } }
  | {
      readonly type: 'PaymentCaptureRequested';
      readonly data: OfPayment & { readonly captureId: string; readonly reason?: string | undefined };
    }
  | { readonly type: 'PaymentCaptured'; readonly data: Answered & { readonly captureId: string } }
  | {
      readonly type: 'PaymentCaptureFailed';
      readonly data: OfPayment & { readonly captureId: string; readonly code: string };
    }
  | { readonly type: 'PaymentVoidRequested'; readonly data: OfPayment }
  | { readonly type: 'PaymentVoided'; readonly data: Answered }
  | {
      readonly type: 'PaymentRefundRequested';
      readonly data: OfPayment & { readonly refundId: string; readonly reason?: string | undefined };
    }
  | { readonly type: 'PaymentRefunded'; readonly data: Answered & { readonly refundId: string } }
  | {
      readonly type: 'PaymentRefundFailed';
      readonly data: OfPayment & { readonly refundId: string; readonly code: string };
    };

/** What a payment's stream holds today, and how what was written before is read. */
export const paymentEvents = {
  category: 'payment',
  types: Object.keys({
    PaymentAuthorisationRequested: true,
    PaymentAuthorised: true,
    PaymentDeclined: true,
    PaymentCaptureRequested: true,
    PaymentCaptured: true,
    PaymentCaptureFailed: true,
    PaymentVoidRequested: true,
    PaymentVoided: true,
    PaymentRefundRequested: true,
    PaymentRefunded: true,
    PaymentRefundFailed: true,
  } satisfies Record<PaymentEvent['type'], true>),
  upcasts: {},
};
