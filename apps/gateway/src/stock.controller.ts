import { Body, Controller, Get, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  Adjustment,
  Count,
  ExpectedDelivery,
  ExplainStockResponse,
  InventoryService,
  LedgerEntry,
  Receipt,
  SafetyStock,
  Stock,
  Transfer,
  WriteOff,
} from '#contracts';
import {
  answerRead,
  AnswersRead,
  AnswersWrite,
  answerWrite,
  IdempotencyKey,
  IfMatch,
  integer,
  listAnswer,
  listOf,
  listQuery,
  MinPosition,
  pageOf,
  Sku,
  sku,
} from '#runtime';
import { paged } from './paging.js';

const StockQuery = listQuery({
  sort: ['sku', 'available', 'updatedAt'],
  filters: { sku: listOf(sku, { max: 500 }), below: integer() },
});
const LedgerQuery = listQuery({ sort: ['revision'], filters: {} });

type StockQuery = InstanceType<typeof StockQuery>;
type LedgerQuery = InstanceType<typeof LedgerQuery>;

@Controller('v1/stock')
@ApiTags('stock')
export class StockController {
  constructor(private readonly inventory: InventoryService) {}

  @Get()
  @ApiOkResponse({ type: pageOf(Stock) })
  async listStock(@Query() query: StockQuery, @MinPosition() minPosition: string | undefined) {
    const { sku: skus, ...rest } = paged(query);
    return listAnswer(query, await this.inventory.listStock({ ...rest, ...(skus && { skus }), minPosition }));
  }

  @Get(':sku')
  @AnswersRead(Stock)
  async getStock(
    @Sku() of: string,
    @MinPosition() minPosition: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerRead(reply, (await this.inventory.getStock({ sku: of, minPosition })).stock);
  }

  @Post(':sku/receipts')
  @AnswersWrite(Stock, 201)
  async receiveStock(
    @Sku() of: string,
    @Body() receipt: Receipt,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { sku: of, commandId: commandId ?? '', expectedRevision, receipt };
    const done = await this.inventory.receiveStock(request);
    return answerWrite(reply, done, done.stock);
  }

  @Post(':sku/expected')
  @AnswersWrite(Stock, 201)
  async expectStock(
    @Sku() of: string,
    @Body() delivery: ExpectedDelivery,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { sku: of, commandId: commandId ?? '', expectedRevision, delivery };
    const done = await this.inventory.expectStock(request);
    return answerWrite(reply, done, done.stock);
  }

  @Post(':sku/adjustments')
  @AnswersWrite(Stock, 201)
  async adjustStock(
    @Sku() of: string,
    @Body() adjustment: Adjustment,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { sku: of, commandId: commandId ?? '', expectedRevision, adjustment };
    const done = await this.inventory.adjustStock(request);
    return answerWrite(reply, done, done.stock);
  }

  @Post(':sku/counts')
  @AnswersWrite(Stock, 201)
  async countStock(
    @Sku() of: string,
    @Body() count: Count,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { sku: of, commandId: commandId ?? '', expectedRevision, count };
    const done = await this.inventory.countStock(request);
    return answerWrite(reply, done, done.stock);
  }

  @Post(':sku/transfers')
  @AnswersWrite(Stock, 201)
  async transferStock(
    @Sku() of: string,
    @Body() transfer: Transfer,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { sku: of, commandId: commandId ?? '', expectedRevision, transfer };
    const done = await this.inventory.transferStock(request);
    return answerWrite(reply, done, done.stock);
  }

  @Post(':sku/write-offs')
  @AnswersWrite(Stock, 201)
  async writeOffStock(
    @Sku() of: string,
    @Body() writeOff: WriteOff,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { sku: of, commandId: commandId ?? '', expectedRevision, writeOff };
    const done = await this.inventory.writeOffStock(request);
    return answerWrite(reply, done, done.stock);
  }

  @Put(':sku/safety-stock')
  @AnswersWrite(Stock)
  async setSafetyStock(
    @Sku() of: string,
    @Body() safetyStock: SafetyStock,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { sku: of, commandId: commandId ?? '', expectedRevision, safetyStock };
    const done = await this.inventory.setSafetyStock(request);
    return answerWrite(reply, done, done.stock);
  }

  @Get(':sku/ledger')
  @ApiOkResponse({ type: pageOf(LedgerEntry) })
  async getStockLedger(@Sku() of: string, @Query() query: LedgerQuery) {
    return listAnswer(query, await this.inventory.getStockLedger({ sku: of, ...paged(query) }));
  }

  @Get(':sku/explanation')
  @ApiOkResponse({ type: ExplainStockResponse })
  explainStock(@Sku() of: string) {
    return this.inventory.explainStock({ sku: of });
  }
}
