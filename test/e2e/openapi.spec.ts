import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { story } from './shop.js';

interface Operation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, object>>;
}
interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** The document as it was last agreed to; with UPDATE_OPENAPI=1 it is written anew, to be read as a difference. */
const SNAPSHOT = 'test/e2e/openapi.snapshot.json';

story('Whoever writes a client', (shop) => {
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
  });

  it('finds every operation under a name of its own', () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['PlaceOrder', 'GetOrder', 'ReceiveStock', 'CapturePayment']));
  });

  it('finds what every reference leads to, and every parameter of a path', () => {
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((name) => !(name in api.components.schemas))).toEqual([]);
    for (const { path, operation } of operations()) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
      const given = (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
      expect({ path, given: given.sort() }).toEqual({ path, given: wanted.sort() });
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
    }
  });

  it('finds schemas that a validator understands and that hold what is answered', async () => {
    const ajv = new Ajv2020({
      strict: false,
      formats: { 'date-time': true, int64: true, double: true, uuid: true, email: true },
    });
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

  it('sees that nothing has changed since the document that is kept', () => {
    const now = `${JSON.stringify(api, null, 2)}\n`;
    if (process.env['UPDATE_OPENAPI']) writeFileSync(SNAPSHOT, now);
    expect(now).toBe(readFileSync(SNAPSHOT, 'utf8'));
  });

  it('reads the documentation as a page', async () => {
    const page = await fetch(`${shop.url}/docs`);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('swagger-ui');
    for (const [, source] of html.matchAll(/(?:src|href)="(\.[^"]+)"/g)) {
      expect({ source, status: (await fetch(new URL(source!, `${shop.url}/docs`))).status }).toEqual({
        source,
        status: 200,
      });
    }
  });

  it('reads what each problem means', async () => {
    const missing = await shop.rest.get<{ type: string }>('/v1/orders/0192f1c0-0000-7000-8000-000000000000');
    const page = await fetch(shop.url + missing.body.type, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await page.text()).toContain('NOT_FOUND');
    expect(await shop.rest.get(missing.body.type)).toMatchObject({ body: { code: 'NOT_FOUND' } });
  });
});
