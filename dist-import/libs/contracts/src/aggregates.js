/** By service: the field of its requests that names the aggregate which they are about. */
const NAMED_BY = {
    ProductService: ['productId', 'sku'],
    InventoryService: ['sku'],
    OrderService: ['orderId'],
    PaymentService: ['paymentId'],
    SagaService: ['sagaId'],
};
/**
 * The aggregate that a request is about, so that its callers agree on the replica that decides on it. Of many SKUs it
 * is the first in sorted order: it is also taken first, and whoever waits for it waits in one process. A create names
 * none yet: its command id stands for it, so that a repeat meets the first one. Undefined where any replica will do, as
 * for lists. It is about load only: the revision remains the guard.
 */
export function aggregateIn(service, request) {
    const fields = request;
    const named = NAMED_BY[service]?.map((field) => fields[field]).find((value) => value !== undefined);
    return textOf(named) ?? firstSku(fields['lines']) ?? textOf(fields['commandId']);
}
const textOf = (value) => (typeof value === 'string' && value ? value : undefined);
const firstSku = (lines) => Array.isArray(lines)
    ? lines
        .flatMap(({ sku }) => textOf(sku) ?? [])
        .reduce((first, sku) => (first === undefined || sku < first ? sku : first), undefined)
    : undefined;
//# sourceMappingURL=aggregates.js.map