import { paymentStatus, type PaymentStatus } from '#contracts';
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

export function statusOf(standing: Standing): PaymentStatus {
  const { authorisation, captured, refunded } = standing;
  const uncaptured = authorisation === 'requested' ? 'pending' : authorisation;
  return paymentStatus(uncaptured, { held: heldOf(standing), captured, refunded });
}

/** What the provider holds and has not been captured. */
export const heldOf = ({ authorisation, authorised, captured }: Standing): number =>
  authorisation === 'authorised' ? authorised - captured : 0;

const IN_ORDER: readonly IntentKind[] = ['authorise', 'capture', 'void', 'refund'];

/** Which of several open intents is told. */
export const pendingOf = (open: readonly IntentKind[]): IntentKind | undefined =>
  IN_ORDER.find((kind) => open.includes(kind));
