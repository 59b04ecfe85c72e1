import { connect } from 'node:net';
import { Body, Controller, Get, HttpCode, Module, Patch, Post, Query, Res } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { FastifyReply } from 'fastify';
import { NewOrder, OrderStatus, ProductChange } from '#contracts';
import { AppError, callContext } from '#ports';
import {
  answerRead,
  enumOf,
  Id,
  listAnswer,
  listQuery,
  MinPosition,
  money,
  Prefer,
  RequiredIfMatch,
  Sku,
  sku,
  type Preferences,
} from '#runtime';
import { served } from './served.js';

class OrderQuery extends listQuery({
  sort: ['createdAt', 'total'],
  filters: { status: enumOf(OrderStatus), minTotal: money, sku },
}) {}

@Controller('v1')
class Things {
  @Post('orders')
  place(@Body() body: NewOrder) {
    return body;
  }
  @Get('orders')
  list(@Query() query: OrderQuery) {
    return { ...listAnswer(query, { items: [], totalCount: 41, nextPageToken: 'next' }), query };
  }
  @Get('orders/:id')
  get(
    @Id() id: string,
    @MinPosition() minPosition: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerRead(reply, { id, minPosition, revision: 7 });
  }
  @Get('stock/:sku')
  stock(@Sku() of: string) {
    return { of };
  }
  @Patch('products/:id')
  change(@Body() change: ProductChange, @RequiredIfMatch() revision: number) {
    return { change, revision };
  }
  @Post('fails')
  @HttpCode(200)
  fail() {
    throw new Error('SELECT secret FROM passwords');
  }
  @Get('refused')
  refuse() {
    throw new AppError('invalid', 'VALIDATION_FAILED', 'It is not that.', [{ pointer: '/sku', message: 'not that' }]);
  }
  @Get('away')
  away() {
    throw new AppError('unavailable', 'POSITION_NOT_REACHED', 'lag 5', [], 2.5);
  }
  @Get('late')
  late() {
    return new Promise((resolve) => setTimeout(() => resolve({}), 300));
  }
  @Get('context')
  context(@Prefer() preferences: Preferences) {
    const { principal, correlationId, traceparent, deadline } = callContext()!;
    return { principal, correlationId, traceparent, left: deadline - performance.now(), preferences };
  }
}

// Nest names what a decorator of ours gives at random: it may begin like the number that it has for bodies.
const given = { '3a__customRouteArgs__:0': { index: 0, factory: () => undefined, pipes: [] } };
Reflect.defineMetadata(ROUTE_ARGS_METADATA, given, Things, 'fail');

@Module({ controllers: [Things] })
class ThingsModule {}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & { errors?: unknown };
}

/** The REST edge, served once for a suite before handlers that do as little as they can. */
export function restEdge() {
  const { app, base, logged } = served(ThingsModule, { REQUEST_TIMEOUT: '20s' });

  async function call(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const reply = await fetch(base() + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: body as string }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: (text ? JSON.parse(text) : {}) as Answer['body'] };
  }
  const order = (body: string | Uint8Array, headers?: Record<string, string>) =>
    call('POST', '/v1/orders', body, headers);

  /** What a raw connection gets until it is closed. */
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      let got = '';
      const socket = connect(Number(new URL(base()).port), '127.0.0.1', () => socket.write(text));
      socket
        .on('data', (chunk) => (got += String(chunk)))
        .on('close', () => resolve(got))
        .on('error', reject);
    });

  return {
    app,
    base,
    logged,
    call,
    order,
    /** An order of one line, as JSON. */
    line: (json: string) => order(`{"lines":[${json}]}`),
    raw,
  };
}

/** The parts of a refusal that are promised. */
export const problem = (status: number, code: string) => ({
  status,
  body: { status, code, type: `/problems/${code.toLowerCase().replaceAll('_', '-')}` },
});
