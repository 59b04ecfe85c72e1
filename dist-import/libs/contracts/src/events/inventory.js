/** What stock streams hold; also what the golden samples are checked against. */
export const inventoryEvents = {
    category: 'stock',
    types: [
        'StockReceived',
        'StockExpected',
        'StockAdjusted',
        'StockCounted',
        'StockTransferred',
        'StockWrittenOff',
        'SafetyStockSet',
        'StockReserved',
        'StockReleased',
        'StockReservationVoided',
        'StockShipped',
        'StockReturned',
    ],
    upcasts: {},
};
//# sourceMappingURL=inventory.js.map