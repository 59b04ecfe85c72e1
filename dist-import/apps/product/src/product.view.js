/** A product as clients see it. */
export function productView(product) {
    const { id, name, description, categories, attributes, kind, status, revision, createdAt, updatedAt } = product;
    const variants = product.variants.map(({ sku, options = {}, price }) => ({ sku, options, price }));
    const [only] = variants;
    return {
        id,
        ...(only && variants.length === 1 && { sku: only.sku, price: only.price }),
        name,
        description,
        kind,
        categories: [...categories],
        attributes: { ...attributes },
        variants,
        status,
        revision,
        createdAt,
        updatedAt,
    };
}
//# sourceMappingURL=product.view.js.map