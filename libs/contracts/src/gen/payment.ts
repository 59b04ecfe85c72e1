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
} as const;
export type PaymentMethod = (typeof PaymentMethod)[keyof typeof PaymentMethod];

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
} as const;
export type PaymentStatus = (typeof PaymentStatus)[keyof typeof PaymentStatus];

export class Payment {
  @ApiProperty({ type: String })
  id!: string;

  @ApiProperty({ type: String })
  orderId!: string;

  @ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod' })
  method!: PaymentMethod;

  @ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus' })
  status!: PaymentStatus;

  @ApiProperty({ type: String })
  currency!: string;

  /** What the payment is for, in minor units; so the next three. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'What the payment is for, in minor units; so the next three.' })
  amount!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  authorised!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  captured!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  refunded!: number;

  /** What was asked of the provider and not answered yet: `authorise`, `capture`, `void`, `refund`. */
  @ApiProperty({ type: String, required: false, description: 'What was asked of the provider and not answered yet: `authorise`, `capture`, `void`, `refund`.' })
  pending?: string;

  @ApiProperty({ type: String, required: false })
  declineCode?: string;

  @ApiProperty({ type: String, required: false })
  reference?: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  createdAt!: string;

  @ApiProperty({ type: String })
  updatedAt!: string;

  /** What the provider holds of it: it can be captured, or voided. In minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'What the provider holds of it: it can be captured, or voided. In minor units.' })
  held!: number;
}

export class GetPaymentRequest {
  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false })
  minPosition?: string;
}

export class GetPaymentResponse {
  @ApiProperty({ type: () => Payment })
  payment!: Payment;
}

export class ListPaymentsRequest {
  @IsOptional()
  @IsOneOf(PaymentStatus)
  @ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus', required: false })
  status?: PaymentStatus;

  @IsOptional()
  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid', required: false })
  orderId?: string;

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

  /** `createdAt` or `amount`; `-` in front: descending. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: '`createdAt` or `amount`; `-` in front: descending.' })
  sort?: string;
}

export class ListPaymentsResponse {
  @ApiProperty({ type: () => [Payment] })
  items!: Payment[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;
}

export class AuthorisePaymentRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  orderId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money })
  amount!: Money;

  @IsOneOf(PaymentMethod)
  @ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod' })
  method!: PaymentMethod;

  @IsOptional()
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255, required: false })
  token?: string;

  @IsOptional()
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255, required: false })
  reference?: string;
}

export class AuthorisePaymentResponse {
  @ApiProperty({ type: () => Payment })
  payment!: Payment;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** The body of POST /v1/payments/{id}/captures. */
export class NewCapture {
  /** Minor units; default: all that is authorised and not captured. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, required: false, description: 'Minor units; default: all that is authorised and not captured.' })
  amount?: number;

  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false })
  reason?: string;
}

export class CapturePaymentRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => NewCapture)
  @ApiProperty({ type: () => NewCapture })
  capture!: NewCapture;
}

export class CapturePaymentResponse {
  @ApiProperty({ type: () => Payment })
  payment!: Payment;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class VoidPaymentRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;
}

export class VoidPaymentResponse {
  @ApiProperty({ type: () => Payment })
  payment!: Payment;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** The body of POST /v1/payments/{id}/refunds. */
export class NewRefund {
  /** Minor units; default: all that is captured and not refunded. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, required: false, description: 'Minor units; default: all that is captured and not refunded.' })
  amount?: number;

  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false })
  reason?: string;
}

export class RefundPaymentRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsObject()
  @ValidateNested()
  @Type(() => NewRefund)
  @ApiProperty({ type: () => NewRefund })
  refund!: NewRefund;
}

export class RefundPaymentResponse {
  @ApiProperty({ type: () => Payment })
  payment!: Payment;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class ReceiveProviderNewsRequest {
  @IsText({ max: 64 })
  @ApiProperty({ type: String, maxLength: 64 })
  provider!: string;

  /** The request's headers in lower case, and its body as it came. */
  @IsOptional()
  @IsTexts()
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, selfRequired: false, description: 'The request\'s headers in lower case, and its body as it came.' })
  headers?: Record<string, string>;

  @IsText({ multiline: true })
  @ApiProperty({ type: String })
  body!: string;
}

export class ReceiveProviderNewsResponse {
  /** False: it was known already, or is about nothing of ours. */
  @ApiProperty({ type: Boolean, description: 'False: it was known already, or is about nothing of ours.' })
  applied!: boolean;
}

/** Authorises, captures, voids and refunds through a provider, each once. */
export abstract class PaymentService {
  static readonly rpc = { package: 'daybook.payment.v1', service: 'PaymentService', requests: { getPayment: GetPaymentRequest, listPayments: ListPaymentsRequest, authorisePayment: AuthorisePaymentRequest, capturePayment: CapturePaymentRequest, voidPayment: VoidPaymentRequest, refundPayment: RefundPaymentRequest, receiveProviderNews: ReceiveProviderNewsRequest }, streams: [], scopes: { getPayment: 'read', listPayments: 'read', authorisePayment: 'internal', capturePayment: 'write', voidPayment: 'write', refundPayment: 'write', receiveProviderNews: 'write' }, fieldScopes: {  } } as const;

  abstract getPayment(request: GetPaymentRequest): Promise<GetPaymentResponse>;
  abstract listPayments(request: ListPaymentsRequest): Promise<ListPaymentsResponse>;
  /** For the checkout: asks the provider to hold the money. Answers with the payment as it stands: authorised, declined, or pending when the provider has not answered yet; its later answer is recorded when it comes. */
  abstract authorisePayment(request: AuthorisePaymentRequest): Promise<AuthorisePaymentResponse>;
  abstract capturePayment(request: CapturePaymentRequest): Promise<CapturePaymentResponse>;
  abstract voidPayment(request: VoidPaymentRequest): Promise<VoidPaymentResponse>;
  abstract refundPayment(request: RefundPaymentRequest): Promise<RefundPaymentResponse>;
  /** A provider's news, verified by the provider's adapter. */
  abstract receiveProviderNews(request: ReceiveProviderNewsRequest): Promise<ReceiveProviderNewsResponse>;
}
