var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsObject, IsOptional, Max, Min, ValidateNested, } from 'class-validator';
import { Adjustment, NewOrder, NewOrderLine, NewProduct, NewReturn, Receipt } from './gen/index.js';
import { IsDateTime, IsOneOf, IsSku, IsText, IsUuid } from './rules.js';
// The lines of POST /v1/admin/imports: what the routes of the single things take, with the facts of history added.
/** When it happened; without, when it is recorded. */
const Moment = () => applyDecorators(IsOptional(), IsDateTime(), ApiProperty({ type: String, format: 'date-time', required: false }));
/** What the line is about, if it is about that. */
const OneThing = (type) => applyDecorators(IsOptional(), IsObject(), ValidateNested(), Type(() => type), ApiProperty({ type, required: false }));
export class ImportedLine extends NewOrderLine {
    /** What it was sold for; minor units. */
    unitPrice;
}
__decorate([
    IsInt(),
    Min(0),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', minimum: 0, description: 'What it was sold for; minor units.' }),
    __metadata("design:type", Number)
], ImportedLine.prototype, "unitPrice", void 0);
export const ImportedStepName = { Ship: 'ship', Deliver: 'deliver', Complete: 'complete' };
/** What happened to an order after it was confirmed: all of it shipped, arrived, or was done with. */
export class ImportedStep {
    step;
    occurredAt;
}
__decorate([
    IsOneOf(ImportedStepName),
    ApiProperty({ enum: ImportedStepName, enumName: 'ImportedStepName' }),
    __metadata("design:type", String)
], ImportedStep.prototype, "step", void 0);
__decorate([
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time' }),
    __metadata("design:type", String)
], ImportedStep.prototype, "occurredAt", void 0);
export class ImportedOrder extends OmitType(NewOrder, ['lines']) {
    lines;
    placedAt;
    /** In this order, after the order is confirmed. */
    steps;
}
__decorate([
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => ImportedLine),
    ApiProperty({ type: () => [ImportedLine], minItems: 1, maxItems: 2000 }),
    __metadata("design:type", Array)
], ImportedOrder.prototype, "lines", void 0);
__decorate([
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time' }),
    __metadata("design:type", String)
], ImportedOrder.prototype, "placedAt", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(10),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => ImportedStep),
    ApiProperty({ type: () => [ImportedStep], maxItems: 10, required: false, description: 'In this order.' }),
    __metadata("design:type", Array)
], ImportedOrder.prototype, "steps", void 0);
export class ImportedReceipt extends Receipt {
    sku;
    occurredAt;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], ImportedReceipt.prototype, "sku", void 0);
__decorate([
    Moment(),
    __metadata("design:type", String)
], ImportedReceipt.prototype, "occurredAt", void 0);
export class ImportedAdjustment extends Adjustment {
    sku;
    occurredAt;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], ImportedAdjustment.prototype, "sku", void 0);
__decorate([
    Moment(),
    __metadata("design:type", String)
], ImportedAdjustment.prototype, "occurredAt", void 0);
/** A return that was announced and received at one time. */
export class ImportedReturn extends NewReturn {
    orderId;
    occurredAt;
}
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], ImportedReturn.prototype, "orderId", void 0);
__decorate([
    Moment(),
    __metadata("design:type", String)
], ImportedReturn.prototype, "occurredAt", void 0);
/** One line of an import: a key and exactly one thing. */
export class ImportRecord {
    /** The line's own name: the same line, sent again, changes nothing. */
    key;
    /** Created, or changed to this; needs a sku. */
    product;
    receipt;
    adjustment;
    order;
    return;
}
__decorate([
    IsText({ min: 1, max: 200 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 200 }),
    __metadata("design:type", String)
], ImportRecord.prototype, "key", void 0);
__decorate([
    OneThing(NewProduct),
    __metadata("design:type", NewProduct)
], ImportRecord.prototype, "product", void 0);
__decorate([
    OneThing(ImportedReceipt),
    __metadata("design:type", ImportedReceipt)
], ImportRecord.prototype, "receipt", void 0);
__decorate([
    OneThing(ImportedAdjustment),
    __metadata("design:type", ImportedAdjustment)
], ImportRecord.prototype, "adjustment", void 0);
__decorate([
    OneThing(ImportedOrder),
    __metadata("design:type", ImportedOrder)
], ImportRecord.prototype, "order", void 0);
__decorate([
    OneThing(ImportedReturn),
    __metadata("design:type", ImportedReturn)
], ImportRecord.prototype, "return", void 0);
export const ImportStatus = {
    /** All of it is recorded. */
    Done: 'done',
    /** It cannot be: nothing of it counts. */
    Refused: 'refused',
    /** It did not come to an end: the same line, sent again, goes on where it stopped. */
    Failed: 'failed',
};
export class ImportProblem {
    code;
    detail;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ImportProblem.prototype, "code", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ImportProblem.prototype, "detail", void 0);
/** What became of one line. */
export class ImportAnswer {
    /** Counted from 1 in this request. */
    line;
    /** Absent where the line has none that can be read. */
    key;
    status;
    orderId;
    /** How many lines the order or the return has. */
    lines;
    /** Minor units: of the order, or what the return gives back. */
    total;
    /** Of the stream that was written last, after it. */
    revision;
    /** Token of the last write: reads that are given it show the line's effect. */
    position;
    problem;
}
__decorate([
    ApiProperty({ type: 'integer' }),
    __metadata("design:type", Number)
], ImportAnswer.prototype, "line", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ImportAnswer.prototype, "key", void 0);
__decorate([
    ApiProperty({ enum: ImportStatus, enumName: 'ImportStatus' }),
    __metadata("design:type", String)
], ImportAnswer.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: String, format: 'uuid', required: false }),
    __metadata("design:type", String)
], ImportAnswer.prototype, "orderId", void 0);
__decorate([
    ApiProperty({ type: 'integer', required: false, description: 'How many lines the order or the return has.' }),
    __metadata("design:type", Number)
], ImportAnswer.prototype, "lines", void 0);
__decorate([
    ApiProperty({ type: 'integer', required: false, description: 'Minor units: of the order or the return.' }),
    __metadata("design:type", Number)
], ImportAnswer.prototype, "total", void 0);
__decorate([
    ApiProperty({ type: 'integer', required: false }),
    __metadata("design:type", Number)
], ImportAnswer.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ImportAnswer.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: () => ImportProblem, required: false }),
    __metadata("design:type", ImportProblem)
], ImportAnswer.prototype, "problem", void 0);
//# sourceMappingURL=imports.js.map