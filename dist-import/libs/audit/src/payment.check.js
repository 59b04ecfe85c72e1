/** Who the calls of the sagas come from; a refund by anyone else is goodwill. */
const SAGAS = 'saga-orchestrator';
/** Money per payment: nothing is taken that was not asked for, nothing twice, nothing given back that was not taken. */
export class PaymentCheck {
    report;
    payments = new Map();
    constructor(report) {
        this.report = report;
    }
    see(event) {
        if (!event.stream.startsWith('payment-'))
            return;
        const { type, data } = event;
        if (event.stream !== `payment-${data.paymentId}`) {
            this.report('events-in-their-stream', event, `${type} is about payment ${data.paymentId}.`);
        }
        const payment = this.payments.get(data.paymentId);
        if (type === 'PaymentAuthorisationRequested') {
            if (payment)
                this.illegal(event, 'is asked for a second time');
            this.payments.set(data.paymentId, begun(event, data));
            return;
        }
        if (!payment)
            return this.illegal(event, 'comes before the payment was asked for');
        payment.lastAt = event.position;
        if (data.orderId !== payment.orderId)
            this.illegal(event, `is for order ${data.orderId}`);
        const { status, amount } = payment;
        switch (type) {
            case 'PaymentAuthorised':
                // A provider may do late what it was no longer expected to.
                if (payment.authorised)
                    this.illegal(event, 'is authorised a second time');
                if (data.amount !== amount)
                    this.tooMuch(event, `${data.amount} is authorised, ${amount} was asked for`);
                payment.open -= status === 'requested' ? 1 : 0;
                payment.authorised += data.amount;
                payment.status = 'authorised';
                return;
            case 'PaymentDeclined':
                if (status !== 'requested')
                    this.illegal(event, `comes when it is ${status}`);
                payment.open -= 1;
                payment.status = 'declined';
                return;
            case 'PaymentCaptureRequested':
                if (status !== 'authorised' || payment.voiding)
                    this.illegal(event, `comes when it is ${status}`);
                return this.ask(event, payment, `capture ${data.captureId}`, data.amount);
            case 'PaymentCaptured':
                this.answer(event, payment, `capture ${data.captureId}`, data.amount, 'done');
                payment.captured += data.amount;
                if (payment.captured > payment.authorised) {
                    this.tooMuch(event, `${payment.captured} is captured, ${payment.authorised} authorised`);
                }
                return;
            case 'PaymentCaptureFailed':
                return this.answer(event, payment, `capture ${data.captureId}`, data.amount, 'failed');
            case 'PaymentVoidRequested':
                if (payment.voiding || status === 'declined' || status === 'voided')
                    this.illegal(event, 'is asked for in vain');
                if (data.amount !== (status === 'requested' ? amount : payment.authorised - payment.captured)) {
                    this.illegal(event, `is about ${data.amount}, which is not what is held`);
                }
                payment.voiding = true;
                payment.open += 1;
                return;
            case 'PaymentVoided':
                if (!payment.voiding)
                    this.illegal(event, 'answers what was not asked');
                if (data.amount > amount - payment.captured)
                    this.illegal(event, `lets go of ${data.amount}`);
                payment.open -= status === 'requested' ? 2 : 1;
                payment.voiding = false;
                if (status !== 'declined')
                    payment.status = 'voided';
                return;
            case 'PaymentRefundRequested':
                if (event.metadata.actor !== SAGAS)
                    payment.goodwill += data.amount;
                return this.ask(event, payment, `refund ${data.refundId}`, data.amount);
            case 'PaymentRefunded':
                this.answer(event, payment, `refund ${data.refundId}`, data.amount, 'done');
                payment.refunded += data.amount;
                if (payment.refunded > payment.captured) {
                    const detail = `${payment.refunded} is refunded, ${payment.captured} was captured.`;
                    this.report('refunded-within-captured', event, detail);
                }
                return;
            case 'PaymentRefundFailed':
                return this.answer(event, payment, `refund ${data.refundId}`, data.amount, 'failed');
        }
    }
    ask(event, payment, what, amount) {
        if (payment.movements.has(what) || amount < 1)
            this.illegal(event, 'is asked for a second time, or is about nothing');
        payment.movements.set(what, { amount, outcome: 'open' });
        payment.open += 1;
    }
    /** What was told to have failed may be told to be done after all. */
    answer(event, payment, what, amount, as) {
        const movement = payment.movements.get(what);
        if (!movement || movement.outcome === 'done' || movement.outcome === as) {
            return this.illegal(event, 'answers what was not asked, or was answered');
        }
        if (amount !== movement.amount)
            this.illegal(event, `is about ${amount}, asked for were ${movement.amount}`);
        if (movement.outcome === 'open')
            payment.open -= 1;
        movement.outcome = as;
    }
    illegal(event, what) {
        this.report('payment-transitions-legal', event, `${event.type} ${what}.`);
    }
    tooMuch(event, what) {
        this.report('captured-within-authorised', event, `${what}.`);
    }
}
const begun = ({ stream, position }, { orderId, amount, currency, method }) => ({
    stream,
    orderId,
    currency,
    method,
    amount,
    status: 'requested',
    authorised: 0,
    captured: 0,
    refunded: 0,
    goodwill: 0,
    open: 1,
    lastAt: position,
    voiding: false,
    movements: new Map(),
});
//# sourceMappingURL=payment.check.js.map