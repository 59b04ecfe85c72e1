import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Body, Controller, Get, HttpCode, Module, Patch, Post, Query, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { NewOrder, OrderStatus, ProductChange } from '#contracts';
import { AppError, callContext } from '#ports';
import { start } from '../run.js';
import { enumOf, listAnswer, listQuery, money, sku } from '../validation/query.js';
import { answerRead } from './answers.js';
import { Id, MinPosition, Prefer, RequiredIfMatch, Sku, type Preferences } from './headers.js';

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
  @Get('away')
  away() {
    throw new AppError('unavailable', 'POSITION_NOT_REACHED', 'lag 5', [], 2.5);
  }
  @Get('context')
  context(@Prefer() preferences: Preferences) {
    const { principal, correlationId, traceparent, deadline } = callContext()!;
    return { principal, correlationId, traceparent, left: deadline - performance.now(), preferences };
  }
}

@Module({ controllers: [Things] })
class ThingsModule {}

let app: NestFastifyApplication;
let base: string;
const dataDir = mkdtempSync(join(tmpdir(), 'daybook-'));
const lines: string[] = [];

beforeAll(async () => {
  const env = {
    PORT: '0',
    GRPC_PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    LOG_FORMAT: 'json',
    REQUEST_TIMEOUT: '20s',
  };
  app = await start({ modules: [ThingsModule], http: true, env, log: { write: (line) => void lines.push(line) } });
  base = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  rmSync(dataDir, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & { errors?: unknown };
}

async function call(
  method: string,
  path: string,
  body?: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const reply = await fetch(base + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: body as string }),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, body: (text ? JSON.parse(text) : {}) as Answer['body'] };
}
const order = (body: string | Uint8Array, headers?: Record<string, string>) =>
  call('POST', '/v1/orders', body, headers);
const line = (json: string) => order(`{"lines":[${json}]}`);

/** What a raw connection gets until it is closed. */
const raw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    let got = '';
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(text));
    socket
      .on('data', (chunk) => (got += String(chunk)))
      .on('close', () => resolve(got))
      .on('error', reject);
  });

const problem = (status: number, code: string) => ({
  status,
  body: { status, code, type: `/problems/${code.toLowerCase().replaceAll('_', '-')}` },
});

describe('a body', () => {
  it.each([
    ['truncated', '{"lines":['],
    ['null', 'null'],
    ['a string', '"x"'],
    ['a number', '5'],
    ['a list', '[]'],
    ['with a byte order mark', '\ufeff{"lines":[]}'],
    ['with a key twice', '{"lines":[],"lines":[]}'],
    ['with a key twice, once escaped', '{"lines":[],"l\\u0069nes":[]}'],
    ['with an open string', '{"lines'],
  ])('%s is malformed', async (_, body) => {
    expect(await order(body)).toMatchObject(problem(400, 'MALFORMED_JSON'));
  });

  it('that is not UTF-8 is malformed', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect(await order(bytes)).toMatchObject(problem(400, 'MALFORMED_JSON'));
  });

  it.each([5_000, 33])('nested %i deep is refused', async (depth) => {
    expect(await order('['.repeat(depth))).toMatchObject(problem(400, 'JSON_TOO_DEEP'));
  });

  it('may be nested 32 deep', async () => {
    const metadata = '{"a":'.repeat(31) + '1' + '}'.repeat(31);
    expect(await order(`{"lines":[{"sku":"A","quantity":1}],"metadata":${metadata}}`)).toMatchObject({ status: 201 });
  });

  it.each(['text/plain', 'application/xml', 'application/merge-patch+json'])(
    'of type %s is not taken',
    async (type) => {
      const answer = await order('{}', { 'content-type': type });
      expect(answer).toMatchObject(problem(415, 'UNSUPPORTED_MEDIA_TYPE'));
      expect(answer.headers.get('accept-post')).toBe('application/json');
    },
  );

  it('in lines is not taken where one document is wanted', async () => {
    const answer = await order('{}\n{}\n', { 'content-type': 'application/x-ndjson' });
    expect(answer).toMatchObject(problem(415, 'UNSUPPORTED_MEDIA_TYPE'));
  });

  it('in another character set is not taken', async () => {
    const answer = await order('{}', { 'content-type': 'application/json; charset=utf-7' });
    expect(answer).toMatchObject(problem(415, 'UNSUPPORTED_CHARSET'));
  });

  it('may be gzip', async () => {
    const body = gzipSync('{"lines":[{"sku":"A","quantity":1}]}');
    expect(await order(body, { 'content-encoding': 'gzip' })).toMatchObject({ status: 201 });
  });

  it.each([
    ['garbage', Buffer.from('no gzip at all')],
    ['cut off', gzipSync('{"lines":[{"sku":"A","quantity":1}]}').subarray(0, 30)],
  ])('that is said to be gzip and is %s is refused', async (_, body) => {
    expect(await order(body, { 'content-encoding': 'gzip' })).toMatchObject(problem(400, 'BAD_CONTENT_ENCODING'));
  });

  it('that inflates beyond the cap is refused before it has done so', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    expect(await order(bomb, { 'content-encoding': 'gzip' })).toMatchObject(problem(413, 'PAYLOAD_TOO_LARGE'));
    expect(process.memoryUsage().rss - before).toBeLessThan(16 * 1024 * 1024);
  });

  it('compressed otherwise is not taken', async () => {
    expect(await order('{}', { 'content-encoding': 'br' })).toMatchObject(problem(415, 'UNSUPPORTED_ENCODING'));
  });

  it('has a cap', async () => {
    const filled = (size: number) => '{"lines":[],"x":""}'.replace('""', `"${'x'.repeat(size - 19)}"`);
    expect(await order(filled(1024 * 1024 + 1))).toMatchObject(problem(413, 'PAYLOAD_TOO_LARGE'));
    expect(await order(filled(1024 * 1024))).toMatchObject({ status: 400 });
  });

  it('may be missing where nothing in it is required', async () => {
    expect(await order('')).toMatchObject({
      ...problem(400, 'VALIDATION_FAILED'),
      body: { errors: [{ pointer: '/lines' }] },
    });
  });
});

describe('a request', () => {
  it.each([
    ['with two ways to tell its length', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['with two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
    ['with a header of 20 kB', `X-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s is refused and closed', async (_, rest, status) => {
    const answer = await raw(`POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/Content-Type: application\/problem\+json/i);
    expect(answer).toMatch(/Request-Id: /i);
  });

  it('with an address of 10 kB is refused', async () => {
    expect(await call('GET', `/v1/orders?x=${'y'.repeat(10_000)}`)).toMatchObject(problem(414, 'URI_TOO_LONG'));
  });

  it('with another method than the path has is told which there are', async () => {
    const answer = await call('DELETE', '/v1/fails');
    expect(answer).toMatchObject(problem(405, 'METHOD_NOT_ALLOWED'));
    expect(answer.headers.get('allow')).toBe('POST');
    expect((await call('DELETE', '/v1/products/1')).headers.get('allow')).toBe('PATCH');
  });

  it('to nowhere is answered without an echo', async () => {
    const answer = await call('GET', '/v1/<script>alert(1)</script>');
    expect(answer).toMatchObject(problem(404, 'NOT_FOUND'));
    expect(JSON.stringify(answer.body)).not.toContain('script');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(['/v1/orders/..%2f..%2fetc%2fpasswd', '/v1/orders/5'])('for %s names the id', async (path) => {
    const answer = await call('GET', path);
    expect(answer).toMatchObject({ ...problem(400, 'VALIDATION_FAILED'), body: { errors: [{ pointer: '/id' }] } });
  });

  it('whose path is not encoded well is refused', async () => {
    const answer = await call('GET', '/v1/orders/%zz');
    expect(answer).toMatchObject(problem(400, 'MALFORMED_REQUEST'));
    expect(answer.headers.get('request-id')).toBeTruthy();
  });

  it('that wants another format is told so', async () => {
    expect(await call('GET', '/v1/context', undefined, { accept: 'text/csv' })).toMatchObject(
      problem(406, 'NOT_ACCEPTABLE'),
    );
    expect(await call('GET', '/v1/context', undefined, { accept: 'text/csv, */*;q=0.1' })).toMatchObject({
      status: 200,
    });
  });

  it('keeps its name, or gets one', async () => {
    const named = (id: string) => call('GET', '/healthz', undefined, { 'request-id': id });
    expect((await named('abc-1')).headers.get('request-id')).toBe('abc-1');
    expect((await named('a b<')).headers.get('request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('has a context that its trace goes on in', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { body } = await call('GET', '/v1/context', undefined, { traceparent, prefer: 'wait=5, respond-async' });
    expect(body).toMatchObject({ principal: 'anonymous', traceparent, preferences: { wait: 5, respondAsync: true } });
    expect(body['correlationId']).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
    expect(body['left']).toBeGreaterThan(20_000);
    expect(body['left']).toBeLessThan(25_001);
  });
});

describe('a value', () => {
  it.each(['-1', '1.5', '1e400', '9007199254740993', '"1"', '"0x10"', 'null', '[]', '{}', '[5]', 'true', '1000001'])(
    'quantity %s is not valid',
    async (quantity) => {
      expect(await line(`{"sku":"A","quantity":${quantity}}`)).toMatchObject({
        ...problem(400, 'VALIDATION_FAILED'),
        body: { errors: [{ pointer: '/lines/0/quantity' }] },
      });
    },
  );

  it.each(['"A\\u0000"', '"\\ud800"', '"\\u202eA"', `"${'x'.repeat(300)}"`, '"  "', '" A"', '""', '5', 'null'])(
    'sku %s is not valid',
    async (text) => {
      expect(await line(`{"sku":${text},"quantity":1}`)).toMatchObject({
        ...problem(400, 'VALIDATION_FAILED'),
        body: { errors: [{ pointer: '/lines/0/sku' }] },
      });
    },
  );

  it.each(['Tasse blau/2', 'カップ', 'x'.repeat(64), '😀'])('sku %s is valid', async (text) => {
    expect(await line(JSON.stringify({ sku: text, quantity: 1 }))).toMatchObject({ status: 201 });
  });

  it.each(['{"0":{"sku":"A","quantity":1},"length":1}', '[]', 'null', '"x"'])('lines %s is not valid', async (text) => {
    expect(await order(`{"lines":${text}}`)).toMatchObject({
      ...problem(400, 'VALIDATION_FAILED'),
      body: { errors: [{ pointer: '/lines' }] },
    });
  });

  it('2,001 lines are too many', async () => {
    expect(await line(Array(2_001).fill('{"sku":"A","quantity":1}').join())).toMatchObject(
      problem(400, 'VALIDATION_FAILED'),
    );
  });

  it('that is not known is named', async () => {
    expect(await line('{"sku":"A","quantity":1,"price":5}')).toMatchObject({
      ...problem(400, 'UNKNOWN_FIELD'),
      body: { errors: [{ pointer: '/lines/0/price', code: 'UNKNOWN_FIELD' }] },
    });
  });

  it.each([
    ['__proto__', '{"lines":[{"sku":"A","quantity":1}],"__proto__":{"admin":true}}', '/__proto__'],
    ['constructor', '{"lines":[{"sku":"A","quantity":1}],"constructor":{"prototype":{"admin":true}}}', '/constructor'],
    [
      '__proto__ in free data',
      '{"lines":[{"sku":"A","quantity":1}],"metadata":{"a":{"__proto__":1}}}',
      '/metadata/a/__proto__',
    ],
  ])('%s is not known', async (_, body, pointer) => {
    expect(await order(body)).toMatchObject({ ...problem(400, 'UNKNOWN_FIELD'), body: { errors: [{ pointer }] } });
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it('unknown beside a wrong one is a wrong one', async () => {
    expect(await line('{"sku":"A","quantity":0,"price":5}')).toMatchObject(problem(400, 'VALIDATION_FAILED'));
  });

  it.each(['"XXX"', '"gbp"', '"EU"'])('currency %s is not valid', async (currency) => {
    expect(
      await order(`{"lines":[{"sku":"A","quantity":1}],"shipping":{"amount":1,"currency":${currency}}}`),
    ).toMatchObject({
      ...problem(400, 'VALIDATION_FAILED'),
      body: { errors: [{ pointer: '/shipping/currency' }] },
    });
  });

  it('null is absent, save in a patch', async () => {
    const { body } = await order('{"lines":[{"sku":"A","quantity":1}],"customerId":null,"metadata":{"a":null}}');
    expect(body).toEqual({ lines: [{ sku: 'A', quantity: 1 }], metadata: { a: null } });
    const patch = await call('PATCH', '/v1/products/1', '{"description":null}', {
      'content-type': 'application/merge-patch+json',
      'if-match': '"3"',
    });
    expect(patch.body).toEqual({ change: { description: null }, revision: 3 });
  });
});

describe('a query', () => {
  it.each([
    ['size=abc', 'size'],
    ['size=101', 'size'],
    ['size=0', 'size'],
    ['size=1e2', 'size'],
    ['size=10&size=20', 'size'],
    ['sort=password', 'sort'],
    ['sort=price;DROP', 'sort'],
    ['page=1000000&size=100', 'page'],
    ['page=101&size=100', 'page'],
    ['page=2&cursor=x', 'cursor'],
    ['status=unspecified', 'status'],
    ['minTotal=1.5', 'minTotal'],
    ['sku=%00', 'sku'],
  ])('%s is not valid', async (query, parameter) => {
    expect(await call('GET', `/v1/orders?${query}`)).toMatchObject({
      ...problem(400, 'VALIDATION_FAILED'),
      body: { errors: [{ parameter }] },
    });
  });

  it.each([
    ['limit[a]=1', 'limit[a]'],
    ['q[$ne]=1', 'q[$ne]'],
    ['script=1', 'script'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
  ])('%s is not known', async (query, parameter) => {
    expect(await call('GET', `/v1/orders?${query}`)).toMatchObject({
      ...problem(400, 'UNKNOWN_PARAMETER'),
      body: { errors: [{ parameter }] },
    });
  });

  it('is read with its defaults', async () => {
    expect((await call('GET', '/v1/orders')).body).toMatchObject({
      query: { size: 20, page: 1 },
      items: [],
      totalCount: 41,
      totalPages: 3,
      page: 1,
      size: 20,
      hasMore: true,
      nextCursor: 'next',
    });
    expect((await call('GET', '/v1/orders?page=3&sort=-total&status=placed&minTotal=5')).body).toMatchObject({
      query: { page: 3, sort: '-total', status: 'placed', minTotal: 5 },
      hasMore: false,
    });
  });

  it('fills OpenAPI', async () => {
    const { body } = await call('GET', '/openapi.json');
    const paths = body['paths'] as Record<
      string,
      Record<string, { operationId: string; parameters: { name: string }[] }>
    >;
    expect(paths['/v1/orders']?.['get']?.operationId).toBe('List');
    expect(paths['/v1/orders']?.['get']?.parameters.map(({ name }) => name).sort()).toEqual([
      'cursor',
      'minTotal',
      'page',
      'size',
      'sku',
      'sort',
      'status',
    ]);
  });
});

describe('a header', () => {
  const id = '0192f1c0-0000-7000-8000-000000000000';
  const get = (headers: Record<string, string>) => call('GET', `/v1/orders/${id}`, undefined, headers);

  it('If-None-Match spares what is known', async () => {
    expect((await get({})).headers.get('etag')).toBe('"7"');
    expect(await get({ 'if-none-match': '"6", W/"7"' })).toMatchObject({ status: 304, body: {} });
    expect(await get({ 'if-none-match': '"6"' })).toMatchObject({ status: 200 });
  });

  it('If-Match is needed where it is', async () => {
    expect(await call('PATCH', '/v1/products/1', '{}')).toMatchObject(problem(428, 'PRECONDITION_REQUIRED'));
    expect(await call('PATCH', '/v1/products/1', '{}', { 'if-match': 'seven' })).toMatchObject({
      ...problem(400, 'VALIDATION_FAILED'),
      body: { errors: [{ header: 'If-Match' }] },
    });
  });

  it('Daybook-Min-Position is handed on', async () => {
    expect((await get({ 'daybook-min-position': 'a.7' })).body).toMatchObject({ minPosition: 'a.7' });
  });

  it('Retry-After is in whole seconds', async () => {
    const answer = await call('GET', '/v1/away');
    expect(answer).toMatchObject(problem(503, 'POSITION_NOT_REACHED'));
    expect(answer.headers.get('retry-after')).toBe('3');
  });
});

describe('a fault', () => {
  it('is logged and told by its trace alone', async () => {
    const answer = await call('POST', '/v1/fails', '{}');
    expect(answer).toMatchObject(problem(500, 'INTERNAL'));
    expect(JSON.stringify(answer.body)).not.toMatch(/SELECT|\.ts|node_modules/);
    const entry = lines
      .map((each) => JSON.parse(each) as Record<string, string>)
      .find((each) => each['msg']?.includes('SELECT'));
    expect(entry?.['traceId']).toBe(answer.body['traceId']);
    expect(answer.body['traceId']).toMatch(/^[\da-f]{32}$/);
  });
});

describe('a problem', () => {
  it('has a page for people and one for programs', async () => {
    expect((await call('GET', '/problems/json-too-deep')).body).toMatchObject({ code: 'JSON_TOO_DEEP' });
    const page = await fetch(`${base}/problems/json-too-deep`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<h1>The body is nested too deep</h1>');
    expect(await call('GET', '/problems/none')).toMatchObject({ status: 404 });
    expect(await call('GET', '/problems/constructor')).toMatchObject({ status: 404 });
  });
});

describe('the process', () => {
  it('is ready and counts', async () => {
    expect(await call('GET', '/readyz')).toMatchObject({ status: 200, body: { ready: true, status: 'ready' } });
    const text = await (await fetch(`${base}/metrics`)).text();
    expect(text).toMatch(/daybook_http_request_seconds_count\{method="POST",route="\/v1\/orders",status="400"\} \d+/);
    expect(text).toContain('process_cpu_seconds_total');
  });
});
