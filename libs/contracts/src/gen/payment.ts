// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/payment/v1/payment.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsDefined, IsEnum, IsInt, IsObject, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
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
  @IsString()
  @ApiProperty({ type: String })
  id!: string;

  @IsString()
  @ApiProperty({ type: String })
  orderId!: string;

  @IsEnum(PaymentMethod)
  @ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod', isArray: false })
  method!: PaymentMethod;

  @IsEnum(PaymentStatus)
  @ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus', isArray: false })
  status!: PaymentStatus;

  @IsString()
  @ApiProperty({ type: String })
  currency!: string;

  /** What the payment is for, in minor units; so the next three. */
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', description: 'What the payment is for, in minor units; so the next three.' })
  amount!: number;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  authorised!: number;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  captured!: number;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  refunded!: number;

  /** What was asked of the provider and not answered yet: `authorise`, `capture`, `void`, `refund`. */
  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false, description: 'What was asked of the provider and not answered yet: `authorise`, `capture`, `void`, `refund`.' })
  pending?: string;

  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false })
  declineCode?: string;

  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false })
  reference?: string;

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

export class GetPaymentRequest {
  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false })
  minPosition?: string;
}

export class GetPaymentResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Payment)
  @ApiProperty({ type: () => Payment })
  payment!: Payment;
}

export class ListPaymentsRequest {
  @IsOptional()
  @IsEnum(PaymentStatus)
  @ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus', isArray: false, required: false })
  status?: PaymentStatus;

  @IsOptional()
  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid', required: false })
  orderId?: string;

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

  /** `createdAt` or `amount`; `-` in front: descending. */
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false, description: '`createdAt` or `amount`; `-` in front: descending.' })
  sort?: string;
}

export class ListPaymentsResponse {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Payment)
  @ApiProperty({ type: () => [Payment] })
  items!: Payment[];

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;
}

export class AuthorisePaymentRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid' })
  orderId!: string;

  @IsDefined()
  @ValidateNested()
  @Type(() => Money)
  @ApiProperty({ type: () => Money })
  amount!: Money;

  @IsEnum(PaymentMethod)
  @ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod', isArray: false })
  method!: PaymentMethod;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255, required: false })
  token?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255, required: false })
  reference?: string;
}

export class AuthorisePaymentResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Payment)
  @ApiProperty({ type: () => Payment })
  payment!: Payment;

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
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false })
  reason?: string;
}

export class CapturePaymentRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsDefined()
  @ValidateNested()
  @Type(() => NewCapture)
  @ApiProperty({ type: () => NewCapture })
  capture!: NewCapture;
}

export class CapturePaymentResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Payment)
  @ApiProperty({ type: () => Payment })
  payment!: Payment;

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

export class VoidPaymentRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUUID('all')
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
  @IsDefined()
  @ValidateNested()
  @Type(() => Payment)
  @ApiProperty({ type: () => Payment })
  payment!: Payment;

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
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false })
  reason?: string;
}

export class RefundPaymentRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid' })
  paymentId!: string;

  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  expectedRevision?: number;

  @IsDefined()
  @ValidateNested()
  @Type(() => NewRefund)
  @ApiProperty({ type: () => NewRefund })
  refund!: NewRefund;
}

export class RefundPaymentResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Payment)
  @ApiProperty({ type: () => Payment })
  payment!: Payment;

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

export class ReceiveProviderNewsRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(64)
  @ApiProperty({ type: String, maxLength: 64 })
  provider!: string;

  /** The request's headers in lower case, and its body as it came. */
  @IsOptional()
  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, selfRequired: false, description: 'The request\'s headers in lower case, and its body as it came.' })
  headers?: Record<string, string>;

  @IsString()
  @Matches(/^(?:[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|[\n\r\t])*$/u)
  @ApiProperty({ type: String })
  body!: string;
}

export class ReceiveProviderNewsResponse {
  /** False: it was known already, or is about nothing of ours. */
  @IsBoolean()
  @ApiProperty({ type: Boolean, description: 'False: it was known already, or is about nothing of ours.' })
  applied!: boolean;
}

/** Authorises, captures, voids and refunds through a provider, each once. */
export abstract class PaymentService {
  static readonly rpc = { package: 'daybook.payment.v1', service: 'PaymentService', requests: { getPayment: GetPaymentRequest, listPayments: ListPaymentsRequest, authorisePayment: AuthorisePaymentRequest, capturePayment: CapturePaymentRequest, voidPayment: VoidPaymentRequest, refundPayment: RefundPaymentRequest, receiveProviderNews: ReceiveProviderNewsRequest } } as const;

  abstract getPayment(request: GetPaymentRequest): Promise<GetPaymentResponse>;
  abstract listPayments(request: ListPaymentsRequest): Promise<ListPaymentsResponse>;
  /** Asks the provider to hold the money. Answers with the payment as it stands: authorised, declined, or pending when the provider has not answered yet; its later answer is recorded when it comes. */
  abstract authorisePayment(request: AuthorisePaymentRequest): Promise<AuthorisePaymentResponse>;
  abstract capturePayment(request: CapturePaymentRequest): Promise<CapturePaymentResponse>;
  abstract voidPayment(request: VoidPaymentRequest): Promise<VoidPaymentResponse>;
  abstract refundPayment(request: RefundPaymentRequest): Promise<RefundPaymentResponse>;
  /** A provider's news, verified by the provider's adapter. */
  abstract receiveProviderNews(request: ReceiveProviderNewsRequest): Promise<ReceiveProviderNewsResponse>;
}
