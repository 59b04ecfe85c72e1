import { AppError } from '#eventing';
const FIELDS = ['name', 'description', 'price', 'categories', 'attributes', 'variants'];
/** The change that a request with a field mask means: a field that is named and absent is taken away. */
export function changeOf(change, mask = []) {
    mask.forEach((field, i) => {
        if (!FIELDS.some((known) => known === field))
            throw invalid(`/updateMask/${i}`, `one of ${FIELDS.join(', ')}`);
    });
    const named = new Set(mask.length ? mask : FIELDS.filter((field) => isThere(change[field])));
    return {
        ...(named.has('name') && { name: needed(change, 'name') }),
        ...(named.has('description') && { description: change.description ?? null }),
        ...(named.has('price') && { price: needed(change, 'price') }),
        ...(named.has('categories') && { categories: change.categories ?? [] }),
        ...(named.has('attributes') && { attributes: change.attributes ?? null }),
        ...(named.has('variants') && { variants: change.variants ?? [] }),
    };
}
/** The product that is put at a SKU: its only variant's, or that of one of its variants. */
export function putAt(sku, given) {
    if (given.sku && given.sku !== sku)
        throw invalid('/sku', 'the SKU in the path is another one');
    if (!given.variants?.length)
        return { ...given, sku };
    if (!given.variants.some((variant) => variant.sku === sku))
        throw invalid('/variants', `one of the variants has the SKU ${sku}`);
    return given;
}
/** On the wire an empty list is an absent one. */
const isThere = (value) => value !== undefined && value !== null && !(Array.isArray(value) && !value.length);
function needed(change, field) {
    return change[field] ?? missing(field);
}
function missing(field) {
    throw invalid(`/${field}`, 'cannot be taken away');
}
const invalid = (pointer, message) => new AppError('invalid', 'VALIDATION_FAILED', `${pointer}: ${message}`, [{ pointer, message }]);
//# sourceMappingURL=product.change.js.map