import { PaymentStatus } from '#contracts';
/** The one word for where a payment stands. What was left of a captured authorisation may be voided: that is `captured`. */
export function statusOf({ authorisation, authorised, captured, refunded }) {
    if (captured > 0) {
        if (refunded > 0)
            return refunded < captured ? PaymentStatus.PartlyRefunded : PaymentStatus.Refunded;
        return captured < authorised && authorisation !== 'voided' ? PaymentStatus.PartlyCaptured : PaymentStatus.Captured;
    }
    return authorisation === 'requested' ? PaymentStatus.Pending : authorisation;
}
const IN_ORDER = ['authorise', 'capture', 'void', 'refund'];
/** Which of several open intents is told. */
export const pendingOf = (open) => IN_ORDER.find((kind) => open.includes(kind));
//# sourceMappingURL=payment.status.js.map