// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/inventory/v1/inventory.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsDateTime, IsOneOf, IsSku, IsText } from '../rules.js';

export const Disposition = {
  Restock: 'restock',
  Damaged: 'damaged',
  Scrap: 'scrap',
} as const;
export type Disposition = (typeof Disposition)[keyof typeof Disposition];

/** What one location holds of a SKU. */
export class LocationStock {
  @ApiProperty({ type: String })
  location!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  onHand!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  reserved!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  shipped!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  writtenOff!: number;
}

export class Stock {
  @ApiProperty({ type: String })
  sku!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  onHand!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  reserved!: number;

  /** on_hand − reserved − safety_stock, never below zero. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'on_hand − reserved − safety_stock, never below zero.' })
  available!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  incoming!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  shipped!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  writtenOff!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  safetyStock!: number;

  @ApiProperty({ type: () => [LocationStock] })
  locations!: LocationStock[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  updatedAt!: string;
}

export class GetStockRequest {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  /** Token of a write that the answer must show. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: 'Token of a write that the answer must show.' })
  minPosition?: string;
}

export class GetStockResponse {
  @ApiProperty({ type: () => Stock })
  stock!: Stock;
}

export class ListStockRequest {
  /** Only these SKUs. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsSku({ each: true })
  @ApiProperty({ type: [String], minLength: 1, maxLength: 64, maxItems: 500, required: false, description: 'Only these SKUs.' })
  skus?: string[];

  /** Only SKUs with fewer pieces available. */
  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'Only SKUs with fewer pieces available.' })
  below?: number;

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

  /** Page counted from 1; page × page_size at most 10,000. Not together with page_token. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2147483647)
  @ApiProperty({ type: 'integer', minimum: 1, required: false, description: 'Page counted from 1; page × page_size at most 10,000. Not together with page_token.' })
  page?: number;

  /** `sku`, `available` or `updatedAt`; `-` in front: descending. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: '`sku`, `available` or `updatedAt`; `-` in front: descending.' })
  sort?: string;
}

export class ListStockResponse {
  @ApiProperty({ type: () => [Stock] })
  items!: Stock[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;
}

/** The body of POST /v1/stock/{sku}/receipts. */
export class Receipt {
  @IsOptional()
  @IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u })
  @ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$', required: false })
  location?: string;

  @IsInt()
  @Min(1)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 })
  quantity!: number;

  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false })
  reference?: string;
}

export class ReceiveStockRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => Receipt)
  @ApiProperty({ type: () => Receipt })
  receipt!: Receipt;

  /** When it happened, in imported history only. */
  @IsOptional()
  @IsDateTime()
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'When it happened, in imported history only.' })
  occurredAt?: string;
}

export class ReceiveStockResponse {
  @ApiProperty({ type: () => Stock })
  stock!: Stock;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** The body of POST /v1/stock/{sku}/expected. */
export class ExpectedDelivery {
  @IsInt()
  @Min(1)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 })
  quantity!: number;

  @IsText({ min: 1, max: 200 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 200 })
  reference!: string;
}

export class ExpectStockRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => ExpectedDelivery)
  @ApiProperty({ type: () => ExpectedDelivery })
  delivery!: ExpectedDelivery;
}

export class ExpectStockResponse {
  @ApiProperty({ type: () => Stock })
  stock!: Stock;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** The body of POST /v1/stock/{sku}/adjustments. */
export class Adjustment {
  @IsOptional()
  @IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u })
  @ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$', required: false })
  location?: string;

  /** Pieces found (+) or lost (−); not zero. */
  @IsInt()
  @Min(-1000000000)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: -1000000000, maximum: 1000000000, description: 'Pieces found (+) or lost (−); not zero.' })
  quantity!: number;

  @IsText({ min: 1, max: 200 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 200 })
  reason!: string;

  /** Refused unless the location's quantity on hand is this. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false, description: 'Refused unless the location\'s quantity on hand is this.' })
  changeFromQuantity?: number;
}

export class AdjustStockRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => Adjustment)
  @ApiProperty({ type: () => Adjustment })
  adjustment!: Adjustment;

  /** When it happened, in imported history only. */
  @IsOptional()
  @IsDateTime()
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'When it happened, in imported history only.' })
  occurredAt?: string;
}

export class AdjustStockResponse {
  @ApiProperty({ type: () => Stock })
  stock!: Stock;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** The body of POST /v1/stock/{sku}/counts. */
export class Count {
  @IsOptional()
  @IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u })
  @ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$', required: false })
  location?: string;

  @IsInt()
  @Min(0)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, maximum: 1000000000 })
  counted!: number;

  /** Revision of the stock at which it was counted; default: now. Later movements are kept on top. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false, description: 'Revision of the stock at which it was counted; default: now. Later movements are kept on top.' })
  asOf?: number;
}

export class CountStockRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => Count)
  @ApiProperty({ type: () => Count })
  count!: Count;
}

export class CountStockResponse {
  @ApiProperty({ type: () => Stock })
  stock!: Stock;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** The body of POST /v1/stock/{sku}/transfers. */
export class Transfer {
  @IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u })
  @ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$' })
  from!: string;

  @IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u })
  @ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$' })
  to!: string;

  @IsInt()
  @Min(1)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 })
  quantity!: number;
}

export class TransferStockRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => Transfer)
  @ApiProperty({ type: () => Transfer })
  transfer!: Transfer;
}

export class TransferStockResponse {
  @ApiProperty({ type: () => Stock })
  stock!: Stock;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** The body of POST /v1/stock/{sku}/write-offs. */
export class WriteOff {
  @IsOptional()
  @IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u })
  @ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$', required: false })
  location?: string;

  @IsInt()
  @Min(1)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 })
  quantity!: number;

  @IsText({ min: 1, max: 200 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 200 })
  reason!: string;
}

export class WriteOffStockRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => WriteOff)
  @ApiProperty({ type: () => WriteOff })
  writeOff!: WriteOff;
}

export class WriteOffStockResponse {
  @ApiProperty({ type: () => Stock })
  stock!: Stock;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** The body of PUT /v1/stock/{sku}/safety-stock. */
export class SafetyStock {
  /** Pieces that are never promised to anyone. */
  @IsInt()
  @Min(0)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, maximum: 1000000000, description: 'Pieces that are never promised to anyone.' })
  quantity!: number;
}

export class SetSafetyStockRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => SafetyStock)
  @ApiProperty({ type: () => SafetyStock })
  safetyStock!: SafetyStock;
}

export class SetSafetyStockResponse {
  @ApiProperty({ type: () => Stock })
  stock!: Stock;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class LedgerEntry {
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  /** When it was recorded. */
  @ApiProperty({ type: String, description: 'When it was recorded.' })
  at!: string;

  /** When it happened, where that is another time. */
  @ApiProperty({ type: String, required: false, description: 'When it happened, where that is another time.' })
  occurredAt?: string;

  /** The event's type. */
  @ApiProperty({ type: String, description: 'The event\'s type.' })
  type!: string;

  @ApiProperty({ type: String })
  actor!: string;

  /** Change of the quantity on hand. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Change of the quantity on hand.' })
  change!: number;

  /** Change of the reserved quantity. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Change of the reserved quantity.' })
  reservedChange!: number;

  @ApiProperty({ type: String, required: false })
  reason?: string;

  @ApiProperty({ type: String, required: false })
  reference?: string;

  @ApiProperty({ type: String, required: false })
  orderId?: string;

  @ApiProperty({ type: String, required: false })
  reservationId?: string;

  @ApiProperty({ type: String, required: false })
  location?: string;

  /** Balances after the entry, over all locations. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Balances after the entry, over all locations.' })
  onHand!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  reserved!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  available!: number;

  @ApiProperty({ type: String })
  eventId!: string;
}

export class GetStockLedgerRequest {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

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

  /** `revision` (default) or `-revision`. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: '`revision` (default) or `-revision`.' })
  sort?: string;
}

export class GetStockLedgerResponse {
  @ApiProperty({ type: () => [LedgerEntry] })
  items!: LedgerEntry[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;
}

export class OpenHold {
  @ApiProperty({ type: String })
  reservationId!: string;

  @ApiProperty({ type: String, required: false })
  orderId?: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  quantity!: number;

  @ApiProperty({ type: String })
  since!: string;
}

/** One number of a stock and what it is the sum of. */
export class ExplainedNumber {
  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  value!: number;

  /** In words, with the numbers: `available 7 = on hand 12 − reserved 5 − safety stock 0`. */
  @ApiProperty({ type: String, description: 'In words, with the numbers: `available 7 = on hand 12 − reserved 5 − safety stock 0`.' })
  formula!: string;

  /** Sums by kind of entry: `StockReceived` 20, `StockShipped` −8, … */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description: 'Sums by kind of entry: `StockReceived` 20, `StockShipped` −8, …' })
  parts!: Record<string, number>;
}

export class ExplainStockRequest {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;
}

export class ExplainStockResponse {
  @ApiProperty({ type: String })
  sku!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: () => [ExplainedNumber] })
  numbers!: ExplainedNumber[];

  @ApiProperty({ type: () => [OpenHold] })
  holds!: OpenHold[];

  /** The latest entries, newest first. */
  @ApiProperty({ type: () => [LedgerEntry], description: 'The latest entries, newest first.' })
  entries!: LedgerEntry[];
}

export class StockLine {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsInt()
  @Min(1)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 })
  quantity!: number;
}

/** The revision of a SKU's stream at which it is so. */
export class StockReceiptRef {
  @ApiProperty({ type: String })
  sku!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;
}

export class ReserveStockRequest {
  @IsText({ min: 1 })
  @ApiProperty({ type: String, minLength: 1 })
  reservationId!: string;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  orderId?: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StockLine)
  @ApiProperty({ type: () => [StockLine], minItems: 1, maxItems: 2000 })
  lines!: StockLine[];

  /** When it happened, where that is not now. */
  @IsOptional()
  @IsDateTime()
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'When it happened, where that is not now.' })
  occurredAt?: string;
}

export class StockShortage {
  @ApiProperty({ type: String })
  sku!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  requested!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  available!: number;

  /** STOCK_UNAVAILABLE, or RESERVATION_CLOSED when the id was used before. */
  @ApiProperty({ type: String, description: 'STOCK_UNAVAILABLE, or RESERVATION_CLOSED when the id was used before.' })
  code!: string;
}

export class ReserveStockResponse {
  /** False: nothing is held and never will be under this id; `shortage` says which SKU could not be had. */
  @ApiProperty({ type: Boolean, description: 'False: nothing is held and never will be under this id; `shortage` says which SKU could not be had.' })
  reserved!: boolean;

  @ApiProperty({ type: () => [StockReceiptRef] })
  events!: StockReceiptRef[];

  @ApiProperty({ type: () => StockShortage, required: false })
  shortage?: StockShortage;
}

export class ReleaseLine {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0 })
  quantity!: number;
}

export class ReleaseStockRequest {
  @IsText({ min: 1 })
  @ApiProperty({ type: String, minLength: 1 })
  reservationId!: string;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  orderId?: string;

  /** Quantity 0 means all that is still open of that SKU; what is more than that has ended already. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ReleaseLine)
  @ApiProperty({ type: () => [ReleaseLine], minItems: 1, maxItems: 2000, description: 'Quantity 0 means all that is still open of that SKU; what is more than that has ended already.' })
  lines!: ReleaseLine[];

  /** Tells releases of parts of one reservation apart; without it two of the same quantity are one. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: 'Tells releases of parts of one reservation apart; without it two of the same quantity are one.' })
  releaseId?: string;
}

export class ReleaseStockResponse {
  @ApiProperty({ type: () => [StockReceiptRef] })
  events!: StockReceiptRef[];
}

export class ShipStockRequest {
  @IsText({ min: 1 })
  @ApiProperty({ type: String, minLength: 1 })
  reservationId!: string;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  orderId?: string;

  @IsText({ min: 1 })
  @ApiProperty({ type: String, minLength: 1 })
  shipmentId!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StockLine)
  @ApiProperty({ type: () => [StockLine], minItems: 1, maxItems: 2000 })
  lines!: StockLine[];

  /** When it happened, where that is not now. */
  @IsOptional()
  @IsDateTime()
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'When it happened, where that is not now.' })
  occurredAt?: string;
}

export class ShipStockResponse {
  @ApiProperty({ type: () => [StockReceiptRef] })
  events!: StockReceiptRef[];
}

export class ReturnedStockLine {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @IsInt()
  @Min(1)
  @Max(1000000000)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 })
  quantity!: number;

  @IsOneOf(Disposition)
  @ApiProperty({ enum: Disposition, enumName: 'Disposition' })
  disposition!: Disposition;
}

export class ReturnStockRequest {
  @IsText({ min: 1 })
  @ApiProperty({ type: String, minLength: 1 })
  returnId!: string;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  orderId?: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ReturnedStockLine)
  @ApiProperty({ type: () => [ReturnedStockLine], minItems: 1, maxItems: 2000 })
  lines!: ReturnedStockLine[];

  /** When it happened, where that is not now. */
  @IsOptional()
  @IsDateTime()
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'When it happened, where that is not now.' })
  occurredAt?: string;
}

export class ReturnStockResponse {
  @ApiProperty({ type: () => [StockReceiptRef] })
  events!: StockReceiptRef[];
}

/** Keeps the stock of every SKU, per location. */
export abstract class InventoryService {
  static readonly rpc = { package: 'daybook.inventory.v1', service: 'InventoryService', requests: { getStock: GetStockRequest, listStock: ListStockRequest, receiveStock: ReceiveStockRequest, expectStock: ExpectStockRequest, adjustStock: AdjustStockRequest, countStock: CountStockRequest, transferStock: TransferStockRequest, writeOffStock: WriteOffStockRequest, setSafetyStock: SetSafetyStockRequest, getStockLedger: GetStockLedgerRequest, explainStock: ExplainStockRequest, reserveStock: ReserveStockRequest, releaseStock: ReleaseStockRequest, shipStock: ShipStockRequest, returnStock: ReturnStockRequest }, streams: [], scopes: { getStock: 'read', listStock: 'read', receiveStock: 'write', expectStock: 'write', adjustStock: 'write', countStock: 'write', transferStock: 'write', writeOffStock: 'write', setSafetyStock: 'write', getStockLedger: 'read', explainStock: 'read', reserveStock: 'internal', releaseStock: 'internal', shipStock: 'internal', returnStock: 'internal' }, fieldScopes: { receiveStock: { occurredAt: 'admin' }, adjustStock: { occurredAt: 'admin' } } } as const;

  abstract getStock(request: GetStockRequest): Promise<GetStockResponse>;
  abstract listStock(request: ListStockRequest): Promise<ListStockResponse>;
  abstract receiveStock(request: ReceiveStockRequest): Promise<ReceiveStockResponse>;
  /** Announces a delivery: its pieces are incoming until they are received under the same reference. */
  abstract expectStock(request: ExpectStockRequest): Promise<ExpectStockResponse>;
  abstract adjustStock(request: AdjustStockRequest): Promise<AdjustStockResponse>;
  /** Sets a location's quantity to what was counted; movements since the count are kept. */
  abstract countStock(request: CountStockRequest): Promise<CountStockResponse>;
  abstract transferStock(request: TransferStockRequest): Promise<TransferStockResponse>;
  abstract writeOffStock(request: WriteOffStockRequest): Promise<WriteOffStockResponse>;
  abstract setSafetyStock(request: SetSafetyStockRequest): Promise<SetSafetyStockResponse>;
  /** The stock's stream as a ledger: when, what, who, why, balances after. */
  abstract getStockLedger(request: GetStockLedgerRequest): Promise<GetStockLedgerResponse>;
  /** Why is available what it is: the entries and open holds behind each number. */
  abstract explainStock(request: ExplainStockRequest): Promise<ExplainStockResponse>;
  /** For the checkout: reserves all lines or none. A reservation id is used once; the same request again gives the same answer. */
  abstract reserveStock(request: ReserveStockRequest): Promise<ReserveStockResponse>;
  /** For the sagas: ends what is still open of a reservation; an unknown one is voided, so that a late reserve is refused. */
  abstract releaseStock(request: ReleaseStockRequest): Promise<ReleaseStockResponse>;
  /** For the fulfilment: reserved pieces leave the house. */
  abstract shipStock(request: ShipStockRequest): Promise<ShipStockResponse>;
  /** For the fulfilment: shipped pieces come back. */
  abstract returnStock(request: ReturnStockRequest): Promise<ReturnStockResponse>;
}
