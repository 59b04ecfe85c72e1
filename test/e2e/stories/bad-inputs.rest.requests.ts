import { gzipSync } from 'node:zlib';
import { problem, type Answer, type Problem, type Rest } from '../rest.js';

/** Something sent over REST that is not as it should be, and what is answered. */
export interface BadRequest {
  /** Its number in the list of bad inputs. */
  readonly id: string;
  readonly input: string;
  readonly send: (to: Rest) => Promise<Answer<Problem>>;
  readonly answer: object;
  /** Headers that the answer carries. */
  readonly headers?: Readonly<Record<string, string>>;
}

const bad = (
  id: string,
  input: string,
  send: BadRequest['send'],
  answer: object,
  headers: BadRequest['headers'] = {},
): BadRequest => ({ id, input, send, answer, headers });

const posted =
  (body: string | Uint8Array, headers: Record<string, string> = {}): BadRequest['send'] =>
  (to) =>
    to.send('POST', '/v1/orders', body, { 'content-type': 'application/json', ...headers });
const got =
  (path: string, headers: Record<string, string> = {}): BadRequest['send'] =>
  (to) =>
    to.get(path, headers);
const line = (json: string) => posted(`{"lines":[${json}]}`);
const sku = (json: string) => line(`{"sku":${json},"quantity":1}`);
const gzip = { 'content-encoding': 'gzip' };

const malformed = problem(400, 'MALFORMED_JSON');
const notValid = (pointer: string) => problem(400, 'VALIDATION_FAILED', { pointer });
const unknownParameter = (parameter: string) => problem(400, 'UNKNOWN_PARAMETER', { parameter });
const notValidParameter = (parameter: string) => problem(400, 'VALIDATION_FAILED', { parameter });
const unknown = (pointer: string) => problem(400, 'UNKNOWN_FIELD', { pointer });
const MEBIBYTE = 1024 * 1024;

export const framing: readonly BadRequest[] = [
  bad('I001', 'truncated JSON', posted('{"lines":['), malformed),
  ...['null', '"x"', '5'].map((body) => bad('I002', `the body ${body}`, posted(body), malformed)),
  bad('I003', '5,000 nested [', posted('['.repeat(5_000)), problem(400, 'JSON_TOO_DEEP')),
  bad('I004', 'the bytes c3 28, no UTF-8', posted(Buffer.from([0x22, 0xc3, 0x28, 0x22])), malformed),
  bad('I005', 'a byte order mark before {', posted('\ufeff{"lines":[{"sku":"BEAKER","quantity":1}]}'), malformed),
  ...['text/plain', 'application/xml'].map((type) =>
    bad(
      'I006',
      `Content-Type ${type}`,
      posted('{"lines":[]}', { 'content-type': type }),
      problem(415, 'UNSUPPORTED_MEDIA_TYPE'),
      { 'accept-post': 'application/json' },
    ),
  ),
  bad(
    'I007',
    'charset=utf-7',
    posted('{"lines":[]}', { 'content-type': 'application/json; charset=utf-7' }),
    problem(415, 'UNSUPPORTED_CHARSET'),
  ),
  bad('I008', 'garbage as gzip', posted(Buffer.from('no gzip'), gzip), problem(400, 'BAD_CONTENT_ENCODING')),
  bad(
    'I010',
    'a body one byte over 1 MiB',
    posted(`{"lines":[],"x":"${'x'.repeat(MEBIBYTE + 1 - 19)}"}`),
    problem(413, 'PAYLOAD_TOO_LARGE'),
  ),
  bad('I014', 'a query of 10 kB', got(`/v1/orders?x=${'y'.repeat(10_000)}`), problem(414, 'URI_TOO_LONG')),
  bad(
    'I015',
    'DELETE on a path that has POST only',
    (to) => to.delete('/v1/stock/BEAKER/receipts'),
    problem(405, 'METHOD_NOT_ALLOWED'),
    { allow: 'POST' },
  ),
  bad('I016', 'an unknown path', got('/v1/<script>alert(1)</script>'), problem(404, 'NOT_FOUND')),
  bad('I017', 'a path as an id', got('/v1/orders/..%2f..%2fetc%2fpasswd'), notValid('/id')),
  bad('I018', 'Accept: text/csv only', got('/v1/orders', { accept: 'text/csv' }), problem(406, 'NOT_ACCEPTABLE')),
];

/** Signs of our inside in an answer: a frame of a stack, a path, a statement. */
export const INSIDE = /\bat .+:\d+:\d+|\/[\w.-]+\.(ts|js|sqlite)\b|node_modules|SELECT |INSERT |SQLITE/;

/** A small body that inflates to so many MiB. */
export const gzipBomb = (mebibytes: number): BadRequest['send'] => {
  const member = gzipSync(Buffer.alloc(MEBIBYTE, ' '));
  return posted(Buffer.concat(Array<Buffer>(mebibytes).fill(member)), gzip);
};

const badQuantity = (id: string, json: string) =>
  bad(id, `quantity ${json}`, line(`{"sku":"BEAKER","quantity":${json}}`), notValid('/lines/0/quantity'));

export const types: readonly BadRequest[] = [
  badQuantity('I019', '-1'),
  badQuantity('I020', '1.5'),
  badQuantity('I021', '1e400'),
  badQuantity('I022', '9007199254740993'),
  badQuantity('I023', '"1"'),
  badQuantity('I024', '"0x10"'),
  badQuantity('I025', 'null'),
  ...['[]', '{}', '[5]'].map((json) => badQuantity('I026', json)),
  bad(
    'I027',
    'lines as an object with a length',
    posted('{"lines":{"0":{"sku":"BEAKER","quantity":1},"length":1}}'),
    notValid('/lines'),
  ),
  bad('I028', 'no lines', posted('{"lines":[]}'), notValid('/lines')),
  bad('I028', '2,001 lines', line(Array(2_001).fill('{"sku":"BEAKER","quantity":1}').join()), notValid('/lines')),
  bad(
    'I029',
    'a wrong value in a list of a list',
    (to) =>
      to.send(
        'POST',
        '/v1/orders',
        '{"lines":[{"sku":"BEAKER","quantity":1}],"taxes":[{"line":-5,"amount":{"amount":1,"currency":"GBP"}}]}',
        { 'content-type': 'application/json' },
      ),
    notValid('/taxes/0/line'),
  ),
  ...[
    ['with NUL', '"A\\u0000"'],
    ['with half a surrogate pair', '"\\ud800"'],
    ['that turns the writing direction', '"\\u202eA"'],
    ['of 300 characters', `"${'x'.repeat(300)}"`],
    ['of blanks', '"  "'],
  ].map(([what, json]) => bad('I030', `a SKU ${what}`, sku(json!), notValid('/lines/0/sku'))),
  ...['price', 'total', 'unitPrice', 'discount'].map((field) =>
    bad(
      'I031',
      `${field} sent by the buyer`,
      line(`{"sku":"BEAKER","quantity":1,"${field}":1}`),
      unknown(`/lines/0/${field}`),
    ),
  ),
  bad(
    'I032',
    '__proto__',
    posted('{"lines":[{"sku":"BEAKER","quantity":1}],"__proto__":{"admin":true}}'),
    unknown('/__proto__'),
  ),
  bad(
    'I032',
    'constructor.prototype',
    posted('{"lines":[{"sku":"BEAKER","quantity":1}],"constructor":{"prototype":{"admin":true}}}'),
    unknown('/constructor'),
  ),
  bad(
    'I033',
    'XXX, the code of ISO 4217 for no currency',
    posted('{"lines":[{"sku":"BEAKER","quantity":1}],"shipping":{"amount":1,"currency":"XXX"}}'),
    notValid('/shipping/currency'),
  ),
  bad(
    'I033',
    'a fraction of a penny',
    posted('{"lines":[{"sku":"BEAKER","quantity":1}],"shipping":{"amount":12.5,"currency":"GBP"}}'),
    notValid('/shipping/amount'),
  ),
];

/** Asked of the list of products. */
const query = (id: string, text: string, answer: object) => bad(id, text, got(`/v1/products?${text}`), answer);

export const queries: readonly BadRequest[] = [
  query('I034', 'size=abc', notValidParameter('size')),
  query('I035', 'size=101', notValidParameter('size')),
  query('I036', 'size=1e2', notValidParameter('size')),
  query('I037', 'size=10&size=20', notValidParameter('size')),
  query('I038', 'limit[a]=1', unknownParameter('limit[a]')),
  query('I038', 'q[$ne]=1', unknownParameter('q[$ne]')),
  query('I039', 'sort=password', notValidParameter('sort')),
  query('I039', 'sort=price;DROP', notValidParameter('sort')),
  query('I040', 'page=1000000&size=100', notValidParameter('page')),
  query('I041', 'script=1', unknownParameter('script')),
  query('I041', 'fields=1', unknownParameter('fields')),
];

const restocked = (headers: Record<string, string>) => (to: Rest) =>
  to.post<Problem>('/v1/stock/BEAKER/receipts', { quantity: 1 }, headers);

export const keys: readonly BadRequest[] = [
  ['empty', ''],
  ['of 256 characters', 'x'.repeat(256)],
  ['with a control byte', 'a\tb'],
].map(([what, key]) =>
  bad(
    'I051',
    `an Idempotency-Key ${what}`,
    restocked({ 'idempotency-key': key! }),
    problem(400, 'VALIDATION_FAILED', { header: 'Idempotency-Key' }),
  ),
);
