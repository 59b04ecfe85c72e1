// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/product/v1/product.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsDefined, IsEnum, IsInt, IsObject, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';
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
  @IsString()
  @Matches(/^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<! )$/u)
  @ApiProperty({ type: String })
  sku!: string;

  @IsOptional()
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, selfRequired: false })
  options?: Record<string, string>;

  @IsDefined()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money })
  price!: Money;
}

/** The body of POST /v1/products. With one variant the top-level sku and price mean it. */
export class NewProduct {
  @IsOptional()
  @IsString()
  @Matches(/^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<! )$/u)
  @ApiProperty({ type: String, required: false })
  sku?: string;

  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MinLength(1)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200 })
  name!: string;

  @IsOptional()
  @IsString()
  @Matches(/^(?:[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|[\n\r\t])*$/u)
  @MaxLength(10000)
  @ApiProperty({ type: String, maxLength: 10000, required: false })
  description?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money, required: false })
  price?: Money;

  /** Default: goods. */
  @IsOptional()
  @IsEnum(ProductKind)
  @ApiProperty({ enum: ProductKind, enumName: 'ProductKind', isArray: false, required: false, description: 'Default: goods.' })
  kind?: ProductKind;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, { each: true })
  @MinLength(1, { each: true })
  @MaxLength(100, { each: true })
  @ApiProperty({ type: [String], maxLength: 100, maxItems: 50, required: false })
  categories?: string[];

  @IsOptional()
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  attributes?: Record<string, unknown>;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => Variant)
  @ApiProperty({ type: () => [Variant], maxItems: 100, required: false })
  variants?: Variant[];

  /** draft (default) or active. */
  @IsOptional()
  @IsEnum(ProductStatus)
  @ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus', isArray: false, required: false, description: 'draft (default) or active.' })
  status?: ProductStatus;
}

export class Product {
  @IsString()
  @ApiProperty({ type: String })
  id!: string;

  /** Of the only variant. */
  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false, description: 'Of the only variant.' })
  sku?: string;

  @IsString()
  @ApiProperty({ type: String })
  name!: string;

  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false })
  description?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money, required: false })
  price?: Money;

  @IsEnum(ProductKind)
  @ApiProperty({ enum: ProductKind, enumName: 'ProductKind', isArray: false })
  kind!: ProductKind;

  @IsArray()
  @IsString({ each: true })
  @ApiProperty({ type: [String] })
  categories!: string[];

  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true })
  attributes!: Record<string, unknown>;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Variant)
  @ApiProperty({ type: () => [Variant] })
  variants!: Variant[];

  @IsEnum(ProductStatus)
  @ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus', isArray: false })
  status!: ProductStatus;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  createdAt!: string;

  @IsString()
  @ApiProperty({ type: String })
  updatedAt!: string;
}

export class CreateProductRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsDefined()
  @ValidateNested()
  @Type(() => NewProduct)
  @ApiProperty({ type: () => NewProduct })
  product!: NewProduct;
}

export class CreateProductResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Product)
  @ApiProperty({ type: () => Product })
  product!: Product;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  position!: string;

  @IsBoolean()
  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class PutProductBySkuRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsString()
  @Matches(/^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<! )$/u)
  @ApiProperty({ type: String })
  sku!: string;

  @IsDefined()
  @ValidateNested()
  @Type(() => NewProduct)
  @ApiProperty({ type: () => NewProduct })
  product!: NewProduct;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;
}

export class PutProductBySkuResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Product)
  @ApiProperty({ type: () => Product })
  product!: Product;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  position!: string;

  @IsBoolean()
  @ApiProperty({ type: Boolean })
  replayed!: boolean;

  @IsBoolean()
  @ApiProperty({ type: Boolean })
  created!: boolean;
}

export class GetProductRequest {
  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid' })
  productId!: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false })
  minPosition?: string;

  /** As it was at a time (ISO 8601, of recording) or at a revision. */
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false, description: 'As it was at a time (ISO 8601, of recording) or at a revision.' })
  asOf?: string;
}

export class GetProductResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Product)
  @ApiProperty({ type: () => Product })
  product!: Product;
}

export class GetProductBySkuRequest {
  @IsString()
  @Matches(/^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<! )$/u)
  @ApiProperty({ type: String })
  sku!: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false })
  minPosition?: string;
}

export class GetProductBySkuResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Product)
  @ApiProperty({ type: () => Product })
  product!: Product;
}

export class GetProductHistoryRequest {
  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid' })
  productId!: string;

  /** A time or a revision each; both: the difference between them. */
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false, description: 'A time or a revision each; both: the difference between them.' })
  from?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false })
  to?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false })
  pageSize?: number;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false })
  pageToken?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @ApiProperty({ type: 'integer', minimum: 1, required: false })
  page?: number;
}

export class GetProductHistoryResponse {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HistoryEntry)
  @ApiProperty({ type: () => [HistoryEntry] })
  items!: HistoryEntry[];

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Difference)
  @ApiProperty({ type: () => [Difference] })
  differences!: Difference[];
}

export class ListProductsRequest {
  /** Words; full text with prefix and one typo. */
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false, description: 'Words; full text with prefix and one typo.' })
  q?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(100)
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
  @IsEnum(ProductStatus)
  @ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus', isArray: false, required: false })
  status?: ProductStatus;

  @IsOptional()
  @IsBoolean()
  @ApiProperty({ type: Boolean, required: false })
  inStock?: boolean;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false })
  minPosition?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false })
  pageSize?: number;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false })
  pageToken?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @ApiProperty({ type: 'integer', minimum: 1, required: false })
  page?: number;

  /** `name`, `price`, `createdAt` or `updatedAt`; `-` in front: descending. Default: relevance with q, else name. */
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false, description: '`name`, `price`, `createdAt` or `updatedAt`; `-` in front: descending. Default: relevance with q, else name.' })
  sort?: string;
}

export class FacetValue {
  @IsString()
  @ApiProperty({ type: String })
  value!: string;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  count!: number;
}

export class Facet {
  @IsString()
  @ApiProperty({ type: String })
  name!: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => FacetValue)
  @ApiProperty({ type: () => [FacetValue] })
  values!: FacetValue[];
}

export class ListProductsResponse {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Product)
  @ApiProperty({ type: () => [Product] })
  items!: Product[];

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Facet)
  @ApiProperty({ type: () => [Facet] })
  facets!: Facet[];
}

/** A change; the body of PATCH /v1/products/{id} (merge patch: what is absent stays, null takes away). */
export class ProductChange {
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MinLength(1)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false })
  name?: string;

  @IsOptional()
  @IsString()
  @Matches(/^(?:[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|[\n\r\t])*$/u)
  @MaxLength(10000)
  @ApiProperty({ type: String, maxLength: 10000, required: false })
  description?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money, required: false })
  price?: Money;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, { each: true })
  @MinLength(1, { each: true })
  @MaxLength(100, { each: true })
  @ApiProperty({ type: [String], maxLength: 100, maxItems: 50, required: false })
  categories?: string[];

  @IsOptional()
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  attributes?: Record<string, unknown>;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => Variant)
  @ApiProperty({ type: () => [Variant], maxItems: 100, required: false })
  variants?: Variant[];
}

export class UpdateProductRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid' })
  productId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsDefined()
  @ValidateNested()
  @Type(() => ProductChange)
  @ApiProperty({ type: () => ProductChange })
  change!: ProductChange;

  /** The fields of `change` that count: `name`, `description`, `price`, `categories`, `attributes`, `variants`. A field that is named and absent is taken away. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, { each: true })
  @ApiProperty({ type: [String], maxItems: 10, required: false, description: 'The fields of `change` that count: `name`, `description`, `price`, `categories`, `attributes`, `variants`. A field that is named and absent is taken away.' })
  updateMask?: string[];
}

export class UpdateProductResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Product)
  @ApiProperty({ type: () => Product })
  product!: Product;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  position!: string;

  @IsBoolean()
  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class PublishProductRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUUID('all')
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
  @IsDefined()
  @ValidateNested()
  @Type(() => Product)
  @ApiProperty({ type: () => Product })
  product!: Product;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  position!: string;

  @IsBoolean()
  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class ArchiveProductRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUUID('all')
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
  @IsDefined()
  @ValidateNested()
  @Type(() => Product)
  @ApiProperty({ type: () => Product })
  product!: Product;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  position!: string;

  @IsBoolean()
  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class QuoteVariantsRequest {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2000)
  @IsString({ each: true })
  @Matches(/^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<! )$/u, { each: true })
  @ApiProperty({ type: [String], maxItems: 2000, required: false })
  skus?: string[];
}

export class Quote {
  @IsString()
  @ApiProperty({ type: String })
  sku!: string;

  @IsString()
  @ApiProperty({ type: String })
  productId!: string;

  @IsString()
  @ApiProperty({ type: String })
  name!: string;

  @IsEnum(ProductKind)
  @ApiProperty({ enum: ProductKind, enumName: 'ProductKind', isArray: false })
  kind!: ProductKind;

  @IsEnum(ProductStatus)
  @ApiProperty({ enum: ProductStatus, enumName: 'ProductStatus', isArray: false })
  status!: ProductStatus;

  @IsDefined()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money })
  price!: Money;
}

export class QuoteVariantsResponse {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Quote)
  @ApiProperty({ type: () => [Quote] })
  quotes!: Quote[];
}

/** Keeps the catalogue: products, their variants (SKUs) and prices. */
export abstract class ProductService {
  static readonly rpc = { package: 'daybook.product.v1', service: 'ProductService', requests: { createProduct: CreateProductRequest, putProductBySku: PutProductBySkuRequest, getProduct: GetProductRequest, getProductBySku: GetProductBySkuRequest, getProductHistory: GetProductHistoryRequest, listProducts: ListProductsRequest, updateProduct: UpdateProductRequest, publishProduct: PublishProductRequest, archiveProduct: ArchiveProductRequest, quoteVariants: QuoteVariantsRequest } } as const;

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
