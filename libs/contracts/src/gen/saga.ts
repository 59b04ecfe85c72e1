// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/saga/v1/saga.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsDateTime, IsOneOf, IsText, IsUuid } from '../rules.js';

export const SagaState = {
  Running: 'running',
  Compensating: 'compensating',
  NeedsAttention: 'needsAttention',
  Completed: 'completed',
  Rejected: 'rejected',
} as const;
export type SagaState = (typeof SagaState)[keyof typeof SagaState];

/** One step of a saga: what was asked, what came of it. */
export class SagaStep {
  @ApiProperty({ type: String })
  name!: string;

  /** `waiting`, `done`, `failed`, `skipped`, `compensated`. */
  @ApiProperty({ type: String, description: '`waiting`, `done`, `failed`, `skipped`, `compensated`.' })
  status!: string;

  @ApiProperty({ type: 'integer' })
  attempts!: number;

  @ApiProperty({ type: String })
  startedAt!: string;

  @ApiProperty({ type: String, required: false })
  endedAt?: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  input!: Record<string, unknown>;

  @ApiProperty({ type: 'object', additionalProperties: true })
  output!: Record<string, unknown>;

  @ApiProperty({ type: String, required: false })
  error?: string;
}

export class Saga {
  /** `checkout-<order id>` or `fulfilment-<order id>`. */
  @ApiProperty({ type: String, description: '`checkout-<order id>` or `fulfilment-<order id>`.' })
  id!: string;

  @ApiProperty({ type: String })
  kind!: string;

  @ApiProperty({ type: String })
  orderId!: string;

  @ApiProperty({ enum: SagaState, enumName: 'SagaState' })
  state!: SagaState;

  @ApiProperty({ type: String })
  step!: string;

  @ApiProperty({ type: 'integer' })
  attempt!: number;

  /** When the present step's deadline is looked at. */
  @ApiProperty({ type: String, required: false, description: 'When the present step\'s deadline is looked at.' })
  nextTimerAt?: string;

  @ApiProperty({ type: () => [SagaStep] })
  steps!: SagaStep[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  startedAt!: string;

  @ApiProperty({ type: String })
  updatedAt!: string;
}

export class BeginCheckoutRequest {
  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  orderId!: string;
}

export class BeginCheckoutResponse {
}

export class ListSagasRequest {
  @IsOptional()
  @IsOneOf(SagaState)
  @ApiProperty({ enum: SagaState, enumName: 'SagaState', required: false })
  state?: SagaState;

  /** Not changed since this time. */
  @IsOptional()
  @IsDateTime()
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'Not changed since this time.' })
  olderThan?: string;

  @IsOptional()
  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid', required: false })
  order?: string;

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

  /** `startedAt` or `updatedAt`; `-` in front: descending. */
  @IsOptional()
  @IsText()
  @ApiProperty({ type: String, required: false, description: '`startedAt` or `updatedAt`; `-` in front: descending.' })
  sort?: string;
}

export class ListSagasResponse {
  @ApiProperty({ type: () => [Saga] })
  items!: Saga[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;
}

export class GetSagaRequest {
  @IsText({ max: 100 })
  @ApiProperty({ type: String, maxLength: 100 })
  sagaId!: string;
}

export class GetSagaResponse {
  @ApiProperty({ type: () => Saga })
  saga!: Saga;
}

/** Why an operator steps in; the body of the saga actions. */
export class SagaAction {
  @IsText({ min: 1, max: 500 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 500 })
  reason!: string;
}

export class RetrySagaRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsText({ max: 100 })
  @ApiProperty({ type: String, maxLength: 100 })
  sagaId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => SagaAction)
  @ApiProperty({ type: () => SagaAction })
  action!: SagaAction;
}

export class RetrySagaResponse {
  @ApiProperty({ type: () => Saga })
  saga!: Saga;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class SkipSagaRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsText({ max: 100 })
  @ApiProperty({ type: String, maxLength: 100 })
  sagaId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => SagaAction)
  @ApiProperty({ type: () => SagaAction })
  action!: SagaAction;
}

export class SkipSagaResponse {
  @ApiProperty({ type: () => Saga })
  saga!: Saga;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

export class CompensateSagaRequest {
  @IsText({ max: 255 })
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsText({ max: 100 })
  @ApiProperty({ type: String, maxLength: 100 })
  sagaId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => SagaAction)
  @ApiProperty({ type: () => SagaAction })
  action!: SagaAction;
}

export class CompensateSagaResponse {
  @ApiProperty({ type: () => Saga })
  saga!: Saga;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  position!: string;

  @ApiProperty({ type: Boolean })
  replayed!: boolean;
}

/** What runs, waits, or needs a person. */
export abstract class SagaService {
  static readonly rpc = { package: 'daybook.saga.v1', service: 'SagaService', requests: { beginCheckout: BeginCheckoutRequest, listSagas: ListSagasRequest, getSaga: GetSagaRequest, retrySaga: RetrySagaRequest, skipSaga: SkipSagaRequest, compensateSaga: CompensateSagaRequest }, streams: [], scopes: { beginCheckout: 'internal', listSagas: 'admin', getSaga: 'admin', retrySaga: 'admin', skipSaga: 'admin', compensateSaga: 'admin' }, fieldScopes: {  } } as const;

  /** For the orders: this one has just been placed, and its checkout need not wait until the log's feed tells of it. A hint: what it says is read from the log, and a repetition changes nothing. */
  abstract beginCheckout(request: BeginCheckoutRequest): Promise<BeginCheckoutResponse>;
  abstract listSagas(request: ListSagasRequest): Promise<ListSagasResponse>;
  abstract getSaga(request: GetSagaRequest): Promise<GetSagaResponse>;
  /** Tries the step that failed again, with a new budget. */
  abstract retrySaga(request: RetrySagaRequest): Promise<RetrySagaResponse>;
  /** Takes the step as done. */
  abstract skipSaga(request: SkipSagaRequest): Promise<SkipSagaResponse>;
  /** Undoes what the saga has done so far. */
  abstract compensateSaga(request: CompensateSagaRequest): Promise<CompensateSagaResponse>;
}
