import { AppError } from '#eventing';
const SECOND = 1_000;
const ATTEMPTS = 5;
/** How long an answer is waited for before the request is repeated; the wait doubles with every repetition. */
const DEADLINE = {
    reserveStock: 5 * SECOND,
    releaseStock: 5 * SECOND,
    shipStock: 5 * SECOND,
    returnStock: 5 * SECOND,
    authorisePayment: 10 * SECOND,
    capturePayment: 10 * SECOND,
    voidPayment: 10 * SECOND,
    refundPayment: 10 * SECOND,
    confirmOrder: 5 * SECOND,
    rejectOrder: 5 * SECOND,
    cancelOrder: 5 * SECOND,
};
const later = (at, ms) => new Date(Date.parse(at) + ms).toISOString();
/** A step's first request. */
export const ask = (id, what, at) => ({
    id,
    ask: what,
    group: 1,
    attempt: 1,
    last: ATTEMPTS,
    dueAt: later(at, DEADLINE[what.name]),
});
/** The same request again; undefined when the budget is used up. */
export function askAgain(step, at) {
    if (step.attempt >= step.last)
        return undefined;
    const repetitions = ATTEMPTS - (step.last - step.attempt);
    return { ...step, attempt: step.attempt + 1, dueAt: later(at, DEADLINE[step.ask.name] * 2 ** repetitions) };
}
/**
 * A failed step with a new budget. What was refused is asked as a new command; what was never answered is repeated as
 * the old one, for it may have been done.
 */
export function renew({ id, ask, group, attempt, failure }, at) {
    return {
        id,
        ask,
        group: failure?.answered ? group + 1 : group,
        attempt: attempt + 1,
        last: attempt + ATTEMPTS,
        dueAt: later(at, DEADLINE[ask.name]),
    };
}
/** The step with the news that its answer will come later; its deadline stays. */
export const pending = (step, attempt) => ({ ...step, pending: attempt });
export const done = ({ id }, output = {}) => ({ id, status: 'done', output });
export const compensated = ({ id }) => ({ id, status: 'compensated' });
export const failed = ({ id }, code, detail, answered) => ({
    id,
    status: 'failed',
    failure: { code, detail, answered },
});
/** Nobody answered within the budget. */
export const silent = (step) => failed(step, 'NO_ANSWER', `${step.ask.name} was asked ${step.attempt} times.`, false);
export const isWaiting = (step) => !step.failure;
export const notWaiting = (message) => new AppError('rejected', 'SAGA_NOT_WAITING', message);
/** The steps that wait for a person; refuses when none does. */
export function needy(steps) {
    const needing = steps.filter((step) => !isWaiting(step));
    if (!needing.length)
        throw notWaiting('None of its steps waits for a person.');
    return needing;
}
/** The open steps after an event. */
export function advance(steps, { asks = [], waits = [], ends = [] }) {
    const changed = [...asks, ...waits];
    const kept = steps.flatMap((step) => {
        const end = ends.find(({ id }) => id === step.id);
        if (end)
            return end.failure ? [{ ...step, failure: end.failure }] : [];
        return changed.some(({ id }) => id === step.id) ? [] : [step];
    });
    return [...kept, ...changed];
}
/** Pieces per SKU, in sorted order: the same SKU on two lines is summed. */
export function bySku(lines) {
    const sums = new Map();
    for (const { sku, quantity } of lines)
        sums.set(sku, (sums.get(sku) ?? 0) + quantity);
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sku, quantity]) => ({ sku, quantity }));
}
//# sourceMappingURL=steps.saga.js.map