import { productEvents } from '#contracts';
import { AppError, DomainCommand } from '#eventing';
export class CreateProduct extends DomainCommand {
    type = 'CreateProduct';
}
/** Creates the product, or changes it to exactly what is given; without a kind or a status these stay as they are. */
export class PutProduct extends DomainCommand {
    type = 'PutProduct';
}
export class ChangeProduct extends DomainCommand {
    type = 'ChangeProduct';
}
export class PublishProduct extends DomainCommand {
    type = 'PublishProduct';
}
export class ArchiveProduct extends DomainCommand {
    type = 'ArchiveProduct';
}
export const product = {
    category: 'product',
    events: productEvents,
    schema: 1,
    initial: { status: 'none' },
    decide(command, state) {
        const productId = command.id;
        switch (command.type) {
            case 'CreateProduct':
                if (state.status !== 'none')
                    throw new AppError('exists', 'PRODUCT_EXISTS', `There is a product ${productId} already.`);
                return [created(productId, command.data)];
            case 'PutProduct': {
                const { data: given } = command;
                if (state.status === 'none')
                    return [created(productId, given)];
                changeable(state, productId);
                if (given.kind && given.kind !== state.kind)
                    throw new AppError('rejected', 'KIND_FIXED', 'A product keeps its kind.');
                if (given.status && startStatus(given) === 'draft' && state.status === 'active')
                    throw new AppError('rejected', 'PRODUCT_PUBLISHED', 'A published product does not become a draft again.');
                return [
                    ...detailsChanged(productId, state, detailsOf(given)),
                    ...variantsChanged(productId, state, variantsOf(given)),
                    ...(given.status === 'active' ? published(productId, state) : []),
                ];
            }
            case 'ChangeProduct':
                changeable(state, productId);
                return [
                    ...detailsChanged(productId, state, merged(state, command.data)),
                    ...variantsChanged(productId, state, variantsAfter(state.variants, command.data)),
                ];
            case 'PublishProduct':
                changeable(state, productId);
                return published(productId, state);
            case 'ArchiveProduct':
                present(state, productId);
                return state.status === 'archived' ? [] : [{ type: 'ProductArchived', data: { productId } }];
        }
    },
    evolve(state, event) {
        if (event.type === 'ProductCreated') {
            const { productId: _, ...product } = event.data;
            return product;
        }
        if (state.status === 'none')
            throw new Error(`${event.type} before the product was created`);
        switch (event.type) {
            case 'ProductDetailsChanged': {
                const { name, description, categories, attributes } = event.data;
                return {
                    ...state,
                    name: name ?? state.name,
                    description: description === undefined ? state.description : (description ?? undefined),
                    categories: categories ?? state.categories,
                    attributes: attributes ?? state.attributes,
                };
            }
            case 'ProductVariantsChanged':
                return { ...state, variants: event.data.variants };
            case 'ProductPriceChanged': {
                const { sku, price } = event.data;
                return { ...state, variants: state.variants.map((v) => (v.sku === sku ? { ...v, price } : v)) };
            }
            case 'ProductPublished':
                return { ...state, status: 'active' };
            case 'ProductArchived':
                return { ...state, status: 'archived' };
        }
    },
};
/** The variants that a new product is given: a list, or the only one by the top-level `sku` and `price`. */
export function variantsOf({ sku, price, variants }) {
    if (!variants?.length) {
        if (!sku)
            throw invalid('/sku', 'a product needs a SKU, or variants');
        if (!price)
            throw invalid('/price', 'a product needs a price, or variants');
        return variantsAfter([{ sku, price }], { price });
    }
    if (sku && (variants.length > 1 || sku !== variants[0]?.sku))
        throw invalid('/sku', 'the SKUs stand in the variants');
    return variantsAfter(variants, { price, variants });
}
/** The variants after a change, proven to be a legal list. */
export function variantsAfter(present, { price, variants }) {
    const next = variants ?? present;
    if (price && price.amount < 0)
        throw invalid('/price/amount', 'a price is not below zero');
    if (!next.length)
        throw invalid('/variants', 'a product has at least one variant');
    next.forEach((variant, i) => {
        const at = `/variants/${i}`;
        if (variant.price.amount < 0)
            throw invalid(`${at}/price/amount`, 'a price is not below zero');
        if (variant.price.currency !== next[0]?.price.currency)
            throw invalid(`${at}/price/currency`, 'all variants have prices of one currency');
        if (next.findIndex(({ sku }) => sku === variant.sku) < i)
            throw invalid(`${at}/sku`, 'the SKU is there twice');
    });
    if (!price)
        return next;
    if (next.length > 1 || (variants && !same(price, next[0]?.price)))
        throw invalid('/price', 'the prices stand in the variants');
    return next.map((variant) => ({ ...variant, price }));
}
const created = (productId, given) => ({
    type: 'ProductCreated',
    data: {
        productId,
        ...detailsOf(given),
        kind: given.kind ?? 'goods',
        variants: variantsOf(given),
        status: startStatus(given),
    },
});
const detailsOf = ({ name, description, categories, attributes }) => ({
    name,
    description: description ?? undefined,
    categories: categories ?? [],
    attributes: attributes ?? {},
});
function startStatus({ status }) {
    if (status === 'archived')
        throw invalid('/status', 'a product starts as a draft or active');
    return status ?? 'draft';
}
function merged(state, { name, description, categories, attributes }) {
    return {
        name: name ?? state.name,
        description: description === undefined ? state.description : (description ?? undefined),
        categories: categories ?? state.categories,
        attributes: attributes === null ? {} : mergePatch(state.attributes, attributes ?? {}),
    };
}
function detailsChanged(productId, before, after) {
    const data = {
        productId,
        ...(after.name !== before.name && { name: after.name }),
        ...(after.description !== before.description && { description: after.description ?? null }),
        ...(!same(after.categories, before.categories) && { categories: after.categories }),
        ...(!same(after.attributes, before.attributes) && { attributes: after.attributes }),
    };
    return Object.keys(data).length > 1 ? [{ type: 'ProductDetailsChanged', data }] : [];
}
function variantsChanged(productId, { variants }, next) {
    const gone = variants.find(({ sku }) => !next.some((variant) => variant.sku === sku));
    // Its stock and the orders that name it would be left without a product.
    if (gone)
        throw new AppError('rejected', 'SKU_FIXED', `A variant keeps its SKU: ${gone.sku} cannot be taken away.`);
    if (same(variants, next))
        return [];
    const onlyPrices = next[0]?.price.currency === variants[0]?.price.currency &&
        next.length === variants.length &&
        next.every(({ sku, options = {} }, i) => sku === variants[i]?.sku && same(options, variants[i]?.options ?? {}));
    if (!onlyPrices)
        return [{ type: 'ProductVariantsChanged', data: { productId, variants: next } }];
    return next.flatMap(({ sku, price }, i) => same(price, variants[i]?.price) ? [] : [{ type: 'ProductPriceChanged', data: { productId, sku, price } }]);
}
const published = (productId, { status }) => status === 'draft' ? [{ type: 'ProductPublished', data: { productId } }] : [];
function present(state, id) {
    if (state.status === 'none')
        throw new AppError('notFound', 'NOT_FOUND', `There is no product ${id}.`);
}
function changeable(state, id) {
    present(state, id);
    if (state.status === 'archived')
        throw new AppError('rejected', 'PRODUCT_ARCHIVED', `Product ${id} is archived.`);
}
const invalid = (pointer, message) => new AppError('invalid', 'VALIDATION_FAILED', `${pointer}: ${message}`, [{ pointer, message }]);
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** RFC 7396. */
function mergePatch(target, patch) {
    const result = new Map(Object.entries(isObject(target) ? target : {}));
    for (const [key, value] of Object.entries(patch))
        if (value === null)
            result.delete(key);
        else
            result.set(key, isObject(value) ? mergePatch(result.get(key), value) : value);
    return Object.fromEntries(result);
}
/** Whether two JSON values are equal, whatever the order of their keys. */
function same(a, b) {
    if (Array.isArray(a))
        return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
    if (!isObject(a) || !isObject(b))
        return a === b;
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.every((key) => same(a[key], b[key]));
}
//# sourceMappingURL=product.decider.js.map