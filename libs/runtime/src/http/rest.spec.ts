import { EventFeed } from '#ports';
import { until } from '../../../ports/contract/until.js';
import { problem, restEdge } from '../../../../test/rest-edge.js';

const { app, base, logged, call, raw } = restEdge();

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
    expect(answer).toMatch(/"traceId":"[\da-f]{32}"/);
  });

  it.each([
    ['without a host', '', 'HTTP/1.1 400 ', 'MALFORMED_REQUEST'],
    [
      'that expects what is not known',
      'Host: x\r\nExpect: 200-maybe\r\nConnection: close\r\n',
      'HTTP/1.1 404 ',
      'NOT_FOUND',
    ],
  ])('%s is answered like any other', async (_, header, status, code) => {
    const answer = await raw(`GET /v1/nowhere HTTP/1.1\r\n${header}\r\n`);
    expect(answer).toMatch(new RegExp(`^${status}`));
    expect(answer).toMatch(/Content-Type: application\/problem\+json/i);
    expect(answer).toMatch(/Request-Id: /i);
    expect(answer).toContain(`"code":"${code}"`);
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

  it('with a method that wants a body is told first that there is no such route', async () => {
    const answer = await call('QUERY', '/v1/orders');
    expect(answer).toMatchObject(problem(405, 'METHOD_NOT_ALLOWED'));
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await call('QUERY', '/healthz')).toMatchObject(problem(405, 'METHOD_NOT_ALLOWED'));
    expect(await call('QUERY', '/nope')).toMatchObject(problem(404, 'NOT_FOUND'));
    const headers = { 'content-type': 'text/plain' };
    expect(await call('POST', '/v1/nope', 'x', headers)).toMatchObject(problem(404, 'NOT_FOUND'));
  });

  it.each(['/docs//', '/docs/./x', '/docs/%00', '/docs/%2e%2e/x', '/docs/../openapi.json'])(
    'for %s, which is no page, is to nowhere',
    async (path) => {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      expect(answer).toContain('"code":"NOT_FOUND"');
    },
  );

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

  it.each([
    ['path', '/v1/orders/%zz'],
    ['query', '/v1/orders?sku=%zz'],
    ['query', '/v1/orders?sku=%C3%28'],
    ['query', '/v1/orders?sku=a&%ED%A0%80=b'],
  ])('whose %s is not encoded well is refused: %s', async (_, path) => {
    const answer = await call('GET', path);
    expect(answer).toMatchObject(problem(400, 'MALFORMED_REQUEST'));
    expect(answer.headers.get('request-id')).toBeTruthy();
    expect(answer.body['traceId']).toMatch(/^[\da-f]{32}$/);
  });

  it('that wants another format is told so', async () => {
    expect(await call('GET', '/v1/context', undefined, { accept: 'text/csv' })).toMatchObject(
      problem(406, 'NOT_ACCEPTABLE'),
    );
    expect(await call('GET', '/v1/context', undefined, { accept: 'text/csv, */*;q=0.1' })).toMatchObject({
      status: 200,
    });
  });

  it('for the head of a file gets that alone', async () => {
    const { status, headers } = await fetch(`${base()}/docs/swagger-ui.css`, { method: 'HEAD' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(Number(headers.get('content-length'))).toBeGreaterThan(1_000);
  });

  it.each([
    ['range', 'bytes=99999999-'],
    ['if-match', '"x"'],
  ])('for a file that cannot be given as %s wants is refused', async (header, value) => {
    const answer = await call('GET', '/docs/swagger-ui.css', undefined, { [header]: value });
    expect(answer).toMatchObject(problem(400, 'MALFORMED_REQUEST'));
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

describe('a refusal', () => {
  it('says of every mistake which refusal it is', async () => {
    const errors = [{ pointer: '/sku', code: 'VALIDATION_FAILED', message: 'not that' }];
    expect(await call('GET', '/v1/refused')).toMatchObject({ status: 400, body: { errors } });
  });
});

describe('what a route does not read', () => {
  it('is refused in a query', async () => {
    const answer = await call('GET', '/v1/stock/CUP?asOf=0');
    expect(answer).toMatchObject(problem(400, 'UNKNOWN_PARAMETER'));
    expect(answer.body.errors).toMatchObject([{ parameter: 'asOf' }]);
  });

  it('is refused in a body', async () => {
    const answer = await call('POST', '/v1/fails', '{"lines":[]}');
    expect(answer).toMatchObject(problem(400, 'UNKNOWN_FIELD'));
    expect(answer.body.errors).toMatchObject([{ pointer: '/lines' }]);
  });

  it('is refused of a write where it would be a condition', async () => {
    expect(await call('POST', '/v1/fails', '{}', { 'if-none-match': '*' })).toMatchObject({
      ...problem(400, 'VALIDATION_FAILED'),
      body: { errors: [{ header: 'If-None-Match' }] },
    });
  });

  it('is no matter outside /v1', async () => {
    expect(await call('GET', '/healthz?from=balancer')).toMatchObject({ status: 200 });
  });
});

describe('a fault', () => {
  it('is logged and told by its trace alone', async () => {
    const answer = await call('POST', '/v1/fails', '{}');
    expect(answer).toMatchObject(problem(500, 'INTERNAL'));
    expect(JSON.stringify(answer.body)).not.toMatch(/SELECT|\.ts|node_modules/);
    const entry = logged
      .map((each) => JSON.parse(each) as Record<string, string>)
      .find((each) => each['message']?.includes('SELECT'));
    expect(entry?.['traceId']).toBe(answer.body['traceId']);
    expect(answer.body['traceId']).toMatch(/^[\da-f]{32}$/);
  });
});

describe('a problem', () => {
  it('has a page for people and one for programs', async () => {
    expect((await call('GET', '/problems/json-too-deep')).body).toMatchObject({ code: 'JSON_TOO_DEEP' });
    const page = await fetch(`${base()}/problems/json-too-deep`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<h1>The body is nested too deep</h1>');
    expect(await call('GET', '/problems/none')).toMatchObject({ status: 404 });
    expect(await call('GET', '/problems/constructor')).toMatchObject({ status: 404 });
  });
});

describe('the process', () => {
  it('is ready and counts', async () => {
    expect(await call('GET', '/readyz')).toMatchObject({ status: 200, body: { ready: true, status: 'ready' } });
    await call('POST', '/v1/orders', '{');
    const text = await (await fetch(`${base()}/metrics`)).text();
    expect(text).toMatch(/daybook_http_request_seconds_count\{method="POST",route="\/v1\/orders",status="400"\} \d+/);
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('counts the records of its feed that were passed over', async () => {
    app().get(EventFeed).onPassedOver('order_summary', { reason: 'malformed' });
    const text = await (await fetch(`${base()}/metrics`)).text();
    expect(text).toContain('daybook_feed_passed_over_total{group="order_summary",reason="malformed"} 1');
  });

  it('counts a request once whose caller left before its answer', async () => {
    const counted = async () => {
      const text = await (await fetch(`${base()}/metrics`)).text();
      return /^daybook_http_request_seconds_count\{.*route="\/v1\/late".*\} .*$/m.exec(text)?.[0];
    };
    await expect(fetch(`${base()}/v1/late`, { signal: AbortSignal.timeout(100) })).rejects.toThrow('aborted');
    const left = 'daybook_http_request_seconds_count{method="GET",route="/v1/late",status="499"} 1';
    await until(async () => (await counted()) === left);
    // Nor once its answer was there.
    await call('GET', '/v1/late');
    expect(await counted()).toBe(left);
    const text = await (await fetch(`${base()}/metrics`)).text();
    expect(text).toContain('daybook_http_request_seconds_count{method="GET",route="/v1/late",status="200"} 1');
  });
});
