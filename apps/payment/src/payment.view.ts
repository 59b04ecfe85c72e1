import type { Payment, PaymentMethod } from '#contracts';
import { AppError, type Loaded } from '#eventing';
import { captured, refunded, type KnownPayment, type Movement, type PaymentState } from './payment.decider.js';
import { heldOf, pendingOf, statusOf } from './payment.status.js';
import type { PaymentRow } from './payment-view.projection.js';
import type { IntentKind, IntentName } from './providers/provider.js';

/** A payment as clients see it. Throws NOT_FOUND where there is none. */
export function paymentView(id: string, { state, revision, createdAt, updatedAt }: Loaded<PaymentState>): Payment {
  if (state.status === 'none') throw new AppError('notFound', 'NOT_FOUND', `There is no payment ${id}.`);
  const { orderId, method, currency, amount, authorised, declineCode, reference } = state;
  const standing = { authorisation: state.status, authorised, captured: captured(state), refunded: refunded(state) };
  return {
    id,
    orderId,
    method,
    status: statusOf(standing),
    currency,
    amount,
    authorised,
    captured: standing.captured,
    refunded: standing.refunded,
    held: heldOf(standing),
    pending: pendingOf(openIn(state)),
    declineCode,
    reference,
    revision,
    createdAt,
    updatedAt,
  };
}

/** The same from a row. */
export function paymentListed(row: PaymentRow): Payment {
  const { id, orderId, status, currency, amount, authorised, captured, refunded, revision, createdAt, updatedAt } = row;
  const money = { currency, amount, authorised, captured, refunded, held: heldOf(row) };
  return {
    id,
    orderId,
    method: row.method as PaymentMethod,
    status,
    ...money,
    pending: row.pending ?? undefined,
    declineCode: row.declineCode ?? undefined,
    reference: row.reference ?? undefined,
    revision,
    createdAt,
    updatedAt,
  };
}

/** Whether the provider has answered an intent, or a void has ended it. */
export function isAnswered(state: PaymentState, { kind, id }: IntentName): boolean {
  if (state.status === 'none') return false;
  const { status, voids, voiding, captures, refunds } = state;
  const isOver = (movement: Movement | undefined) => movement !== undefined && movement.outcome !== 'open';
  switch (kind) {
    case 'authorise':
      return status !== 'requested';
    case 'void':
      return voids > Number(id) || (voids === Number(id) && !voiding);
    case 'capture':
      return isOver(captures[id]);
    case 'refund':
      return isOver(refunds[id]);
  }
}

/** What the provider has not answered yet. */
export function openIn({ status, voiding, captures, refunds }: KnownPayment): IntentKind[] {
  const open = (movements: KnownPayment['captures']) => Object.values(movements).some((m) => m.outcome === 'open');
  return [
    ...(status === 'requested' ? (['authorise'] as const) : []),
    ...(open(captures) ? (['capture'] as const) : []),
    ...(voiding ? (['void'] as const) : []),
    ...(open(refunds) ? (['refund'] as const) : []),
  ];
}
