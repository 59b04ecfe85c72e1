// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/admin/v1/admin.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsText } from '../rules.js';

export class ProjectionStatus {
  @ApiProperty({ type: String })
  name!: string;

  /** Where it goes on: opaque. */
  @ApiProperty({ type: String, description: 'Where it goes on: opaque.' })
  position!: string;

  /** Events behind the log's end, where that is known. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'Events behind the log\'s end, where that is known.' })
  lag?: number;

  /** Events per second over the last minute. */
  @ApiProperty({ type: Number, description: 'Events per second over the last minute.' })
  rate!: number;

  @ApiProperty({ type: Boolean })
  caughtUp!: boolean;

  @ApiProperty({ type: 'integer', format: 'int64' })
  parked!: number;

  /** A rebuild that runs: events done so far, of an index documents. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'A rebuild that runs: events done so far, of an index documents.' })
  rebuilding?: number;
}

export class ListProjectionsRequest {
}

export class ListProjectionsResponse {
  @ApiProperty({ type: () => [ProjectionStatus] })
  projections!: ProjectionStatus[];
}

export class RebuildProjectionRequest {
  @IsText({ max: 100 })
  @ApiProperty({ type: String, maxLength: 100 })
  name!: string;
}

export class RebuildProjectionResponse {
  @ApiProperty({ type: 'integer', format: 'int64' })
  events!: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  rows!: number;

  /** Rows that were different before the swap. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Rows that were different before the swap.' })
  different!: number;
}

export class AuditProjectionsRequest {
  /** Names of projections that are left out: somebody else has compared them. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsText({}, { each: true })
  @ApiProperty({ type: [String], maxItems: 100, required: false, description: 'Names of projections that are left out: somebody else has compared them.' })
  except?: string[];
}

export class AuditedProjection {
  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  rows!: number;

  /** Streams that wait for a person, and are not compared. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Streams that wait for a person, and are not compared.' })
  parked!: number;
}

export class DifferentRow {
  /** `<projection>/<row>`. */
  @ApiProperty({ type: String, description: '`<projection>/<row>`.' })
  where!: string;

  @ApiProperty({ type: String })
  detail!: string;
}

export class AuditProjectionsResponse {
  @ApiProperty({ type: () => [AuditedProjection] })
  projections!: AuditedProjection[];

  /** The first thousand of them. */
  @ApiProperty({ type: () => [DifferentRow], description: 'The first thousand of them.' })
  different!: DifferentRow[];

  /** How many there are. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'How many there are.' })
  totalDifferent!: number;
}

export class ParkedEvent {
  /** `<consumer>/<stream>`. */
  @ApiProperty({ type: String, description: '`<consumer>/<stream>`.' })
  id!: string;

  @ApiProperty({ type: String })
  consumer!: string;

  @ApiProperty({ type: String })
  stream!: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  type!: string;

  @ApiProperty({ type: String })
  reason!: string;

  @ApiProperty({ type: String })
  parkedAt!: string;

  @ApiProperty({ type: 'integer' })
  attempts!: number;

  /** Events of the stream that wait behind it. */
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Events of the stream that wait behind it.' })
  waiting!: number;
}

export class ListParkedRequest {
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
}

export class ListParkedResponse {
  @ApiProperty({ type: () => [ParkedEvent] })
  items!: ParkedEvent[];

  @ApiProperty({ type: 'integer', format: 'int64' })
  totalCount!: number;

  @ApiProperty({ type: String, required: false })
  nextPageToken?: string;
}

export class RetryParkedRequest {
  @IsText({ max: 300 })
  @ApiProperty({ type: String, maxLength: 300 })
  id!: string;
}

export class RetryParkedResponse {
  /** False: it failed again and stays. */
  @ApiProperty({ type: Boolean, description: 'False: it failed again and stays.' })
  resumed!: boolean;
}

export class SkipParkedRequest {
  @IsText({ max: 300 })
  @ApiProperty({ type: String, maxLength: 300 })
  id!: string;

  @IsText({ min: 1, max: 500 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 500 })
  reason!: string;
}

export class SkipParkedResponse {
}

/** The read side of one process, for operators: its projections and what is parked. */
export abstract class AdminService {
  static readonly rpc = { package: 'daybook.admin.v1', service: 'AdminService', requests: { listProjections: ListProjectionsRequest, rebuildProjection: RebuildProjectionRequest, auditProjections: AuditProjectionsRequest, listParked: ListParkedRequest, retryParked: RetryParkedRequest, skipParked: SkipParkedRequest }, streams: [], scopes: { listProjections: 'admin', rebuildProjection: 'admin', auditProjections: 'admin', listParked: 'admin', retryParked: 'admin', skipParked: 'admin' }, fieldScopes: {  } } as const;

  abstract listProjections(request: ListProjectionsRequest): Promise<ListProjectionsResponse>;
  /** Builds the projection beside the one that serves, compares, and swaps it in. */
  abstract rebuildProjection(request: RebuildProjectionRequest): Promise<RebuildProjectionResponse>;
  /** Compares every row with a fold of its stream up to the revision that the row shows. Changes nothing. */
  abstract auditProjections(request: AuditProjectionsRequest): Promise<AuditProjectionsResponse>;
  abstract listParked(request: ListParkedRequest): Promise<ListParkedResponse>;
  abstract retryParked(request: RetryParkedRequest): Promise<RetryParkedResponse>;
  abstract skipParked(request: SkipParkedRequest): Promise<SkipParkedResponse>;
}
