import type { PaymentStatus } from './gen/index.js';

/** Amounts of a payment in minor units. */
export interface PaymentAmounts {
  /** What the provider holds and has not been captured. */
  readonly held: number;
  readonly captured: number;
  readonly refunded: number;
}

/**
 * The one word for where a payment stands. What was left of a captured authorisation may be voided: that is `captured`.
 * @param uncaptured the word for a payment of which nothing is captured
 */
export function paymentStatus(uncaptured: PaymentStatus, { held, captured, refunded }: PaymentAmounts): PaymentStatus {
  if (refunded > 0) return refunded < captured ? 'partlyRefunded' : 'refunded';
  if (captured > 0) return held > 0 ? 'partlyCaptured' : 'captured';
  return uncaptured;
}
