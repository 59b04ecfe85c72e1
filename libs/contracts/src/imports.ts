import { applyDecorators } from '@nestjs/common';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Adjustment, NewOrder, NewOrderLine, NewProduct, NewReturn, Receipt } from './gen/index.js';
import { IsDateTime, IsOneOf, IsSku, IsText, IsUuid } from './rules.js';

// The lines of POST /v1/admin/imports: what the routes of the single things take, with the facts of history added.

/** When it happened; without, when it is recorded. */
const Moment = () =>
  applyDecorators(IsOptional(), IsDateTime(), ApiProperty({ type: String, format: 'date-time', required: false }));

/** What the line is about, if it is about that. */
const OneThing = (type: new () => object) =>
  applyDecorators(
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => type),
    ApiProperty({ type, required: false }),
  );

export class ImportedLine extends NewOrderLine {
  /** What it was sold for; minor units. */
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer', minimum: 0, description: 'What it was sold for; minor units.' })
  unitPrice!: number;
}

export const ImportedStepName = { Ship: 'ship', Deliver: 'deliver', Complete: 'complete' } as const;
export type ImportedStepName = (typeof ImportedStepName)[keyof typeof ImportedStepName];

/** What happened to an order after it was confirmed: all of it shipped, arrived, or was done with. */
export class ImportedStep {
  @IsOneOf(ImportedStepName)
  @ApiProperty({ enum: ImportedStepName, enumName: 'ImportedStepName' })
  step!: ImportedStepName;

  @IsDateTime()
  @ApiProperty({ type: String, format: 'date-time' })
  occurredAt!: string;
}

export class ImportedOrder extends OmitType(NewOrder, ['lines']) {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ImportedLine)
  @ApiProperty({ type: () => [ImportedLine], minItems: 1, maxItems: 2000 })
  lines!: ImportedLine[];

  @IsDateTime()
  @ApiProperty({ type: String, format: 'date-time' })
  placedAt!: string;

  /** In this order, after the order is confirmed. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ImportedStep)
  @ApiProperty({ type: () => [ImportedStep], maxItems: 10, required: false, description: 'In this order.' })
  steps?: ImportedStep[];
}

export class ImportedReceipt extends Receipt {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @Moment()
  occurredAt?: string;
}

export class ImportedAdjustment extends Adjustment {
  @IsSku()
  @ApiProperty({ type: String, minLength: 1, maxLength: 64 })
  sku!: string;

  @Moment()
  occurredAt?: string;
}

/** A return that was announced and received at one time. */
export class ImportedReturn extends NewReturn {
  @IsUuid()
  @ApiProperty({ type: String, format: 'uuid' })
  orderId!: string;

  @Moment()
  occurredAt?: string;
}

/** One line of an import: a key and exactly one thing. */
export class ImportRecord {
  /** The line's own name: the same line, sent again, changes nothing. */
  @IsText({ min: 1, max: 200 })
  @ApiProperty({ type: String, minLength: 1, maxLength: 200 })
  key!: string;

  /** Created, or changed to this; needs a sku. */
  @OneThing(NewProduct)
  product?: NewProduct;

  @OneThing(ImportedReceipt)
  receipt?: ImportedReceipt;

  @OneThing(ImportedAdjustment)
  adjustment?: ImportedAdjustment;

  @OneThing(ImportedOrder)
  order?: ImportedOrder;

  @OneThing(ImportedReturn)
  return?: ImportedReturn;
}

export const ImportStatus = {
  /** All of it is recorded. */
  Done: 'done',
  /** It cannot be: nothing of it counts. */
  Refused: 'refused',
  /** It did not come to an end: the same line, sent again, goes on where it stopped. */
  Failed: 'failed',
} as const;
export type ImportStatus = (typeof ImportStatus)[keyof typeof ImportStatus];

export class ImportProblem {
  @ApiProperty({ type: String })
  code!: string;

  @ApiProperty({ type: String })
  detail!: string;
}

/** What became of one line. */
export class ImportAnswer {
  /** Counted from 1 in this request. */
  @ApiProperty({ type: 'integer' })
  line!: number;

  /** Absent where the line has none that can be read. */
  @ApiProperty({ type: String, required: false })
  key?: string;

  @ApiProperty({ enum: ImportStatus, enumName: 'ImportStatus' })
  status!: ImportStatus;

  @ApiProperty({ type: String, format: 'uuid', required: false })
  orderId?: string;

  /** How many lines the order or the return has. */
  @ApiProperty({ type: 'integer', required: false, description: 'How many lines the order or the return has.' })
  lines?: number;

  /** Minor units: of the order, or what the return gives back. */
  @ApiProperty({ type: 'integer', required: false, description: 'Minor units: of the order or the return.' })
  total?: number;

  /** Of the stream that was written last, after it. */
  @ApiProperty({ type: 'integer', required: false })
  revision?: number;

  /** Token of the last write: reads that are given it show the line's effect. */
  @ApiProperty({ type: String, required: false })
  position?: string;

  @ApiProperty({ type: () => ImportProblem, required: false })
  problem?: ImportProblem;
}
