import { AppError, categoryOf, decode, idOf } from '#eventing';
import { declaredCheckout, declaredFulfilment, } from './saga-view.projection.js';
/** The kind and the order of `checkout-<order id>` or `fulfilment-<order id>`; anything else is not found. */
export function sagaNamed(id) {
    const kind = categoryOf(id);
    if (kind !== 'checkout' && kind !== 'fulfilment')
        throw notFound(id);
    return { kind, orderId: idOf(id) };
}
export const notFound = (id) => new AppError('notFound', 'NOT_FOUND', `There is no saga ${id}.`);
/** A saga folded from its stream. */
export function sagaOf(id, events) {
    const { kind, orderId } = sagaNamed(id);
    const { evolve, events: catalogue } = kind === 'checkout' ? declaredCheckout : declaredFulfilment;
    const row = events.reduce((before, stored) => ({
        ...evolve(before, decode(catalogue, stored)),
        id: orderId,
        revision: stored.revision,
    }), undefined);
    if (!row)
        throw notFound(id);
    return sagaListed(kind, row);
}
export function sagaListed(kind, row) {
    const { id: orderId, state, step, attempt, dueAt, steps, revision, startedAt, updatedAt } = row;
    return {
        id: `${kind}-${orderId}`,
        kind,
        orderId,
        state,
        step,
        attempt,
        ...(dueAt !== null && { nextTimerAt: dueAt }),
        steps: steps.map(stepListed),
        revision,
        startedAt,
        updatedAt,
    };
}
const stepListed = ({ name, status, attempts, startedAt, endedAt, input, output, error }) => ({
    name,
    status,
    attempts,
    startedAt,
    endedAt,
    input,
    output,
    error,
});
//# sourceMappingURL=saga.view.js.map