import { paymentEvents } from '#contracts';
import { decode } from '#eventing';
/** The open intents of a payment in the order in which they were asked for, from the events of its stream. */
export function openIntents(events) {
    const open = new Map();
    let terms = { currency: '', method: 'test', token: undefined };
    let reference;
    let voids = 0;
    const nameOf = ({ kind, id }) => `${kind}/${id}`;
    const ask = (event, intent) => {
        const { paymentId, orderId, amount } = event.data;
        const { correlationId, traceparent } = event.metadata;
        const about = { key: event.id, intent, paymentId, orderId, amount, ...terms };
        open.set(nameOf(intent), { ...about, withdrawn: false, correlationId, traceparent });
    };
    const end = (intent) => open.delete(nameOf(intent));
    const authorisation = { kind: 'authorise', id: '1' };
    for (const event of events.map((stored) => decode(paymentEvents, stored))) {
        switch (event.type) {
            case 'PaymentAuthorisationRequested':
                terms = { currency: event.data.currency, method: event.data.method, token: event.data.token };
                ask(event, authorisation);
                break;
            case 'PaymentAuthorised':
                reference = event.data.reference;
                end(authorisation);
                break;
            case 'PaymentDeclined':
                end(authorisation);
                break;
            case 'PaymentCaptureRequested':
                ask(event, { kind: 'capture', id: event.data.captureId });
                break;
            case 'PaymentCaptured':
            case 'PaymentCaptureFailed':
                end({ kind: 'capture', id: event.data.captureId });
                break;
            case 'PaymentVoidRequested':
                ask(event, { kind: 'void', id: String(++voids) });
                break;
            case 'PaymentVoided':
                end({ kind: 'void', id: String(voids) });
                end(authorisation);
                break;
            case 'PaymentRefundRequested':
                ask(event, { kind: 'refund', id: event.data.refundId });
                break;
            case 'PaymentRefunded':
            case 'PaymentRefundFailed':
                end({ kind: 'refund', id: event.data.refundId });
                break;
        }
    }
    const intents = [...open.values()];
    const voiding = intents.some(({ intent }) => intent.kind === 'void');
    return intents.map((intent) => ({
        ...intent,
        reference,
        withdrawn: voiding && intent.intent.kind === 'authorise',
    }));
}
//# sourceMappingURL=payment.intents.js.map