import type { PaymentStatus } from '#contracts';
import type { IntentKind } from './providers/provider.js';

/** Where a payment stands; money in minor units. */
export interface Standing {
  /** Of the authorisation alone. */
  readonly authorisation: 'requested' | 'authorised' | 'declined' | 'voided';
  /** What was ever held. */
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
}

/** The one word for where a payment stands. What was left of a captured authorisation may be voided: that is `captured`. */
export function statusOf({ authorisation, authorised, captured, refunded }: Standing): PaymentStatus {
  if (captured > 0) {
    if (refunded > 0) return refunded < captured ? 'partlyRefunded' : 'refunded';
    return captured < authorised && authorisation !== 'voided' ? 'partlyCaptured' : 'captured';
  }
  return authorisation === 'requested' ? 'pending' : authorisation;
}

const IN_ORDER: readonly IntentKind[] = ['authorise', 'capture', 'void', 'refund'];

/** Which of several open intents is told. */
export const pendingOf = (open: readonly IntentKind[]): IntentKind | undefined =>
  IN_ORDER.find((kind) => open.includes(kind));
