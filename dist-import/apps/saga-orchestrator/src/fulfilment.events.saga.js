const types = {
    FulfilmentOpened: true,
    FulfilmentMoneyTakenOver: true,
    FulfilmentParcelShipped: true,
    FulfilmentLinesCancelled: true,
    FulfilmentReturnReceived: true,
    FulfilmentPaymentHeard: true,
    FulfilmentStepEnded: true,
    FulfilmentStepRepeated: true,
    FulfilmentStepFailed: true,
    FulfilmentRetried: true,
    FulfilmentSkipped: true,
};
export const fulfilmentEvents = { category: 'fulfilment', types: Object.keys(types), upcasts: {} };
//# sourceMappingURL=fulfilment.events.saga.js.map