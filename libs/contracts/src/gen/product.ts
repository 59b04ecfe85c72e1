// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/product/v1/product.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsJsonObject, IsOneOf, IsSku, IsText, IsTexts, IsUuid } from '../rules.js';
import { Difference, HistoryEntry, Money } from './common.js';

export const ProductKind = {
  Goods: 'goods',
  Service: 'service',
} as const;
export type ProductKind = (typeof ProductKind)[keyof typeof ProductKind];

export const ProductStatus = {
  Draft: 'draft',
  Active: 'active',
  Archived: 'archived',
} as const;
export type ProductStatus = (typeof ProductStatus)[keyof typeof ProductStatus];

/** What is sold: one combination of a product's options. */
export class Variant {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsTexts()
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, selfRequired: false })
  options?: Record<string, string>;

  @IsObject()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money })
  price!: Money;
}

/** The body of POST /v1/products. With one variant the top-level sku and price mean it. */
export class NewProduct {
  @IsOptional()
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64, required: false })
  sku?: string;

  @IsText({ min: 1, max: 200 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 200 })
  name!: string;

  @IsOptional()
  @IsText({ max: 10000, multiline: true })
  @ApiProperty({ type: String, maxLength: 10000, required: false })
  description?: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money, required: false })
  price?: Money;

  /** Default: goods. */
  @IsOptional()
  @IsOneOf(ProductKind)
  @ApiProperty({ enum: ProductKind, enumName: 'ProductKind', required: false, description: 'Default: goods.' })
  kind?: ProductKind;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsText({ min: 1, max: 100 }, { each: true })
  @ApiProperty({ type: [String], minLength: 1, maxLength: 100, maxItems: 50, required: false })
  categories?: string[];

  @IsOptional()
  @IsJsonObject()
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  attributes?: Record<string, unknown>;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => Variant)
  @ApiProperty({ type: () => [Variant], maxItems: 100, required: false })
  variants?: Variant[];

  /** draft (default) or active. */
  @IsOptional()
  @IsOneOf(ProductStatus)
  @ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus', required: false, description: 'draft (default) or active.' })
  status?: ProductStatus;
}

export class Product {
  @ApiProperty({ type: String })
  id!: string;

  /** Of the only variant. */
  @ApiProperty({ type: String, required: false, description: 'Of the only variant.' })
  sku?: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String, required: false })
  description?: string;

  @ApiProperty({ type: () => Money, required: false })
  price?: Money;

  @ApiProperty({ enum: ProductKind, enumName: 'ProductKind' })
  kind!: ProductKind;

  @ApiProperty({ type: [String] })
  categories!: string[];

  @ApiProperty({ type: 'object', additionalProperties: true })
  attributes!: Record<string, unknown>;

  @ApiProperty({ type: () => [Variant] })
  variants!: Variant[];

  @ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus' })
  status!: ProductStatus;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  createdAt!: string;

  @ApiProperty({ type: String })
  updatedAt!: string;
}

export class CreateProductRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => NewProduct)
  @ApiProperty({ type: () => NewProduct })
  product!: NewProduct;
}

export class CreateProductResponse {
  @ApiProperty({ type: () => Product })
  product!: Product;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class PutProductBySkuRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => NewProduct)
  @ApiProperty({ type: () => NewProduct })
  product!: NewProduct;

  /** -1: there must be none yet. */
  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false, description: '-1: there must be none yet.' })
  expectedRevision?: number;
}

export class PutProductBySkuResponse {
  @ApiProperty({ type: () => Product })
  product!: Product;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;

  @ApiProperty({ type: Boolean })
  created!: boolean;
}

export class GetProductRequest {
  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  productId!: string;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  minPosition?: string;

  /** As it was at a time (ISO 8601, of recording) or at a revision. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: 'As it was at a time (ISO 8601, of recording) or at a revision.' })
  asOf?: string;
}

export class GetProductResponse {
  @ApiProperty({ type: () => Product })
  product!: Product;
}

export class GetProductBySkuRequest {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  minPosition?: string;
}

export class GetProductBySkuResponse {
  @ApiProperty({ type: () => Product })
  product!: Product;
}

export class GetProductHistoryRequest {
  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  productId!: string;

  /** What happened after `from` and up to `to`, a time or a revision each; with both also the difference between them. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: 'What happened after `from` and up to `to`, a time or a revision each; with both also the difference between them.' })
  from?: string;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  to?: string;

  /** 20 where it is 0 or left out. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, required: false, description: '20 where it is 0 or left out.' })
  pageSize?: number;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  pageToken?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2147483647)
  @ApiProperty({ type: 'integer', minimum: 1, required: false })
  page?: number;
}

export class GetProductHistoryResponse {
  @ApiProperty({ type: () => [HistoryEntry] })
  items!: HistoryEntry[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;

  @ApiProperty({ type: () => [Difference] })
  differences!: Difference[];
}

export class ListProductsRequest {
  /** Words; full text with prefix and one typo. */
  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false, description: 'Words; full text with prefix and one typo.' })
  q?: string;

  @IsOptional()
  @IsText({ max: 100 })
  @ApiProperty({ type: String, maxLength: 100, required: false })
  category?: string;

  /** Minor units. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false, description: 'Minor units.' })
  minPrice?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false })
  maxPrice?: number;

  @IsOptional()
  @IsOneOf(ProductStatus)
  @ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus', required: false })
  status?: ProductStatus;

  @IsOptional()
  @IsBoolean()
  @ApiProperty({ type: Boolean, required: false })
  inStock?: boolean;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  minPosition?: string;

  /** 20 where it is 0 or left out. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, required: false, description: '20 where it is 0 or left out.' })
  pageSize?: number;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  pageToken?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2147483647)
  @ApiProperty({ type: 'integer', minimum: 1, required: false })
  page?: number;

  /** `name`, `price`, `createdAt` or `updatedAt`; `-` in front: descending. Default: relevance with q, else name. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: '`name`, `price`, `createdAt` or `updatedAt`; `-` in front: descending. Default: relevance with q, else name.' })
  sort?: string;

  /** Archived ones, too, where no status is named. */
  @IsOptional()
  @IsBoolean()
  @ApiProperty({ type: Boolean, required: false, description: 'Archived ones, too, where no status is named.' })
  showArchived?: boolean;
}

export class FacetValue {
  @ApiProperty({ type: String })
  value!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  count!: number;
}

export class Facet {
  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: () => [FacetValue] })
  values!: FacetValue[];
}

export class ListProductsResponse {
  @ApiProperty({ type: () => [Product] })
  items!: Product[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;

  @ApiProperty({ type: () => [Facet] })
  facets!: Facet[];
}

/** A change; the body of PATCH /v1/products/{id} (merge patch: what is absent stays, null takes away). Attributes are merged with those that are there, lists are replaced; a variant that is there stays in the list with its SKU. */
export class ProductChange {
  @IsOptional()
  @IsText({ min: 1, max: 200 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 200, required: false })
  name?: string;

  @IsOptional()
  @IsText({ max: 10000, multiline: true })
  @ApiProperty({ type: String, maxLength: 10000, required: false, nullable: true })
  description?: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money, required: false })
  price?: Money;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsText({ min: 1, max: 100 }, { each: true })
  @ApiProperty({ type: [String], minLength: 1, maxLength: 100, maxItems: 50, required: false, nullable: true })
  categories?: string[];

  @IsOptional()
  @IsJsonObject()
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false, nullable: true })
  attributes?: Record<string, unknown>;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => Variant)
  @ApiProperty({ type: () => [Variant], maxItems: 100, required: false })
  variants?: Variant[];
}

export class UpdateProductRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  productId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => ProductChange)
  @ApiProperty({ type: () => ProductChange })
  change!: ProductChange;

  /** The fields of `change` that count: `name`, `description`, `price`, `categories`, `attributes`, `variants`. A field that is named and absent is taken away. Without a mask the fields that are there count. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsText({}, { each: true })
  @ApiProperty({ type: [String], maxItems: 10, required: false, description: 'The fields of `change` that count: `name`, `description`, `price`, `categories`, `attributes`, `variants`. A field that is named and absent is taken away. Without a mask the fields that are there count.' })
  updateMask?: string[];
}

export class UpdateProductResponse {
  @ApiProperty({ type: () => Product })
  product!: Product;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class PublishProductRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  productId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;
}

export class PublishProductResponse {
  @ApiProperty({ type: () => Product })
  product!: Product;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class ArchiveProductRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  productId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;
}

export class ArchiveProductResponse {
  @ApiProperty({ type: () => Product })
  product!: Product;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class QuoteVariantsRequest {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2000)
  @IsSku({ each: true })
  @ApiProperty({ type: [String], minLength: 1, maxLength: 64, maxItems: 2000, required: false })
  skus?: string[];
}

export class Quote {
  @ApiProperty({ type: String })
  sku!: string;

  @ApiProperty({ type: String })
  productId!: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ enum: ProductKind, enumName: 'ProductKind' })
  kind!: ProductKind;

  @ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus' })
  status!: ProductStatus;

  @ApiProperty({ type: () => Money })
  price!: Money;
}

export class QuoteVariantsResponse {
  @ApiProperty({ type: () => [Quote] })
  quotes!: Quote[];
}

/** Keeps the catalogue: products, their variants (SKUs) and prices. */
export abstract class ProductService {
  static readonly rpc = { package: 'daybook.product.v1', service: 'ProductService', requests: { createProduct: CreateProductRequest, putProductBySku: PutProductBySkuRequest, getProduct: GetProductRequest, getProductBySku: GetProductBySkuRequest, getProductHistory: GetProductHistoryRequest, listProducts: ListProductsRequest, updateProduct: UpdateProductRequest, publishProduct: PublishProductRequest, archiveProduct: ArchiveProductRequest, quoteVariants: QuoteVariantsRequest }, streams: [], scopes: { createProduct: 'write', putProductBySku: 'write', getProduct: 'read', getProductBySku: 'read', getProductHistory: 'read', listProducts: 'read', updateProduct: 'write', publishProduct: 'write', archiveProduct: 'write', quoteVariants: 'read' }, fieldScopes: {  } } as const;

  abstract createProduct(request: CreateProductRequest): Promise<CreateProductResponse>;
  /** Creates the product that holds the SKU, or changes it to what is given. */
  abstract putProductBySku(request: PutProductBySkuRequest): Promise<PutProductBySkuResponse>;
  abstract getProduct(request: GetProductRequest): Promise<GetProductResponse>;
  abstract getProductBySku(request: GetProductBySkuRequest): Promise<GetProductBySkuResponse>;
  /** The product's events, and with `from` and `to` the difference between two points. */
  abstract getProductHistory(request: GetProductHistoryRequest): Promise<GetProductHistoryResponse>;
  abstract listProducts(request: ListProductsRequest): Promise<ListProductsResponse>;
  abstract updateProduct(request: UpdateProductRequest): Promise<UpdateProductResponse>;
  abstract publishProduct(request: PublishProductRequest): Promise<PublishProductResponse>;
  abstract archiveProduct(request: ArchiveProductRequest): Promise<ArchiveProductResponse>;
  /** Name, kind and price of SKUs as they are now; what does not exist is left out. */
  abstract quoteVariants(request: QuoteVariantsRequest): Promise<QuoteVariantsResponse>;
}
