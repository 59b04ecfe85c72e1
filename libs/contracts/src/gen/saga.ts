// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/saga/v1/saga.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsDefined, IsEnum, IsInt, IsISO8601, IsObject, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';

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
  @IsString()
  @ApiProperty({ type: String })
  name!: string;

  /** `waiting`, `done`, `failed`, `skipped`, `compensated`. */
  @IsString()
  @ApiProperty({ type: String, description: '`waiting`, `done`, `failed`, `skipped`, `compensated`.' })
  status!: string;

  @IsInt()
  @ApiProperty({ type: 'integer' })
  attempts!: number;

  @IsString()
  @ApiProperty({ type: String })
  startedAt!: string;

  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false })
  endedAt?: string;

  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true })
  input!: Record<string, unknown>;

  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true })
  output!: Record<string, unknown>;

  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false })
  error?: string;
}

export class Saga {
  /** `checkout-<order id>` or `fulfilment-<order id>`. */
  @IsString()
  @ApiProperty({ type: String, description: '`checkout-<order id>` or `fulfilment-<order id>`.' })
  id!: string;

  @IsString()
  @ApiProperty({ type: String })
  kind!: string;

  @IsString()
  @ApiProperty({ type: String })
  orderId!: string;

  @IsEnum(SagaState)
  @ApiProperty({ enum: SagaState, enumName: 'SagaState', isArray: false })
  state!: SagaState;

  @IsString()
  @ApiProperty({ type: String })
  step!: string;

  @IsInt()
  @ApiProperty({ type: 'integer' })
  attempt!: number;

  /** When the present step's deadline is looked at. */
  @IsOptional()
  @IsString()
  @ApiProperty({ type: String, required: false, description: 'When the present step\'s deadline is looked at.' })
  nextTimerAt?: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => SagaStep)
  @ApiProperty({ type: () => [SagaStep] })
  steps!: SagaStep[];

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  startedAt!: string;

  @IsString()
  @ApiProperty({ type: String })
  updatedAt!: string;
}

export class ListSagasRequest {
  @IsOptional()
  @IsEnum(SagaState)
  @ApiProperty({ enum: SagaState, enumName: 'SagaState', isArray: false, required: false })
  state?: SagaState;

  /** Not changed since this time. */
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @IsISO8601({ strict: true, strictSeparator: true })
  @ApiProperty({ type: String, required: false, description: 'Not changed since this time.' })
  olderThan?: string;

  @IsOptional()
  @IsUUID('all')
  @ApiProperty({ type: String, format: 'uuid', required: false })
  order?: string;

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

  /** `startedAt` or `updatedAt`; `-` in front: descending. */
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @ApiProperty({ type: String, required: false, description: '`startedAt` or `updatedAt`; `-` in front: descending.' })
  sort?: string;
}

export class ListSagasResponse {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Saga)
  @ApiProperty({ type: () => [Saga] })
  items!: Saga[];

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

export class GetSagaRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(100)
  @ApiProperty({ type: String, maxLength: 100 })
  sagaId!: string;
}

export class GetSagaResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Saga)
  @ApiProperty({ type: () => Saga })
  saga!: Saga;
}

/** Why an operator steps in; the body of the saga actions. */
export class SagaAction {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MinLength(1)
  @MaxLength(500)
  @ApiProperty({ type: String, maxLength: 500 })
  reason!: string;
}

export class RetrySagaRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(100)
  @ApiProperty({ type: String, maxLength: 100 })
  sagaId!: string;

  @IsDefined()
  @ValidateNested()
  @Type(() => SagaAction)
  @ApiProperty({ type: () => SagaAction })
  action!: SagaAction;
}

export class RetrySagaResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Saga)
  @ApiProperty({ type: () => Saga })
  saga!: Saga;

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

export class SkipSagaRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(100)
  @ApiProperty({ type: String, maxLength: 100 })
  sagaId!: string;

  @IsDefined()
  @ValidateNested()
  @Type(() => SagaAction)
  @ApiProperty({ type: () => SagaAction })
  action!: SagaAction;
}

export class SkipSagaResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Saga)
  @ApiProperty({ type: () => Saga })
  saga!: Saga;

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

export class CompensateSagaRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(255)
  @ApiProperty({ type: String, maxLength: 255 })
  commandId!: string;

  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(100)
  @ApiProperty({ type: String, maxLength: 100 })
  sagaId!: string;

  @IsDefined()
  @ValidateNested()
  @Type(() => SagaAction)
  @ApiProperty({ type: () => SagaAction })
  action!: SagaAction;
}

export class CompensateSagaResponse {
  @IsDefined()
  @ValidateNested()
  @Type(() => Saga)
  @ApiProperty({ type: () => Saga })
  saga!: Saga;

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

/** What runs, waits, or needs a person. */
export abstract class SagaService {
  static readonly rpc = { package: 'daybook.saga.v1', service: 'SagaService', requests: { listSagas: ListSagasRequest, getSaga: GetSagaRequest, retrySaga: RetrySagaRequest, skipSaga: SkipSagaRequest, compensateSaga: CompensateSagaRequest } } as const;

  abstract listSagas(request: ListSagasRequest): Promise<ListSagasResponse>;
  abstract getSaga(request: GetSagaRequest): Promise<GetSagaResponse>;
  /** Tries the step that failed again, with a new budget. */
  abstract retrySaga(request: RetrySagaRequest): Promise<RetrySagaResponse>;
  /** Takes the step as done. */
  abstract skipSaga(request: SkipSagaRequest): Promise<SkipSagaResponse>;
  /** Undoes what the saga has done so far. */
  abstract compensateSaga(request: CompensateSagaRequest): Promise<CompensateSagaResponse>;
}
