const types = {
    CheckoutStarted: true,
    CheckoutStockReserved: true,
    CheckoutPaymentAuthorised: true,
    CheckoutPaymentCaptured: true,
    CheckoutPaymentHeard: true,
    CheckoutLinesCancelled: true,
    CheckoutConfirmed: true,
    CheckoutUndone: true,
    CheckoutCancellationAsked: true,
    CheckoutLateReservation: true,
    CheckoutStepEnded: true,
    CheckoutStepRepeated: true,
    CheckoutStepFailed: true,
    CheckoutRetried: true,
    CheckoutSkipped: true,
};
export const checkoutEvents = { category: 'checkout', types: Object.keys(types), upcasts: {} };
//# sourceMappingURL=checkout.events.saga.js.map