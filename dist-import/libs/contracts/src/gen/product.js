var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/product/v1/product.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsJsonObject, IsOneOf, IsSku, IsText, IsTexts, IsUuid } from '../rules.js';
import { Difference, HistoryEntry, Money } from './common.js';
export const ProductKind = {
    Goods: 'goods',
    Service: 'service',
};
export const ProductStatus = {
    Draft: 'draft',
    Active: 'active',
    Archived: 'archived',
};
/** What is sold: one combination of a product's options. */
export class Variant {
    sku;
    options;
    price;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], Variant.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsTexts(),
    ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, selfRequired: false }),
    __metadata("design:type", Object)
], Variant.prototype, "options", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Money),
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], Variant.prototype, "price", void 0);
/** The body of POST /v1/products. With one variant the top-level sku and price mean it. */
export class NewProduct {
    sku;
    name;
    description;
    price;
    /** Default: goods. */
    kind;
    categories;
    attributes;
    variants;
    /** draft (default) or active. */
    status;
}
__decorate([
    IsOptional(),
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64, required: false }),
    __metadata("design:type", String)
], NewProduct.prototype, "sku", void 0);
__decorate([
    IsText({ min: 1, max: 200 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 200 }),
    __metadata("design:type", String)
], NewProduct.prototype, "name", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 10000, multiline: true }),
    ApiProperty({ type: String, maxLength: 10000, required: false }),
    __metadata("design:type", String)
], NewProduct.prototype, "description", void 0);
__decorate([
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => Money),
    ApiProperty({ type: () => Money, required: false }),
    __metadata("design:type", Money)
], NewProduct.prototype, "price", void 0);
__decorate([
    IsOptional(),
    IsOneOf(ProductKind),
    ApiProperty({ enum: ProductKind, enumName: 'ProductKind', required: false, description: 'Default: goods.' }),
    __metadata("design:type", String)
], NewProduct.prototype, "kind", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(50),
    IsText({ min: 1, max: 100 }, { each: true }),
    ApiProperty({ type: [String], minLength: 1, maxLength: 100, maxItems: 50, required: false }),
    __metadata("design:type", Array)
], NewProduct.prototype, "categories", void 0);
__decorate([
    IsOptional(),
    IsJsonObject(),
    ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false }),
    __metadata("design:type", Object)
], NewProduct.prototype, "attributes", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(100),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => Variant),
    ApiProperty({ type: () => [Variant], maxItems: 100, required: false }),
    __metadata("design:type", Array)
], NewProduct.prototype, "variants", void 0);
__decorate([
    IsOptional(),
    IsOneOf(ProductStatus),
    ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus', required: false, description: 'draft (default) or active.' }),
    __metadata("design:type", String)
], NewProduct.prototype, "status", void 0);
export class Product {
    id;
    /** Of the only variant. */
    sku;
    name;
    description;
    price;
    kind;
    categories;
    attributes;
    variants;
    status;
    revision;
    createdAt;
    updatedAt;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Product.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: String, required: false, description: 'Of the only variant.' }),
    __metadata("design:type", String)
], Product.prototype, "sku", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Product.prototype, "name", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Product.prototype, "description", void 0);
__decorate([
    ApiProperty({ type: () => Money, required: false }),
    __metadata("design:type", Money)
], Product.prototype, "price", void 0);
__decorate([
    ApiProperty({ enum: ProductKind, enumName: 'ProductKind' }),
    __metadata("design:type", String)
], Product.prototype, "kind", void 0);
__decorate([
    ApiProperty({ type: [String] }),
    __metadata("design:type", Array)
], Product.prototype, "categories", void 0);
__decorate([
    ApiProperty({ type: 'object', additionalProperties: true }),
    __metadata("design:type", Object)
], Product.prototype, "attributes", void 0);
__decorate([
    ApiProperty({ type: () => [Variant] }),
    __metadata("design:type", Array)
], Product.prototype, "variants", void 0);
__decorate([
    ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus' }),
    __metadata("design:type", String)
], Product.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Product.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Product.prototype, "createdAt", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Product.prototype, "updatedAt", void 0);
export class CreateProductRequest {
    commandId;
    product;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], CreateProductRequest.prototype, "commandId", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => NewProduct),
    ApiProperty({ type: () => NewProduct }),
    __metadata("design:type", NewProduct)
], CreateProductRequest.prototype, "product", void 0);
export class CreateProductResponse {
    product;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Product }),
    __metadata("design:type", Product)
], CreateProductResponse.prototype, "product", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], CreateProductResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], CreateProductResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], CreateProductResponse.prototype, "replayed", void 0);
export class PutProductBySkuRequest {
    commandId;
    sku;
    product;
    expectedRevision;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], PutProductBySkuRequest.prototype, "commandId", void 0);
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], PutProductBySkuRequest.prototype, "sku", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => NewProduct),
    ApiProperty({ type: () => NewProduct }),
    __metadata("design:type", NewProduct)
], PutProductBySkuRequest.prototype, "product", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], PutProductBySkuRequest.prototype, "expectedRevision", void 0);
export class PutProductBySkuResponse {
    product;
    revision;
    position;
    replayed;
    created;
}
__decorate([
    ApiProperty({ type: () => Product }),
    __metadata("design:type", Product)
], PutProductBySkuResponse.prototype, "product", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], PutProductBySkuResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], PutProductBySkuResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], PutProductBySkuResponse.prototype, "replayed", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], PutProductBySkuResponse.prototype, "created", void 0);
export class GetProductRequest {
    productId;
    minPosition;
    /** As it was at a time (ISO 8601, of recording) or at a revision. */
    asOf;
}
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], GetProductRequest.prototype, "productId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetProductRequest.prototype, "minPosition", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: 'As it was at a time (ISO 8601, of recording) or at a revision.' }),
    __metadata("design:type", String)
], GetProductRequest.prototype, "asOf", void 0);
export class GetProductResponse {
    product;
}
__decorate([
    ApiProperty({ type: () => Product }),
    __metadata("design:type", Product)
], GetProductResponse.prototype, "product", void 0);
export class GetProductBySkuRequest {
    sku;
    minPosition;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], GetProductBySkuRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetProductBySkuRequest.prototype, "minPosition", void 0);
export class GetProductBySkuResponse {
    product;
}
__decorate([
    ApiProperty({ type: () => Product }),
    __metadata("design:type", Product)
], GetProductBySkuResponse.prototype, "product", void 0);
export class GetProductHistoryRequest {
    productId;
    /** What happened after `from` and up to `to`, a time or a revision each; with both also the difference between them. */
    from;
    to;
    pageSize;
    pageToken;
    page;
}
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], GetProductHistoryRequest.prototype, "productId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: 'What happened after `from` and up to `to`, a time or a revision each; with both also the difference between them.' }),
    __metadata("design:type", String)
], GetProductHistoryRequest.prototype, "from", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetProductHistoryRequest.prototype, "to", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], GetProductHistoryRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetProductHistoryRequest.prototype, "pageToken", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 1, required: false }),
    __metadata("design:type", Number)
], GetProductHistoryRequest.prototype, "page", void 0);
export class GetProductHistoryResponse {
    items;
    totalCount;
    nextPageToken;
    differences;
}
__decorate([
    ApiProperty({ type: () => [HistoryEntry] }),
    __metadata("design:type", Array)
], GetProductHistoryResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], GetProductHistoryResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetProductHistoryResponse.prototype, "nextPageToken", void 0);
__decorate([
    ApiProperty({ type: () => [Difference] }),
    __metadata("design:type", Array)
], GetProductHistoryResponse.prototype, "differences", void 0);
export class ListProductsRequest {
    /** Words; full text with prefix and one typo. */
    q;
    category;
    /** Minor units. */
    minPrice;
    maxPrice;
    status;
    inStock;
    minPosition;
    pageSize;
    pageToken;
    page;
    /** `name`, `price`, `createdAt` or `updatedAt`; `-` in front: descending. Default: relevance with q, else name. */
    sort;
}
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false, description: 'Words; full text with prefix and one typo.' }),
    __metadata("design:type", String)
], ListProductsRequest.prototype, "q", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 100 }),
    ApiProperty({ type: String, maxLength: 100, required: false }),
    __metadata("design:type", String)
], ListProductsRequest.prototype, "category", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(0),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false, description: 'Minor units.' }),
    __metadata("design:type", Number)
], ListProductsRequest.prototype, "minPrice", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(0),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false }),
    __metadata("design:type", Number)
], ListProductsRequest.prototype, "maxPrice", void 0);
__decorate([
    IsOptional(),
    IsOneOf(ProductStatus),
    ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus', required: false }),
    __metadata("design:type", String)
], ListProductsRequest.prototype, "status", void 0);
__decorate([
    IsOptional(),
    IsBoolean(),
    ApiProperty({ type: Boolean, required: false }),
    __metadata("design:type", Boolean)
], ListProductsRequest.prototype, "inStock", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListProductsRequest.prototype, "minPosition", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], ListProductsRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListProductsRequest.prototype, "pageToken", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 1, required: false }),
    __metadata("design:type", Number)
], ListProductsRequest.prototype, "page", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: '`name`, `price`, `createdAt` or `updatedAt`; `-` in front: descending. Default: relevance with q, else name.' }),
    __metadata("design:type", String)
], ListProductsRequest.prototype, "sort", void 0);
export class FacetValue {
    value;
    count;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], FacetValue.prototype, "value", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], FacetValue.prototype, "count", void 0);
export class Facet {
    name;
    values;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Facet.prototype, "name", void 0);
__decorate([
    ApiProperty({ type: () => [FacetValue] }),
    __metadata("design:type", Array)
], Facet.prototype, "values", void 0);
export class ListProductsResponse {
    items;
    totalCount;
    nextPageToken;
    facets;
}
__decorate([
    ApiProperty({ type: () => [Product] }),
    __metadata("design:type", Array)
], ListProductsResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ListProductsResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListProductsResponse.prototype, "nextPageToken", void 0);
__decorate([
    ApiProperty({ type: () => [Facet] }),
    __metadata("design:type", Array)
], ListProductsResponse.prototype, "facets", void 0);
/** A change; the body of PATCH /v1/products/{id} (merge patch: what is absent stays, null takes away). Attributes are merged with those that are there, lists are replaced; a variant that is there stays in the list with its SKU. */
export class ProductChange {
    name;
    description;
    price;
    categories;
    attributes;
    variants;
}
__decorate([
    IsOptional(),
    IsText({ min: 1, max: 200 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 200, required: false }),
    __metadata("design:type", String)
], ProductChange.prototype, "name", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 10000, multiline: true }),
    ApiProperty({ type: String, maxLength: 10000, required: false }),
    __metadata("design:type", String)
], ProductChange.prototype, "description", void 0);
__decorate([
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => Money),
    ApiProperty({ type: () => Money, required: false }),
    __metadata("design:type", Money)
], ProductChange.prototype, "price", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(50),
    IsText({ min: 1, max: 100 }, { each: true }),
    ApiProperty({ type: [String], minLength: 1, maxLength: 100, maxItems: 50, required: false }),
    __metadata("design:type", Array)
], ProductChange.prototype, "categories", void 0);
__decorate([
    IsOptional(),
    IsJsonObject(),
    ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false }),
    __metadata("design:type", Object)
], ProductChange.prototype, "attributes", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(100),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => Variant),
    ApiProperty({ type: () => [Variant], maxItems: 100, required: false }),
    __metadata("design:type", Array)
], ProductChange.prototype, "variants", void 0);
export class UpdateProductRequest {
    commandId;
    productId;
    expectedRevision;
    change;
    /** The fields of `change` that count: `name`, `description`, `price`, `categories`, `attributes`, `variants`. A field that is named and absent is taken away. Without a mask the fields that are there count. */
    updateMask;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], UpdateProductRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], UpdateProductRequest.prototype, "productId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], UpdateProductRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => ProductChange),
    ApiProperty({ type: () => ProductChange }),
    __metadata("design:type", ProductChange)
], UpdateProductRequest.prototype, "change", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(10),
    IsText({}, { each: true }),
    ApiProperty({ type: [String], maxItems: 10, required: false, description: 'The fields of `change` that count: `name`, `description`, `price`, `categories`, `attributes`, `variants`. A field that is named and absent is taken away. Without a mask the fields that are there count.' }),
    __metadata("design:type", Array)
], UpdateProductRequest.prototype, "updateMask", void 0);
export class UpdateProductResponse {
    product;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Product }),
    __metadata("design:type", Product)
], UpdateProductResponse.prototype, "product", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], UpdateProductResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], UpdateProductResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], UpdateProductResponse.prototype, "replayed", void 0);
export class PublishProductRequest {
    commandId;
    productId;
    expectedRevision;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], PublishProductRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], PublishProductRequest.prototype, "productId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], PublishProductRequest.prototype, "expectedRevision", void 0);
export class PublishProductResponse {
    product;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Product }),
    __metadata("design:type", Product)
], PublishProductResponse.prototype, "product", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], PublishProductResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], PublishProductResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], PublishProductResponse.prototype, "replayed", void 0);
export class ArchiveProductRequest {
    commandId;
    productId;
    expectedRevision;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], ArchiveProductRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], ArchiveProductRequest.prototype, "productId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], ArchiveProductRequest.prototype, "expectedRevision", void 0);
export class ArchiveProductResponse {
    product;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Product }),
    __metadata("design:type", Product)
], ArchiveProductResponse.prototype, "product", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ArchiveProductResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ArchiveProductResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], ArchiveProductResponse.prototype, "replayed", void 0);
export class QuoteVariantsRequest {
    skus;
}
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(2000),
    IsSku({ each: true }),
    ApiProperty({ type: [String], minLength: 1, maxLength: 64, maxItems: 2000, required: false }),
    __metadata("design:type", Array)
], QuoteVariantsRequest.prototype, "skus", void 0);
export class Quote {
    sku;
    productId;
    name;
    kind;
    status;
    price;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Quote.prototype, "sku", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Quote.prototype, "productId", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Quote.prototype, "name", void 0);
__decorate([
    ApiProperty({ enum: ProductKind, enumName: 'ProductKind' }),
    __metadata("design:type", String)
], Quote.prototype, "kind", void 0);
__decorate([
    ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus' }),
    __metadata("design:type", String)
], Quote.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], Quote.prototype, "price", void 0);
export class QuoteVariantsResponse {
    quotes;
}
__decorate([
    ApiProperty({ type: () => [Quote] }),
    __metadata("design:type", Array)
], QuoteVariantsResponse.prototype, "quotes", void 0);
/** Keeps the catalogue: products, their variants (SKUs) and prices. */
export class ProductService {
    static rpc = { package: 'daybook.product.v1', service: 'ProductService', requests: { createProduct: CreateProductRequest, putProductBySku: PutProductBySkuRequest, getProduct: GetProductRequest, getProductBySku: GetProductBySkuRequest, getProductHistory: GetProductHistoryRequest, listProducts: ListProductsRequest, updateProduct: UpdateProductRequest, publishProduct: PublishProductRequest, archiveProduct: ArchiveProductRequest, quoteVariants: QuoteVariantsRequest }, streams: [] };
}
//# sourceMappingURL=product.js.map