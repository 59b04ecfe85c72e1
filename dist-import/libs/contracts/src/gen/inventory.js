var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/inventory/v1/inventory.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsDateTime, IsOneOf, IsSku, IsText } from '../rules.js';
export const Disposition = {
    Restock: 'restock',
    Damaged: 'damaged',
    Scrap: 'scrap',
};
/** What one location holds of a SKU. */
export class LocationStock {
    location;
    onHand;
    reserved;
    shipped;
    writtenOff;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], LocationStock.prototype, "location", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], LocationStock.prototype, "onHand", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], LocationStock.prototype, "reserved", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], LocationStock.prototype, "shipped", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], LocationStock.prototype, "writtenOff", void 0);
export class Stock {
    sku;
    onHand;
    reserved;
    /** on_hand − reserved − safety_stock, never below zero. */
    available;
    incoming;
    shipped;
    writtenOff;
    safetyStock;
    locations;
    revision;
    updatedAt;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Stock.prototype, "sku", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Stock.prototype, "onHand", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Stock.prototype, "reserved", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', description: 'on_hand − reserved − safety_stock, never below zero.' }),
    __metadata("design:type", Number)
], Stock.prototype, "available", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Stock.prototype, "incoming", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Stock.prototype, "shipped", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Stock.prototype, "writtenOff", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Stock.prototype, "safetyStock", void 0);
__decorate([
    ApiProperty({ type: () => [LocationStock] }),
    __metadata("design:type", Array)
], Stock.prototype, "locations", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Stock.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Stock.prototype, "updatedAt", void 0);
export class GetStockRequest {
    sku;
    /** Token of a write that the answer must show. */
    minPosition;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], GetStockRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: 'Token of a write that the answer must show.' }),
    __metadata("design:type", String)
], GetStockRequest.prototype, "minPosition", void 0);
export class GetStockResponse {
    stock;
}
__decorate([
    ApiProperty({ type: () => Stock }),
    __metadata("design:type", Stock)
], GetStockResponse.prototype, "stock", void 0);
export class ListStockRequest {
    /** Only these SKUs. */
    skus;
    /** Only SKUs with fewer pieces available. */
    below;
    minPosition;
    pageSize;
    pageToken;
    /** Page counted from 1; page × page_size at most 10,000. Not together with page_token. */
    page;
    /** `sku`, `available` or `updatedAt`; `-` in front: descending. */
    sort;
}
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(500),
    IsSku({ each: true }),
    ApiProperty({ type: [String], minLength: 1, maxLength: 64, maxItems: 500, required: false, description: 'Only these SKUs.' }),
    __metadata("design:type", Array)
], ListStockRequest.prototype, "skus", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'Only SKUs with fewer pieces available.' }),
    __metadata("design:type", Number)
], ListStockRequest.prototype, "below", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListStockRequest.prototype, "minPosition", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], ListStockRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListStockRequest.prototype, "pageToken", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 1, required: false, description: 'Page counted from 1; page × page_size at most 10,000. Not together with page_token.' }),
    __metadata("design:type", Number)
], ListStockRequest.prototype, "page", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: '`sku`, `available` or `updatedAt`; `-` in front: descending.' }),
    __metadata("design:type", String)
], ListStockRequest.prototype, "sort", void 0);
export class ListStockResponse {
    items;
    totalCount;
    nextPageToken;
}
__decorate([
    ApiProperty({ type: () => [Stock] }),
    __metadata("design:type", Array)
], ListStockResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ListStockResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListStockResponse.prototype, "nextPageToken", void 0);
/** The body of POST /v1/stock/{sku}/receipts. */
export class Receipt {
    location;
    quantity;
    reference;
}
__decorate([
    IsOptional(),
    IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u }),
    ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$', required: false }),
    __metadata("design:type", String)
], Receipt.prototype, "location", void 0);
__decorate([
    IsInt(),
    Min(1),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 }),
    __metadata("design:type", Number)
], Receipt.prototype, "quantity", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], Receipt.prototype, "reference", void 0);
export class ReceiveStockRequest {
    commandId;
    sku;
    expectedRevision;
    receipt;
    /** When it happened, in imported history only. */
    occurredAt;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], ReceiveStockRequest.prototype, "commandId", void 0);
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], ReceiveStockRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], ReceiveStockRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Receipt),
    ApiProperty({ type: () => Receipt }),
    __metadata("design:type", Receipt)
], ReceiveStockRequest.prototype, "receipt", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false, description: 'When it happened, in imported history only.' }),
    __metadata("design:type", String)
], ReceiveStockRequest.prototype, "occurredAt", void 0);
export class ReceiveStockResponse {
    stock;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Stock }),
    __metadata("design:type", Stock)
], ReceiveStockResponse.prototype, "stock", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ReceiveStockResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ReceiveStockResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], ReceiveStockResponse.prototype, "replayed", void 0);
/** The body of POST /v1/stock/{sku}/expected. */
export class ExpectedDelivery {
    quantity;
    reference;
}
__decorate([
    IsInt(),
    Min(1),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 }),
    __metadata("design:type", Number)
], ExpectedDelivery.prototype, "quantity", void 0);
__decorate([
    IsText({ min: 1, max: 200 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 200 }),
    __metadata("design:type", String)
], ExpectedDelivery.prototype, "reference", void 0);
export class ExpectStockRequest {
    commandId;
    sku;
    expectedRevision;
    delivery;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], ExpectStockRequest.prototype, "commandId", void 0);
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], ExpectStockRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], ExpectStockRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => ExpectedDelivery),
    ApiProperty({ type: () => ExpectedDelivery }),
    __metadata("design:type", ExpectedDelivery)
], ExpectStockRequest.prototype, "delivery", void 0);
export class ExpectStockResponse {
    stock;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Stock }),
    __metadata("design:type", Stock)
], ExpectStockResponse.prototype, "stock", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ExpectStockResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ExpectStockResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], ExpectStockResponse.prototype, "replayed", void 0);
/** The body of POST /v1/stock/{sku}/adjustments. */
export class Adjustment {
    location;
    /** Pieces found (+) or lost (−); not zero. */
    quantity;
    reason;
    /** Refused unless the location's quantity on hand is this. */
    changeFromQuantity;
}
__decorate([
    IsOptional(),
    IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u }),
    ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$', required: false }),
    __metadata("design:type", String)
], Adjustment.prototype, "location", void 0);
__decorate([
    IsInt(),
    Min(-1000000000),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: -1000000000, maximum: 1000000000, description: 'Pieces found (+) or lost (−); not zero.' }),
    __metadata("design:type", Number)
], Adjustment.prototype, "quantity", void 0);
__decorate([
    IsText({ min: 1, max: 200 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 200 }),
    __metadata("design:type", String)
], Adjustment.prototype, "reason", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(0),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false, description: 'Refused unless the location\'s quantity on hand is this.' }),
    __metadata("design:type", Number)
], Adjustment.prototype, "changeFromQuantity", void 0);
export class AdjustStockRequest {
    commandId;
    sku;
    expectedRevision;
    adjustment;
    /** When it happened, in imported history only. */
    occurredAt;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], AdjustStockRequest.prototype, "commandId", void 0);
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], AdjustStockRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], AdjustStockRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Adjustment),
    ApiProperty({ type: () => Adjustment }),
    __metadata("design:type", Adjustment)
], AdjustStockRequest.prototype, "adjustment", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false, description: 'When it happened, in imported history only.' }),
    __metadata("design:type", String)
], AdjustStockRequest.prototype, "occurredAt", void 0);
export class AdjustStockResponse {
    stock;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Stock }),
    __metadata("design:type", Stock)
], AdjustStockResponse.prototype, "stock", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], AdjustStockResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], AdjustStockResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], AdjustStockResponse.prototype, "replayed", void 0);
/** The body of POST /v1/stock/{sku}/counts. */
export class Count {
    location;
    counted;
    /** Revision of the stock at which it was counted; default: now. Later movements are kept on top. */
    asOf;
}
__decorate([
    IsOptional(),
    IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u }),
    ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$', required: false }),
    __metadata("design:type", String)
], Count.prototype, "location", void 0);
__decorate([
    IsInt(),
    Min(0),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 0, maximum: 1000000000 }),
    __metadata("design:type", Number)
], Count.prototype, "counted", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(0),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false, description: 'Revision of the stock at which it was counted; default: now. Later movements are kept on top.' }),
    __metadata("design:type", Number)
], Count.prototype, "asOf", void 0);
export class CountStockRequest {
    commandId;
    sku;
    expectedRevision;
    count;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], CountStockRequest.prototype, "commandId", void 0);
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], CountStockRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], CountStockRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Count),
    ApiProperty({ type: () => Count }),
    __metadata("design:type", Count)
], CountStockRequest.prototype, "count", void 0);
export class CountStockResponse {
    stock;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Stock }),
    __metadata("design:type", Stock)
], CountStockResponse.prototype, "stock", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], CountStockResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], CountStockResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], CountStockResponse.prototype, "replayed", void 0);
/** The body of POST /v1/stock/{sku}/transfers. */
export class Transfer {
    from;
    to;
    quantity;
}
__decorate([
    IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u }),
    ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$' }),
    __metadata("design:type", String)
], Transfer.prototype, "from", void 0);
__decorate([
    IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u }),
    ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$' }),
    __metadata("design:type", String)
], Transfer.prototype, "to", void 0);
__decorate([
    IsInt(),
    Min(1),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 }),
    __metadata("design:type", Number)
], Transfer.prototype, "quantity", void 0);
export class TransferStockRequest {
    commandId;
    sku;
    expectedRevision;
    transfer;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], TransferStockRequest.prototype, "commandId", void 0);
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], TransferStockRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], TransferStockRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Transfer),
    ApiProperty({ type: () => Transfer }),
    __metadata("design:type", Transfer)
], TransferStockRequest.prototype, "transfer", void 0);
export class TransferStockResponse {
    stock;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Stock }),
    __metadata("design:type", Stock)
], TransferStockResponse.prototype, "stock", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], TransferStockResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], TransferStockResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], TransferStockResponse.prototype, "replayed", void 0);
/** The body of POST /v1/stock/{sku}/write-offs. */
export class WriteOff {
    location;
    quantity;
    reason;
}
__decorate([
    IsOptional(),
    IsText({ pattern: /^[A-Za-z0-9_-]{1,64}$/u }),
    ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{1,64}$', required: false }),
    __metadata("design:type", String)
], WriteOff.prototype, "location", void 0);
__decorate([
    IsInt(),
    Min(1),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 }),
    __metadata("design:type", Number)
], WriteOff.prototype, "quantity", void 0);
__decorate([
    IsText({ min: 1, max: 200 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 200 }),
    __metadata("design:type", String)
], WriteOff.prototype, "reason", void 0);
export class WriteOffStockRequest {
    commandId;
    sku;
    expectedRevision;
    writeOff;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], WriteOffStockRequest.prototype, "commandId", void 0);
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], WriteOffStockRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], WriteOffStockRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => WriteOff),
    ApiProperty({ type: () => WriteOff }),
    __metadata("design:type", WriteOff)
], WriteOffStockRequest.prototype, "writeOff", void 0);
export class WriteOffStockResponse {
    stock;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Stock }),
    __metadata("design:type", Stock)
], WriteOffStockResponse.prototype, "stock", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], WriteOffStockResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], WriteOffStockResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], WriteOffStockResponse.prototype, "replayed", void 0);
/** The body of PUT /v1/stock/{sku}/safety-stock. */
export class SafetyStock {
    /** Pieces that are never promised to anyone. */
    quantity;
}
__decorate([
    IsInt(),
    Min(0),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 0, maximum: 1000000000, description: 'Pieces that are never promised to anyone.' }),
    __metadata("design:type", Number)
], SafetyStock.prototype, "quantity", void 0);
export class SetSafetyStockRequest {
    commandId;
    sku;
    expectedRevision;
    safetyStock;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], SetSafetyStockRequest.prototype, "commandId", void 0);
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], SetSafetyStockRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], SetSafetyStockRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => SafetyStock),
    ApiProperty({ type: () => SafetyStock }),
    __metadata("design:type", SafetyStock)
], SetSafetyStockRequest.prototype, "safetyStock", void 0);
export class SetSafetyStockResponse {
    stock;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Stock }),
    __metadata("design:type", Stock)
], SetSafetyStockResponse.prototype, "stock", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], SetSafetyStockResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], SetSafetyStockResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], SetSafetyStockResponse.prototype, "replayed", void 0);
export class LedgerEntry {
    revision;
    /** When it was recorded. */
    at;
    /** When it happened, where that is another time. */
    occurredAt;
    /** The event's type. */
    type;
    actor;
    /** Change of the quantity on hand. */
    change;
    /** Change of the reserved quantity. */
    reservedChange;
    reason;
    reference;
    orderId;
    reservationId;
    location;
    /** Balances after the entry, over all locations. */
    onHand;
    reserved;
    available;
    eventId;
}
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], LedgerEntry.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String, description: 'When it was recorded.' }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "at", void 0);
__decorate([
    ApiProperty({ type: String, required: false, description: 'When it happened, where that is another time.' }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "occurredAt", void 0);
__decorate([
    ApiProperty({ type: String, description: 'The event\'s type.' }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "type", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "actor", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', description: 'Change of the quantity on hand.' }),
    __metadata("design:type", Number)
], LedgerEntry.prototype, "change", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', description: 'Change of the reserved quantity.' }),
    __metadata("design:type", Number)
], LedgerEntry.prototype, "reservedChange", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "reason", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "reference", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "orderId", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "reservationId", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "location", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', description: 'Balances after the entry, over all locations.' }),
    __metadata("design:type", Number)
], LedgerEntry.prototype, "onHand", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], LedgerEntry.prototype, "reserved", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], LedgerEntry.prototype, "available", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], LedgerEntry.prototype, "eventId", void 0);
export class GetStockLedgerRequest {
    sku;
    pageSize;
    pageToken;
    page;
    /** `revision` (default) or `-revision`. */
    sort;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], GetStockLedgerRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], GetStockLedgerRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetStockLedgerRequest.prototype, "pageToken", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 1, required: false }),
    __metadata("design:type", Number)
], GetStockLedgerRequest.prototype, "page", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: '`revision` (default) or `-revision`.' }),
    __metadata("design:type", String)
], GetStockLedgerRequest.prototype, "sort", void 0);
export class GetStockLedgerResponse {
    items;
    totalCount;
    nextPageToken;
}
__decorate([
    ApiProperty({ type: () => [LedgerEntry] }),
    __metadata("design:type", Array)
], GetStockLedgerResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], GetStockLedgerResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetStockLedgerResponse.prototype, "nextPageToken", void 0);
export class OpenHold {
    reservationId;
    orderId;
    quantity;
    since;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], OpenHold.prototype, "reservationId", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], OpenHold.prototype, "orderId", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], OpenHold.prototype, "quantity", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], OpenHold.prototype, "since", void 0);
/** One number of a stock and what it is the sum of. */
export class ExplainedNumber {
    name;
    value;
    /** In words, with the numbers: `available 7 = on hand 12 − reserved 5 − safety stock 0`. */
    formula;
    /** Sums by kind of entry: `StockReceived` 20, `StockShipped` −8, … */
    parts;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ExplainedNumber.prototype, "name", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ExplainedNumber.prototype, "value", void 0);
__decorate([
    ApiProperty({ type: String, description: 'In words, with the numbers: `available 7 = on hand 12 − reserved 5 − safety stock 0`.' }),
    __metadata("design:type", String)
], ExplainedNumber.prototype, "formula", void 0);
__decorate([
    ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description: 'Sums by kind of entry: `StockReceived` 20, `StockShipped` −8, …' }),
    __metadata("design:type", Object)
], ExplainedNumber.prototype, "parts", void 0);
export class ExplainStockRequest {
    sku;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], ExplainStockRequest.prototype, "sku", void 0);
export class ExplainStockResponse {
    sku;
    revision;
    numbers;
    holds;
    /** The latest entries, newest first. */
    entries;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ExplainStockResponse.prototype, "sku", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ExplainStockResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: () => [ExplainedNumber] }),
    __metadata("design:type", Array)
], ExplainStockResponse.prototype, "numbers", void 0);
__decorate([
    ApiProperty({ type: () => [OpenHold] }),
    __metadata("design:type", Array)
], ExplainStockResponse.prototype, "holds", void 0);
__decorate([
    ApiProperty({ type: () => [LedgerEntry], description: 'The latest entries, newest first.' }),
    __metadata("design:type", Array)
], ExplainStockResponse.prototype, "entries", void 0);
export class StockLine {
    sku;
    quantity;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], StockLine.prototype, "sku", void 0);
__decorate([
    IsInt(),
    Min(1),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 }),
    __metadata("design:type", Number)
], StockLine.prototype, "quantity", void 0);
/** The revision of a SKU's stream at which it is so. */
export class StockReceiptRef {
    sku;
    revision;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], StockReceiptRef.prototype, "sku", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], StockReceiptRef.prototype, "revision", void 0);
export class ReserveStockRequest {
    reservationId;
    orderId;
    lines;
    occurredAt;
}
__decorate([
    IsText({ min: 1 }),
    ApiProperty({ type: String, minLength: 1 }),
    __metadata("design:type", String)
], ReserveStockRequest.prototype, "reservationId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ReserveStockRequest.prototype, "orderId", void 0);
__decorate([
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => StockLine),
    ApiProperty({ type: () => [StockLine], minItems: 1, maxItems: 2000 }),
    __metadata("design:type", Array)
], ReserveStockRequest.prototype, "lines", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ReserveStockRequest.prototype, "occurredAt", void 0);
export class StockShortage {
    sku;
    requested;
    available;
    /** STOCK_UNAVAILABLE, or RESERVATION_CLOSED when the id was used before. */
    code;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], StockShortage.prototype, "sku", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], StockShortage.prototype, "requested", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], StockShortage.prototype, "available", void 0);
__decorate([
    ApiProperty({ type: String, description: 'STOCK_UNAVAILABLE, or RESERVATION_CLOSED when the id was used before.' }),
    __metadata("design:type", String)
], StockShortage.prototype, "code", void 0);
export class ReserveStockResponse {
    /** False: nothing is held and never will be under this id; `shortage` says which SKU could not be had. */
    reserved;
    events;
    shortage;
}
__decorate([
    ApiProperty({ type: Boolean, description: 'False: nothing is held and never will be under this id; `shortage` says which SKU could not be had.' }),
    __metadata("design:type", Boolean)
], ReserveStockResponse.prototype, "reserved", void 0);
__decorate([
    ApiProperty({ type: () => [StockReceiptRef] }),
    __metadata("design:type", Array)
], ReserveStockResponse.prototype, "events", void 0);
__decorate([
    ApiProperty({ type: () => StockShortage, required: false }),
    __metadata("design:type", StockShortage)
], ReserveStockResponse.prototype, "shortage", void 0);
export class ReleaseLine {
    sku;
    quantity;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], ReleaseLine.prototype, "sku", void 0);
__decorate([
    IsInt(),
    Min(0),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 0 }),
    __metadata("design:type", Number)
], ReleaseLine.prototype, "quantity", void 0);
export class ReleaseStockRequest {
    reservationId;
    orderId;
    /** Quantity 0 means all that is still open of that SKU; what is more than that has ended already. */
    lines;
    /** Tells releases of parts of one reservation apart; without it two of the same quantity are one. */
    releaseId;
}
__decorate([
    IsText({ min: 1 }),
    ApiProperty({ type: String, minLength: 1 }),
    __metadata("design:type", String)
], ReleaseStockRequest.prototype, "reservationId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ReleaseStockRequest.prototype, "orderId", void 0);
__decorate([
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => ReleaseLine),
    ApiProperty({ type: () => [ReleaseLine], minItems: 1, maxItems: 2000, description: 'Quantity 0 means all that is still open of that SKU; what is more than that has ended already.' }),
    __metadata("design:type", Array)
], ReleaseStockRequest.prototype, "lines", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: 'Tells releases of parts of one reservation apart; without it two of the same quantity are one.' }),
    __metadata("design:type", String)
], ReleaseStockRequest.prototype, "releaseId", void 0);
export class ReleaseStockResponse {
    events;
}
__decorate([
    ApiProperty({ type: () => [StockReceiptRef] }),
    __metadata("design:type", Array)
], ReleaseStockResponse.prototype, "events", void 0);
export class ShipStockRequest {
    reservationId;
    orderId;
    shipmentId;
    lines;
    occurredAt;
}
__decorate([
    IsText({ min: 1 }),
    ApiProperty({ type: String, minLength: 1 }),
    __metadata("design:type", String)
], ShipStockRequest.prototype, "reservationId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ShipStockRequest.prototype, "orderId", void 0);
__decorate([
    IsText({ min: 1 }),
    ApiProperty({ type: String, minLength: 1 }),
    __metadata("design:type", String)
], ShipStockRequest.prototype, "shipmentId", void 0);
__decorate([
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => StockLine),
    ApiProperty({ type: () => [StockLine], minItems: 1, maxItems: 2000 }),
    __metadata("design:type", Array)
], ShipStockRequest.prototype, "lines", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ShipStockRequest.prototype, "occurredAt", void 0);
export class ShipStockResponse {
    events;
}
__decorate([
    ApiProperty({ type: () => [StockReceiptRef] }),
    __metadata("design:type", Array)
], ShipStockResponse.prototype, "events", void 0);
export class ReturnedStockLine {
    sku;
    quantity;
    disposition;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], ReturnedStockLine.prototype, "sku", void 0);
__decorate([
    IsInt(),
    Min(1),
    Max(1000000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000000 }),
    __metadata("design:type", Number)
], ReturnedStockLine.prototype, "quantity", void 0);
__decorate([
    IsOneOf(Disposition),
    ApiProperty({ enum: Disposition, enumName: 'Disposition' }),
    __metadata("design:type", String)
], ReturnedStockLine.prototype, "disposition", void 0);
export class ReturnStockRequest {
    returnId;
    orderId;
    lines;
    occurredAt;
}
__decorate([
    IsText({ min: 1 }),
    ApiProperty({ type: String, minLength: 1 }),
    __metadata("design:type", String)
], ReturnStockRequest.prototype, "returnId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ReturnStockRequest.prototype, "orderId", void 0);
__decorate([
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => ReturnedStockLine),
    ApiProperty({ type: () => [ReturnedStockLine], minItems: 1, maxItems: 2000 }),
    __metadata("design:type", Array)
], ReturnStockRequest.prototype, "lines", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ReturnStockRequest.prototype, "occurredAt", void 0);
export class ReturnStockResponse {
    events;
}
__decorate([
    ApiProperty({ type: () => [StockReceiptRef] }),
    __metadata("design:type", Array)
], ReturnStockResponse.prototype, "events", void 0);
/** Keeps the stock of every SKU, per location. */
export class InventoryService {
    static rpc = { package: 'daybook.inventory.v1', service: 'InventoryService', requests: { getStock: GetStockRequest, listStock: ListStockRequest, receiveStock: ReceiveStockRequest, expectStock: ExpectStockRequest, adjustStock: AdjustStockRequest, countStock: CountStockRequest, transferStock: TransferStockRequest, writeOffStock: WriteOffStockRequest, setSafetyStock: SetSafetyStockRequest, getStockLedger: GetStockLedgerRequest, explainStock: ExplainStockRequest, reserveStock: ReserveStockRequest, releaseStock: ReleaseStockRequest, shipStock: ShipStockRequest, returnStock: ReturnStockRequest }, streams: [] };
}
//# sourceMappingURL=inventory.js.map