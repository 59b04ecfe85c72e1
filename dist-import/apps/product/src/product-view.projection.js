var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { productEvents } from '#contracts';
import { integer, projection, time } from '#eventing';
let ProductRow = class ProductRow {
    id;
    revision;
    name;
    description;
    kind;
    status;
    categories;
    attributes;
    variants;
    /** Of all its prices. */
    currency;
    minPrice;
    maxPrice;
    createdAt;
    updatedAt;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 36 }),
    __metadata("design:type", String)
], ProductRow.prototype, "id", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], ProductRow.prototype, "revision", void 0);
__decorate([
    Column({ type: 'varchar', length: 200 }),
    __metadata("design:type", String)
], ProductRow.prototype, "name", void 0);
__decorate([
    Column({ type: 'text', nullable: true }),
    __metadata("design:type", Object)
], ProductRow.prototype, "description", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], ProductRow.prototype, "kind", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], ProductRow.prototype, "status", void 0);
__decorate([
    Column({ type: 'simple-json' }),
    __metadata("design:type", Array)
], ProductRow.prototype, "categories", void 0);
__decorate([
    Column({ type: 'simple-json' }),
    __metadata("design:type", Object)
], ProductRow.prototype, "attributes", void 0);
__decorate([
    Column({ type: 'simple-json' }),
    __metadata("design:type", Array)
], ProductRow.prototype, "variants", void 0);
__decorate([
    Column({ type: 'varchar', length: 3 }),
    __metadata("design:type", String)
], ProductRow.prototype, "currency", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], ProductRow.prototype, "minPrice", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], ProductRow.prototype, "maxPrice", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], ProductRow.prototype, "createdAt", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], ProductRow.prototype, "updatedAt", void 0);
ProductRow = __decorate([
    Entity({ name: 'product_view' })
], ProductRow);
export { ProductRow };
/** Finds the product of a SKU; that no two products have it is kept by the claims, not here. */
let VariantRow = class VariantRow {
    /** `<product>/<sku>`. */
    id;
    parentId;
    sku;
    price;
    currency;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 101 }),
    __metadata("design:type", String)
], VariantRow.prototype, "id", void 0);
__decorate([
    Index('product_variant_product'),
    Column({ type: 'varchar', length: 36 }),
    __metadata("design:type", String)
], VariantRow.prototype, "parentId", void 0);
__decorate([
    Index('product_variant_sku'),
    Column({ type: 'varchar', length: 64 }),
    __metadata("design:type", String)
], VariantRow.prototype, "sku", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], VariantRow.prototype, "price", void 0);
__decorate([
    Column({ type: 'varchar', length: 3 }),
    __metadata("design:type", String)
], VariantRow.prototype, "currency", void 0);
VariantRow = __decorate([
    Entity({ name: 'product_variant' })
], VariantRow);
export { VariantRow };
export const productRows = projection({
    name: 'product_view',
    category: 'product',
    events: productEvents,
    entity: ProductRow,
    evolve(row, event) {
        const facts = factsAfter(row, event);
        return facts && { ...facts, createdAt: row?.createdAt ?? event.metadata.at, updatedAt: event.metadata.at };
    },
    children: {
        entity: VariantRow,
        of: ({ id, variants }) => variants.map(({ sku, price }) => ({
            id: `${id}/${sku}`,
            parentId: id,
            sku,
            price: price.amount,
            currency: price.currency,
        })),
    },
});
function factsAfter(row, event) {
    if (event.type === 'ProductCreated') {
        const { name, description = null, kind, status, categories, attributes, variants } = event.data;
        return { name, description, kind, status, categories, attributes, ...priced(variants) };
    }
    if (!row)
        return undefined;
    switch (event.type) {
        case 'ProductDetailsChanged': {
            const { name, description, categories, attributes } = event.data;
            return {
                ...row,
                name: name ?? row.name,
                description: description === undefined ? row.description : description,
                categories: categories ?? row.categories,
                attributes: attributes ?? row.attributes,
            };
        }
        case 'ProductVariantsChanged':
            return { ...row, ...priced(event.data.variants) };
        case 'ProductPriceChanged': {
            const { sku, price } = event.data;
            return { ...row, ...priced(row.variants.map((v) => (v.sku === sku ? { ...v, price } : v))) };
        }
        case 'ProductPublished':
            return { ...row, status: 'active' };
        case 'ProductArchived':
            return { ...row, status: 'archived' };
    }
}
function priced(variants) {
    const amounts = variants.map(({ price }) => price.amount);
    return {
        variants,
        currency: variants[0]?.price.currency ?? '',
        minPrice: Math.min(...amounts),
        maxPrice: Math.max(...amounts),
    };
}
//# sourceMappingURL=product-view.projection.js.map