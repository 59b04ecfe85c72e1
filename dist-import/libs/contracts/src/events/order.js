/** What order streams hold; also what the golden samples are checked against. */
export const orderEvents = {
    category: 'order',
    types: [
        'OrderPlaced',
        'OrderConfirmed',
        'OrderRejected',
        'OrderPaymentRecorded',
        'OrderLinesCancelled',
        'OrderReadied',
        'OrderShipped',
        'OrderDelivered',
        'OrderCompleted',
        'OrderReturnRequested',
        'OrderReturnReceived',
    ],
    upcasts: {},
};
//# sourceMappingURL=order.js.map