import { problem, restEdge } from '../../../../test/rest-edge.js';
import { queryOf, uuid } from './query.js';

const { call, order, line } = restEdge();

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

  it('null is absent, save for the fields of a patch and free data', async () => {
    const { body } = await order('{"lines":[{"sku":"A","quantity":1}],"customerId":null,"metadata":{"a":null}}');
    expect(body).toEqual({ lines: [{ sku: 'A', quantity: 1 }], metadata: { a: null } });
    const price = { amount: 1, currency: 'GBP' };
    const change = { description: null, attributes: { a: null }, variants: [{ sku: 'A', price, options: null }] };
    const patch = await call('PATCH', '/v1/products/1', JSON.stringify(change), {
      'content-type': 'application/merge-patch+json',
      'if-match': '"3"',
    });
    expect(patch.body).toEqual({ change: { ...change, variants: [{ sku: 'A', price }] }, revision: 3 });
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

  it('has ids in lower case, as they are written', () => {
    const order = '0192f1c0-0000-7000-8000-00000000abcd';
    expect(queryOf({ order: uuid }).parse({ order: order.toUpperCase() })).toEqual({ order });
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
