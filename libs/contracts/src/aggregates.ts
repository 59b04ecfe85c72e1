/** By service: the field of its requests that names the aggregate which they are about. */
const NAMED_BY: Readonly<Record<string, readonly string[]>> = {
  ProductService: ['productId', 'sku'],
  InventoryService: ['sku'],
  OrderService: ['orderId'],
  PaymentService: ['paymentId'],
  SagaService: ['sagaId', 'orderId'],
};

/**
 * The aggregate that a request is about, so that its callers agree on the replica that decides on it. Of many SKUs it
 * is the first in sorted order: it is also taken first, and whoever waits for it waits in one process. A create names
 * none yet: its command id stands for it, so that a repeat meets the first one. Undefined where any replica will do, as
 * for lists. It is about load only: the revision remains the guard.
 */
export function aggregateIn(service: string, request: object): string | undefined {
  const fields = request as Readonly<Record<string, unknown>>;
  const named = NAMED_BY[service]?.map((field) => fields[field]).find((value) => value !== undefined);
  return textOf(named) ?? firstSku(fields['lines']) ?? textOf(fields['commandId']);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

const firstSku = (lines: unknown): string | undefined =>
  Array.isArray(lines)
    ? lines
        .flatMap(({ sku }: { readonly sku?: unknown }) => textOf(sku) ?? [])
        .reduce<string | undefined>((first, sku) => (first === undefined || sku < first ? sku : first), undefined)
    : undefined;
