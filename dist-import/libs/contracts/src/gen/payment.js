var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/payment/v1/payment.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsOneOf, IsText, IsTexts, IsUuid } from '../rules.js';
import { Money } from './common.js';
export const PaymentMethod = {
    Test: 'test',
    Manual: 'manual',
    External: 'external',
};
export const PaymentStatus = {
    None: 'none',
    Pending: 'pending',
    Authorised: 'authorised',
    PartlyCaptured: 'partlyCaptured',
    Captured: 'captured',
    Voided: 'voided',
    PartlyRefunded: 'partlyRefunded',
    Refunded: 'refunded',
    Declined: 'declined',
};
export class Payment {
    id;
    orderId;
    method;
    status;
    currency;
    /** What the payment is for, in minor units; so the next three. */
    amount;
    authorised;
    captured;
    refunded;
    /** What was asked of the provider and not answered yet: `authorise`, `capture`, `void`, `refund`. */
    pending;
    declineCode;
    reference;
    revision;
    createdAt;
    updatedAt;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Payment.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Payment.prototype, "orderId", void 0);
__decorate([
    ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod' }),
    __metadata("design:type", String)
], Payment.prototype, "method", void 0);
__decorate([
    ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus' }),
    __metadata("design:type", String)
], Payment.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Payment.prototype, "currency", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', description: 'What the payment is for, in minor units; so the next three.' }),
    __metadata("design:type", Number)
], Payment.prototype, "amount", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Payment.prototype, "authorised", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Payment.prototype, "captured", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Payment.prototype, "refunded", void 0);
__decorate([
    ApiProperty({ type: String, required: false, description: 'What was asked of the provider and not answered yet: `authorise`, `capture`, `void`, `refund`.' }),
    __metadata("design:type", String)
], Payment.prototype, "pending", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Payment.prototype, "declineCode", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Payment.prototype, "reference", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Payment.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Payment.prototype, "createdAt", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Payment.prototype, "updatedAt", void 0);
export class GetPaymentRequest {
    paymentId;
    minPosition;
}
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], GetPaymentRequest.prototype, "paymentId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetPaymentRequest.prototype, "minPosition", void 0);
export class GetPaymentResponse {
    payment;
}
__decorate([
    ApiProperty({ type: () => Payment }),
    __metadata("design:type", Payment)
], GetPaymentResponse.prototype, "payment", void 0);
export class ListPaymentsRequest {
    status;
    orderId;
    minPosition;
    pageSize;
    pageToken;
    page;
    /** `createdAt` or `amount`; `-` in front: descending. */
    sort;
}
__decorate([
    IsOptional(),
    IsOneOf(PaymentStatus),
    ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus', required: false }),
    __metadata("design:type", String)
], ListPaymentsRequest.prototype, "status", void 0);
__decorate([
    IsOptional(),
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid', required: false }),
    __metadata("design:type", String)
], ListPaymentsRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListPaymentsRequest.prototype, "minPosition", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], ListPaymentsRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListPaymentsRequest.prototype, "pageToken", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 1, required: false }),
    __metadata("design:type", Number)
], ListPaymentsRequest.prototype, "page", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: '`createdAt` or `amount`; `-` in front: descending.' }),
    __metadata("design:type", String)
], ListPaymentsRequest.prototype, "sort", void 0);
export class ListPaymentsResponse {
    items;
    totalCount;
    nextPageToken;
}
__decorate([
    ApiProperty({ type: () => [Payment] }),
    __metadata("design:type", Array)
], ListPaymentsResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ListPaymentsResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListPaymentsResponse.prototype, "nextPageToken", void 0);
export class AuthorisePaymentRequest {
    commandId;
    paymentId;
    orderId;
    amount;
    method;
    token;
    reference;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], AuthorisePaymentRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], AuthorisePaymentRequest.prototype, "paymentId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], AuthorisePaymentRequest.prototype, "orderId", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Money),
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], AuthorisePaymentRequest.prototype, "amount", void 0);
__decorate([
    IsOneOf(PaymentMethod),
    ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod' }),
    __metadata("design:type", String)
], AuthorisePaymentRequest.prototype, "method", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255, required: false }),
    __metadata("design:type", String)
], AuthorisePaymentRequest.prototype, "token", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255, required: false }),
    __metadata("design:type", String)
], AuthorisePaymentRequest.prototype, "reference", void 0);
export class AuthorisePaymentResponse {
    payment;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Payment }),
    __metadata("design:type", Payment)
], AuthorisePaymentResponse.prototype, "payment", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], AuthorisePaymentResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], AuthorisePaymentResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], AuthorisePaymentResponse.prototype, "replayed", void 0);
/** The body of POST /v1/payments/{id}/captures. */
export class NewCapture {
    /** Minor units; default: all that is authorised and not captured. */
    amount;
    reason;
}
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, required: false, description: 'Minor units; default: all that is authorised and not captured.' }),
    __metadata("design:type", Number)
], NewCapture.prototype, "amount", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], NewCapture.prototype, "reason", void 0);
export class CapturePaymentRequest {
    commandId;
    paymentId;
    expectedRevision;
    capture;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], CapturePaymentRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], CapturePaymentRequest.prototype, "paymentId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], CapturePaymentRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => NewCapture),
    ApiProperty({ type: () => NewCapture }),
    __metadata("design:type", NewCapture)
], CapturePaymentRequest.prototype, "capture", void 0);
export class CapturePaymentResponse {
    payment;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Payment }),
    __metadata("design:type", Payment)
], CapturePaymentResponse.prototype, "payment", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], CapturePaymentResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], CapturePaymentResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], CapturePaymentResponse.prototype, "replayed", void 0);
export class VoidPaymentRequest {
    commandId;
    paymentId;
    expectedRevision;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], VoidPaymentRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], VoidPaymentRequest.prototype, "paymentId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], VoidPaymentRequest.prototype, "expectedRevision", void 0);
export class VoidPaymentResponse {
    payment;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Payment }),
    __metadata("design:type", Payment)
], VoidPaymentResponse.prototype, "payment", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], VoidPaymentResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], VoidPaymentResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], VoidPaymentResponse.prototype, "replayed", void 0);
/** The body of POST /v1/payments/{id}/refunds. */
export class NewRefund {
    /** Minor units; default: all that is captured and not refunded. */
    amount;
    reason;
}
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, required: false, description: 'Minor units; default: all that is captured and not refunded.' }),
    __metadata("design:type", Number)
], NewRefund.prototype, "amount", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], NewRefund.prototype, "reason", void 0);
export class RefundPaymentRequest {
    commandId;
    paymentId;
    expectedRevision;
    refund;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], RefundPaymentRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], RefundPaymentRequest.prototype, "paymentId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], RefundPaymentRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => NewRefund),
    ApiProperty({ type: () => NewRefund }),
    __metadata("design:type", NewRefund)
], RefundPaymentRequest.prototype, "refund", void 0);
export class RefundPaymentResponse {
    payment;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Payment }),
    __metadata("design:type", Payment)
], RefundPaymentResponse.prototype, "payment", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], RefundPaymentResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], RefundPaymentResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], RefundPaymentResponse.prototype, "replayed", void 0);
export class ReceiveProviderNewsRequest {
    provider;
    /** The request's headers in lower case, and its body as it came. */
    headers;
    body;
}
__decorate([
    IsText({ max: 64 }),
    ApiProperty({ type: String, maxLength: 64 }),
    __metadata("design:type", String)
], ReceiveProviderNewsRequest.prototype, "provider", void 0);
__decorate([
    IsOptional(),
    IsTexts(),
    ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, selfRequired: false, description: 'The request\'s headers in lower case, and its body as it came.' }),
    __metadata("design:type", Object)
], ReceiveProviderNewsRequest.prototype, "headers", void 0);
__decorate([
    IsText({ multiline: true }),
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ReceiveProviderNewsRequest.prototype, "body", void 0);
export class ReceiveProviderNewsResponse {
    /** False: it was known already, or is about nothing of ours. */
    applied;
}
__decorate([
    ApiProperty({ type: Boolean, description: 'False: it was known already, or is about nothing of ours.' }),
    __metadata("design:type", Boolean)
], ReceiveProviderNewsResponse.prototype, "applied", void 0);
/** Authorises, captures, voids and refunds through a provider, each once. */
export class PaymentService {
    static rpc = { package: 'daybook.payment.v1', service: 'PaymentService', requests: { getPayment: GetPaymentRequest, listPayments: ListPaymentsRequest, authorisePayment: AuthorisePaymentRequest, capturePayment: CapturePaymentRequest, voidPayment: VoidPaymentRequest, refundPayment: RefundPaymentRequest, receiveProviderNews: ReceiveProviderNewsRequest }, streams: [] };
}
//# sourceMappingURL=payment.js.map