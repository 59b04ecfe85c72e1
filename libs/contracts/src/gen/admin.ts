// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/admin/v1/admin.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsNumber, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';

export class ProjectionStatus {
  @IsString()
  @ApiProperty({ type: String })
  name!: string;

  /** Where it goes on: opaque. */
  @IsString()
  @ApiProperty({ type: String, description: 'Where it goes on: opaque.' })
  position!: string;

  /** Events behind the log's end, where that is known. */
  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'Events behind the log\'s end, where that is known.' })
  lag?: number;

  /** Events per second over the last minute. */
  @IsNumber({})
  @ApiProperty({ type: Number, description: 'Events per second over the last minute.' })
  rate!: number;

  @IsBoolean()
  @ApiProperty({ type: Boolean })
  caughtUp!: boolean;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  parked!: number;

  /** A rebuild that runs: events done so far. */
  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'A rebuild that runs: events done so far.' })
  rebuilding?: number;
}

export class ListProjectionsRequest {
}

export class ListProjectionsResponse {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ProjectionStatus)
  @ApiProperty({ type: () => [ProjectionStatus] })
  projections!: ProjectionStatus[];
}

export class RebuildProjectionRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(100)
  @ApiProperty({ type: String, maxLength: 100 })
  name!: string;
}

export class RebuildProjectionResponse {
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  events!: number;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  rows!: number;

  /** Rows that were different before the swap. */
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Rows that were different before the swap.' })
  different!: number;
}

export class ParkedEvent {
  /** `<consumer>/<stream>`. */
  @IsString()
  @ApiProperty({ type: String, description: '`<consumer>/<stream>`.' })
  id!: string;

  @IsString()
  @ApiProperty({ type: String })
  consumer!: string;

  @IsString()
  @ApiProperty({ type: String })
  stream!: string;

  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  type!: string;

  @IsString()
  @ApiProperty({ type: String })
  reason!: string;

  @IsString()
  @ApiProperty({ type: String })
  parkedAt!: string;

  @IsInt()
  @ApiProperty({ type: 'integer' })
  attempts!: number;

  /** Events of the stream that wait behind it. */
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Events of the stream that wait behind it.' })
  waiting!: number;
}

export class ListParkedRequest {
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
}

export class ListParkedResponse {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ParkedEvent)
  @ApiProperty({ type: () => [ParkedEvent] })
  items!: ParkedEvent[];

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

export class RetryParkedRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(300)
  @ApiProperty({ type: String, maxLength: 300 })
  id!: string;
}

export class RetryParkedResponse {
  /** False: it failed again and stays. */
  @IsBoolean()
  @ApiProperty({ type: Boolean, description: 'False: it failed again and stays.' })
  resumed!: boolean;
}

export class SkipParkedRequest {
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(300)
  @ApiProperty({ type: String, maxLength: 300 })
  id!: string;

  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MinLength(1)
  @MaxLength(500)
  @ApiProperty({ type: String, maxLength: 500 })
  reason!: string;
}

export class SkipParkedResponse {
}

/** The read side of one process, for operators: its projections and what is parked. */
export abstract class AdminService {
  static readonly rpc = { package: 'daybook.admin.v1', service: 'AdminService', requests: { listProjections: ListProjectionsRequest, rebuildProjection: RebuildProjectionRequest, listParked: ListParkedRequest, retryParked: RetryParkedRequest, skipParked: SkipParkedRequest } } as const;

  abstract listProjections(request: ListProjectionsRequest): Promise<ListProjectionsResponse>;
  /** Builds the projection beside the one that serves, compares, and swaps it in. */
  abstract rebuildProjection(request: RebuildProjectionRequest): Promise<RebuildProjectionResponse>;
  abstract listParked(request: ListParkedRequest): Promise<ListParkedResponse>;
  abstract retryParked(request: RetryParkedRequest): Promise<RetryParkedResponse>;
  abstract skipParked(request: SkipParkedRequest): Promise<SkipParkedResponse>;
}
