// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/common/v1/common.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsISO4217CurrencyCode, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

/** An amount of money. */
export class Money {
  /** Integer minor units: 1295 GBP is 12.95 pounds. */
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64', description: 'Integer minor units: 1295 GBP is 12.95 pounds.' })
  amount!: number;

  /** ISO 4217. */
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @IsISO4217CurrencyCode()
  @ApiProperty({ type: String, description: 'ISO 4217.' })
  currency!: string;
}

/** A postal address; personal data. */
export class Address {
  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false })
  name?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false })
  line1?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false })
  line2?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false })
  city?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(200)
  @ApiProperty({ type: String, maxLength: 200, required: false })
  region?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  @MaxLength(32)
  @ApiProperty({ type: String, maxLength: 32, required: false })
  postalCode?: string;

  /** ISO 3166-1 alpha-2. */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Z]{2}$/)
  @ApiProperty({ type: String, pattern: '^[A-Z]{2}$', required: false, description: 'ISO 3166-1 alpha-2.' })
  country?: string;
}

/** Something that happened to a stream, as it is recorded. */
export class HistoryEntry {
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', format: 'int64' })
  revision!: number;

  @IsString()
  @ApiProperty({ type: String })
  stream!: string;

  @IsString()
  @ApiProperty({ type: String })
  type!: string;

  /** When it was recorded: ISO 8601, UTC, milliseconds. */
  @IsString()
  @ApiProperty({ type: String, description: 'When it was recorded: ISO 8601, UTC, milliseconds.' })
  at!: string;

  @IsString()
  @ApiProperty({ type: String })
  actor!: string;

  @IsString()
  @ApiProperty({ type: String })
  eventId!: string;

  /** The event or request that led to it. */
  @IsString()
  @ApiProperty({ type: String, description: 'The event or request that led to it.' })
  causationId!: string;

  @IsString()
  @ApiProperty({ type: String })
  correlationId!: string;

  @IsObject()
  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: Record<string, unknown>;
}

/** A part of an entity that is different at two points of its history. */
export class Difference {
  /** JSON pointer. */
  @IsString()
  @ApiProperty({ type: String, description: 'JSON pointer.' })
  pointer!: string;

  @IsOptional()
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  before?: unknown;

  @IsOptional()
  @ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false })
  after?: unknown;
}
