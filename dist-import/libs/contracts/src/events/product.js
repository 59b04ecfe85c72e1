/** What product streams hold; also what the golden samples are checked against. */
export const productEvents = {
    category: 'product',
    types: [
        'ProductCreated',
        'ProductDetailsChanged',
        'ProductVariantsChanged',
        'ProductPriceChanged',
        'ProductPublished',
        'ProductArchived',
    ],
    upcasts: {},
};
//# sourceMappingURL=product.js.map