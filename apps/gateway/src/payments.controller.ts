import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NewCapture, NewRefund, Payment, PaymentService, PaymentStatus, ReceiveProviderNewsResponse } from '#contracts';
import {
  answerRead,
  AnswersRead,
  AnswersWrite,
  answerWrite,
  enumOf,
  Id,
  IdempotencyKey,
  IfMatch,
  listAnswer,
  listQuery,
  MinPosition,
  Name,
  pageOf,
  rawBodyOf,
  uuid,
} from '#runtime';
import { paged } from './paging.js';

const PaymentsQuery = listQuery({
  sort: ['createdAt', 'amount'],
  filters: { status: enumOf(PaymentStatus), orderId: uuid },
});

type PaymentsQuery = InstanceType<typeof PaymentsQuery>;

@Controller('v1/payments')
@ApiTags('payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentService) {}

  @Get()
  @ApiOkResponse({ type: pageOf(Payment) })
  async listPayments(@Query() query: PaymentsQuery, @MinPosition() minPosition: string | undefined) {
    return listAnswer(query, await this.payments.listPayments({ ...paged(query), minPosition }));
  }

  @Get(':id')
  @AnswersRead(Payment)
  async getPayment(
    @Id() paymentId: string,
    @MinPosition() minPosition: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerRead(reply, (await this.payments.getPayment({ paymentId, minPosition })).payment);
  }

  @Post(':id/captures')
  @AnswersWrite(Payment, 201)
  async capturePayment(
    @Id() paymentId: string,
    @Body() capture: NewCapture,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { paymentId, commandId: commandId ?? '', expectedRevision, capture };
    const done = await this.payments.capturePayment(request);
    return answerWrite(reply, done, done.payment);
  }

  @Post(':id/void')
  @AnswersWrite(Payment)
  async voidPayment(
    @Id() paymentId: string,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const done = await this.payments.voidPayment({ paymentId, commandId: commandId ?? '', expectedRevision });
    return answerWrite(reply, done, done.payment);
  }

  @Post(':id/refunds')
  @AnswersWrite(Payment, 201)
  async refundPayment(
    @Id() paymentId: string,
    @Body() refund: NewRefund,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const request = { paymentId, commandId: commandId ?? '', expectedRevision, refund };
    const done = await this.payments.refundPayment(request);
    return answerWrite(reply, done, done.payment);
  }

  /** The body goes on as it came: the provider signed its bytes. */
  @Post('providers/:provider/webhooks')
  @HttpCode(200)
  @ApiOkResponse({ type: ReceiveProviderNewsResponse })
  receiveProviderNews(@Name('provider', 64) provider: string, @Req() request: FastifyRequest) {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    return this.payments.receiveProviderNews({ provider, headers, body: rawBodyOf(request) });
  }
}
