import type { StockReceiptRef, StockShortage } from '#contracts';
import { DomainCommand } from '#eventing';
import type { Checkout, EarlyCancellation } from './checkout.events.saga.js';
import type { HeardOfPayment } from './money.saga.js';
import type { Reason, Refusal, Terms } from './steps.saga.js';

/** The stock events that an answer is about. */
interface Receipts {
  readonly events: readonly StockReceiptRef[];
}

export class HearOrderPlaced extends DomainCommand<Checkout, Terms> {
  readonly type = 'HearOrderPlaced';
}
export class HearStockReserved extends DomainCommand<Checkout, Receipts> {
  readonly type = 'HearStockReserved';
}
export class HearStockUnavailable extends DomainCommand<Checkout, StockShortage & Receipts> {
  readonly type = 'HearStockUnavailable';
}
export class HearStockReleased extends DomainCommand<Checkout, Receipts> {
  readonly type = 'HearStockReleased';
}
/** Authorised, declined, captured, voided, refunded, or not decided yet. */
export class HearPayment extends DomainCommand<Checkout, HeardOfPayment> {
  readonly type = 'HearPayment';
}
export class HearOrderConfirmed extends DomainCommand<Checkout> {
  readonly type = 'HearOrderConfirmed';
}
export class HearOrderRejected extends DomainCommand<Checkout> {
  readonly type = 'HearOrderRejected';
}
/** Nothing is left of the order. */
export class HearOrderCancelled extends DomainCommand<Checkout> {
  readonly type = 'HearOrderCancelled';
}
export class HearLinesCancelled extends DomainCommand<Checkout, EarlyCancellation> {
  readonly type = 'HearLinesCancelled';
}
export class HearRefusal extends DomainCommand<Checkout, Refusal> {
  readonly type = 'HearRefusal';
}
/** The deadline of a step's attempt has passed. */
export class HearTimer extends DomainCommand<Checkout, { readonly step: string; readonly attempt: number }> {
  readonly type = 'HearTimer';
}
export class RetryCheckout extends DomainCommand<Checkout, Reason> {
  readonly type = 'RetryCheckout';
}
export class SkipCheckoutStep extends DomainCommand<Checkout, Reason> {
  readonly type = 'SkipCheckoutStep';
}
export class CompensateCheckout extends DomainCommand<Checkout, Reason> {
  readonly type = 'CompensateCheckout';
}

export const checkoutCommands = [
  HearOrderPlaced,
  HearStockReserved,
  HearStockUnavailable,
  HearStockReleased,
  HearPayment,
  HearOrderConfirmed,
  HearOrderRejected,
  HearOrderCancelled,
  HearLinesCancelled,
  HearRefusal,
  HearTimer,
  RetryCheckout,
  SkipCheckoutStep,
  CompensateCheckout,
] as const;
export type CheckoutCommand = InstanceType<(typeof checkoutCommands)[number]>;
