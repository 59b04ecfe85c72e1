/** What a payment's stream holds today, and how what was written before is read. */
export const paymentEvents = {
    category: 'payment',
    types: Object.keys({
        PaymentAuthorisationRequested: true,
        PaymentAuthorised: true,
        PaymentDeclined: true,
        PaymentCaptureRequested: true,
        PaymentCaptured: true,
        PaymentCaptureFailed: true,
        PaymentVoidRequested: true,
        PaymentVoided: true,
        PaymentRefundRequested: true,
        PaymentRefunded: true,
        PaymentRefundFailed: true,
    }),
    upcasts: {},
};
//# sourceMappingURL=payment.js.map