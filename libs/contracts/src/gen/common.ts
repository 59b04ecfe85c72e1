// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/common/v1/common.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsCurrency, IsText } from '../rules.js';

/** An amount of money. */
export class Money {
  /** Integer minor units: 1295 GBP is 12.95 pounds. */
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Integer minor units: 1295 GBP is 12.95 pounds.' })
  amount!: number;

  /** ISO 4217. */
  @IsCurrency()
  @ApiProperty({ type: String, pattern: '^[A-Z]{3}$', description: 'ISO 4217.' })
  currency!: string;
}

/** A postal address; personal data. */
export class Address {
  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false })
  name?: string;

  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false })
  line1?: string;

  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false })
  line2?: string;

  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false })
  city?: string;

  @IsOptional()
  @IsText({ max: 200 })
  @ApiProperty({ type: String, maxLength: 200, required: false })
  region?: string;

  @IsOptional()
  @IsText({ max: 32 })
  @ApiProperty({ type: String, maxLength: 32, required: false })
  postalCode?: string;

  /** ISO 3166-1 alpha-2. */
  @IsOptional()
  @IsText({ pattern: /^[A-Z]{2}$/u })
  @ApiProperty({ type: String, pattern: '^[A-Z]{2}$', required: false, description: 'ISO 3166-1 alpha-2.' })
  country?: string;
}

/** Something that happened to a stream, as it is recorded. */
export class HistoryEntry {
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @ApiProperty({ type: String })
  stream!: string;

  @ApiProperty({ type: String })
  type!: string;

  /** When it was recorded: ISO 8601, UTC, milliseconds. */
  @ApiProperty({ type: String, description: 'When it was recorded: ISO 8601, UTC, milliseconds.' })
  at!: string;

  @ApiProperty({ type: String })
  actor!: string;

  @ApiProperty({ type: String })
  eventId!: string;

  /** The event or request that led to it. */
  @ApiProperty({ type: String, description: 'The event or request that led to it.' })
  causationId!: string;

  @ApiProperty({ type: String })
  correlationId!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: Record<string, unknown>;
}

/** A part of an entity that is different at two points of its history. */
export class Difference {
  /** JSON pointer. */
  @ApiProperty({ type: String, description: 'JSON pointer.' })
  pointer!: string;

  @ApiProperty({ oneOf: [{ type: 'object' }, { type: 'array' }, { type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }], required: false })
  before?: unknown;

  @ApiProperty({ oneOf: [{ type: 'object' }, { type: 'array' }, { type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }], required: false })
  after?: unknown;
}
