import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { story } from '../shop.js';

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly $ref?: string;
}
interface Operation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { readonly headers?: Readonly<Record<string, object>> }>>;
}
interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<'schemas' | 'parameters' | 'headers' | 'responses', Record<string, object>>>;
}

/** The document as it was last agreed to; with UPDATE_OPENAPI=1 it is written anew, to be read as a difference. */
const SNAPSHOT = 'test/e2e/openapi.snapshot.json';

/** What a document of OpenAPI 3.1 is, as https://spec.openapis.org says (with $ref for $dynamicRef, which Ajv lacks). */
const STANDARD = 'test/e2e/openapi-3.1.schema.json';

const formats = {
  'date-time': true,
  'uri-reference': true,
  'media-range': true,
  int64: true,
  double: true,
  uuid: true,
  email: true,
  uri: true,
  regex: true,
} as const;

export const openapi = story('Whoever writes a client', (shop) => {
  let api: OpenApi;
  const operations = () =>
    Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  beforeAll(async () => {
    api = (await shop.rest.get<OpenApi>('/openapi.json')).body;
  });

  it('reads OpenAPI 3.1', () => {
    expect(api.openapi).toMatch(/^3\.1\./);
    expect(api.info).toMatchObject({ title: 'Daybook' });
    expect(operations().length).toBeGreaterThan(40);
    const holds = new Ajv2020({ strict: false, formats }).compile(JSON.parse(readFileSync(STANDARD, 'utf8')) as object);
    holds(api);
    expect(holds.errors).toBeNull();
  });

  it('finds every operation under a name of its own', () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['PlaceOrder', 'GetOrder', 'ReceiveStock', 'CapturePayment']));
  });

  it('finds what every reference leads to, and every parameter of a path', () => {
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    const lost = references.filter(([, kind, name]) => !api.components[kind as 'schemas'][name!]);
    expect(lost.map(([reference]) => reference)).toEqual([]);
    for (const { path, operation } of operations()) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
      const given = (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name!);
      expect({ path, given: given.sort() }).toEqual({ path, given: wanted.sort() });
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
    }
  });

  it('finds schemas that a validator understands and that hold what is answered', async () => {
    const ajv = new Ajv2020({ strict: false, formats });
    ajv.addSchema(api, 'api');
    const schema = (name: string) => ajv.compile({ $ref: `api#/components/schemas/${name}` });
    for (const name of Object.keys(api.components.schemas)) schema(name);

    await shop.sells('FLUTE');
    const order = await shop.sold('FLUTE', 1);
    for (const [name, answer] of [
      ['Order', order],
      ['Stock', await shop.stockOf('FLUTE')],
      ['Payment', await shop.paymentOf(order)],
    ] as const) {
      const holds = schema(name);
      holds(answer);
      expect({ name, errors: holds.errors }).toEqual({ name, errors: null });
    }
    const newOrder = schema('NewOrder');
    expect(newOrder({ lines: [{ sku: 'FLUTE', quantity: 1 }] })).toBe(true);
    expect(newOrder({ lines: [{ sku: 'FLUTE', quantity: 0 }] })).toBe(false);
    expect(newOrder({ lines: [] })).toBe(false);
  });

  it('finds each header where it is taken and where it is given', async () => {
    const taken = (path: string, method: string) =>
      (api.paths[path]?.[method]?.parameters ?? [])
        .flatMap(({ $ref }) => ($ref ? [$ref.split('/').pop()!] : []))
        .sort();
    expect(taken('/v1/orders', 'post')).toEqual(['Idempotency-Key', 'Prefer']);
    expect(taken('/v1/orders/{id}', 'get')).toEqual(['Daybook-Min-Position', 'If-None-Match']);
    expect(taken('/v1/orders/{id}/cancel', 'post')).toEqual(['Idempotency-Key', 'If-Match']);
    expect(taken('/v1/products/{id}', 'patch')).toEqual(['Idempotency-Key', 'If-Match-required']);
    expect(taken('/v1/admin/imports', 'post')).toEqual([]);

    await shop.sells('OBOE');
    const place = () =>
      shop.rest.post<{ id: string }>(
        '/v1/orders',
        { lines: [{ sku: 'OBOE', quantity: 1 }] },
        { 'idempotency-key': 'oboe', prefer: 'wait=5' },
      );
    await place();
    const placed = await place();
    const read = await shop.rest.get(`/v1/orders/${placed.body.id}`);
    const documented = (path: string, method: string, status: number) =>
      Object.keys(api.paths[path]?.[method]?.responses[status]?.headers ?? {}).sort();
    const given = ({ headers }: { headers: Headers }) =>
      Object.keys(api.components.headers)
        .filter((name) => headers.has(name))
        .sort();
    expect(given(placed)).toEqual(documented('/v1/orders', 'post', 201));
    expect(given(read)).toEqual(documented('/v1/orders/{id}', 'get', 200));
    const begun = await shop.rest.post('/v1/admin/audit', {}, { 'idempotency-key': 'looked through' });
    const again = await shop.rest.post('/v1/admin/audit', {}, { 'idempotency-key': 'looked through' });
    expect(again.body).toEqual(begun.body);
    expect(given(again)).toEqual(documented('/v1/admin/audit', 'post', 202));
  });

  it('finds what a refusal is', async () => {
    const holds = new Ajv2020({ strict: false, formats })
      .addSchema(api, 'api')
      .compile({ $ref: 'api#/components/schemas/Problem', unevaluatedProperties: false });
    holds((await shop.rest.post('/v1/orders', { lines: [] })).body);
    expect(holds.errors).toBeNull();
    for (const { operation } of operations()) {
      expect(operation.responses['default']).toEqual({ $ref: '#/components/responses/Problem' });
    }
  });

  it('sees that nothing has changed since the document that is kept', () => {
    const now = `${JSON.stringify(api, null, 2)}\n`;
    if (process.env['UPDATE_OPENAPI']) writeFileSync(SNAPSHOT, now);
    expect(now).toBe(readFileSync(SNAPSHOT, 'utf8'));
  });

  it('reads the documentation as a page', async () => {
    const page = await fetch(shop.url);
    expect(page.url).toBe(`${shop.url}/docs`);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('swagger-ui');
    for (const [, source] of html.matchAll(/(?:src|href)="(\.[^"]+)"/g)) {
      const part = await fetch(new URL(source!, `${shop.url}/docs`));
      expect({ source, status: part.status }).toEqual({ source, status: 200 });
      expect((await part.arrayBuffer()).byteLength).toBeGreaterThan(0);
    }
  });

  it('reads what each problem means', async () => {
    const missing = await shop.rest.get<{ type: string }>('/v1/orders/0192f1c0-0000-7000-8000-000000000000');
    const page = await fetch(shop.url + missing.body.type, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await page.text()).toContain('NOT_FOUND');
    expect(await shop.rest.get(missing.body.type)).toMatchObject({ body: { code: 'NOT_FOUND' } });
    const all = await shop.rest.get<readonly { code: string }[]>('/problems');
    expect(all.body).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'STOCK_UNAVAILABLE' })]));
  });
});
