import { isHeld, isMoney, kept } from './money.saga.js';
import { ask, bySku, compensated, isWaiting, renew } from './steps.saga.js';
/** Nothing that can be given up is lost by it: what was asked may come late, and is undone then. */
export const canBeGivenUp = ({ ask }) => ask.name === 'reserveStock' || ask.name === 'authorisePayment';
export const timedOut = ({ ask }) => ask.name === 'reserveStock'
    ? { code: 'STOCK_TIMED_OUT', detail: 'The stock was not reserved in time.' }
    : { code: 'PAYMENT_TIMED_OUT', detail: 'The payment was not decided in time.' };
/** Everything that was asked for is let go, and the order rejected unless it is over already. */
export function undone(state, why, at, reject = true) {
    const isNew = state.payment.status !== 'none';
    const asks = [
        ...(state.held ? [release(state, at)] : []),
        ...undoMoney({ ...state, steps: [] }, at),
        ...(reject ? [ask('reject', { name: 'rejectOrder', ...why }, at)] : []),
    ];
    const ends = state.steps.map(compensated);
    return { type: 'CheckoutUndone', data: { ...why, ends, asks, ...(isNew && { payment: state.payment }) } };
}
const roundId = (name, { rounds }) => (rounds ? `${name}-${rounds + 1}` : name);
export const release = (state, at) => ask(roundId('release', state), { name: 'releaseStock', lines: goods(state.terms) }, at);
export const isRelease = ({ ask }) => ask.name === 'releaseStock';
/** What the money needs so that none is kept or held; what has failed for it is tried again. */
export function undoMoney(state, at) {
    const { payment, asked, steps } = state;
    const { paymentId } = state.terms;
    const begun = steps.find(isMoney);
    const isUnknown = asked && payment.status === 'none';
    if (begun)
        return isWaiting(begun) ? [] : [renew(begun, at)];
    const amount = kept(payment);
    if (amount > 0) {
        const goal = payment.refunded + amount;
        return [ask(roundId('refund', state), { name: 'refundPayment', paymentId, amount, goal }, at)];
    }
    return isHeld(payment) || isUnknown ? [ask(roundId('void', state), { name: 'voidPayment', paymentId }, at)] : [];
}
export function cancelling(state, reason, at) {
    const ends = state.steps
        .filter(({ ask }) => ask.name === 'rejectOrder' || ask.name === 'capturePayment')
        .map(compensated);
    return {
        type: 'CheckoutCancellationAsked',
        data: { reason, ends, asks: [ask('cancel', { name: 'cancelOrder', reason }, at)] },
    };
}
/** The goods of an order, per SKU. */
export const goods = ({ lines }) => bySku(lines.filter((line) => line.goods));
//# sourceMappingURL=checkout.undo.saga.js.map