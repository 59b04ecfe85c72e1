var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/common/v1/common.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsCurrency, IsText } from '../rules.js';
/** An amount of money. */
export class Money {
    /** Integer minor units: 1295 GBP is 12.95 pounds. */
    amount;
    /** ISO 4217. */
    currency;
}
__decorate([
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', description: 'Integer minor units: 1295 GBP is 12.95 pounds.' }),
    __metadata("design:type", Number)
], Money.prototype, "amount", void 0);
__decorate([
    IsCurrency(),
    ApiProperty({ type: String, pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
    __metadata("design:type", String)
], Money.prototype, "currency", void 0);
/** A postal address; personal data. */
export class Address {
    name;
    line1;
    line2;
    city;
    region;
    postalCode;
    /** ISO 3166-1 alpha-2. */
    country;
}
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], Address.prototype, "name", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], Address.prototype, "line1", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], Address.prototype, "line2", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], Address.prototype, "city", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], Address.prototype, "region", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 32 }),
    ApiProperty({ type: String, maxLength: 32, required: false }),
    __metadata("design:type", String)
], Address.prototype, "postalCode", void 0);
__decorate([
    IsOptional(),
    IsText({ pattern: /^[A-Z]{2}$/u }),
    ApiProperty({ type: String, pattern: '^[A-Z]{2}$', required: false, description: 'ISO 3166-1 alpha-2.' }),
    __metadata("design:type", String)
], Address.prototype, "country", void 0);
/** Something that happened to a stream, as it is recorded. */
export class HistoryEntry {
    revision;
    stream;
    type;
    /** When it was recorded: ISO 8601, UTC, milliseconds. */
    at;
    actor;
    eventId;
    /** The event or request that led to it. */
    causationId;
    correlationId;
    data;
}
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], HistoryEntry.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], HistoryEntry.prototype, "stream", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], HistoryEntry.prototype, "type", void 0);
__decorate([
    ApiProperty({ type: String, description: 'When it was recorded: ISO 8601, UTC, milliseconds.' }),
    __metadata("design:type", String)
], HistoryEntry.prototype, "at", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], HistoryEntry.prototype, "actor", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], HistoryEntry.prototype, "eventId", void 0);
__decorate([
    ApiProperty({ type: String, description: 'The event or request that led to it.' }),
    __metadata("design:type", String)
], HistoryEntry.prototype, "causationId", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], HistoryEntry.prototype, "correlationId", void 0);
__decorate([
    ApiProperty({ type: 'object', additionalProperties: true }),
    __metadata("design:type", Object)
], HistoryEntry.prototype, "data", void 0);
/** A part of an entity that is different at two points of its history. */
export class Difference {
    /** JSON pointer. */
    pointer;
    before;
    after;
}
__decorate([
    ApiProperty({ type: String, description: 'JSON pointer.' }),
    __metadata("design:type", String)
], Difference.prototype, "pointer", void 0);
__decorate([
    ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false }),
    __metadata("design:type", Object)
], Difference.prototype, "before", void 0);
__decorate([
    ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false }),
    __metadata("design:type", Object)
], Difference.prototype, "after", void 0);
//# sourceMappingURL=common.js.map