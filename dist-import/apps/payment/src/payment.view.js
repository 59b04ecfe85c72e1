import { AppError } from '#eventing';
import { captured, refunded } from './payment.decider.js';
import { pendingOf, statusOf } from './payment.status.js';
/** A payment as clients see it. Throws NOT_FOUND where there is none. */
export function paymentView(id, { state, ...recorded }) {
    if (state.status === 'none')
        throw new AppError('notFound', 'NOT_FOUND', `There is no payment ${id}.`);
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
        pending: pendingOf(openIn(state)),
        declineCode,
        reference,
        ...recorded,
    };
}
/** The same from a row. */
export function paymentListed(row) {
    const { id, orderId, status, currency, amount, authorised, captured, refunded, revision, createdAt, updatedAt } = row;
    const money = { currency, amount, authorised, captured, refunded };
    return {
        id,
        orderId,
        method: row.method,
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
/** What the provider has not answered yet. */
export function openIn({ status, voiding, captures, refunds }) {
    const open = (movements) => Object.values(movements).some((m) => m.outcome === 'open');
    return [
        ...(status === 'requested' ? ['authorise'] : []),
        ...(open(captures) ? ['capture'] : []),
        ...(voiding ? ['void'] : []),
        ...(open(refunds) ? ['refund'] : []),
    ];
}
//# sourceMappingURL=payment.view.js.map