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
const quantity = (json: string) => line(`{"sku":"BEAKER","quantity":${json}}`);
const sku = (json: string) => line(`{"sku":${json},"quantity":1}`);
const gzip = { 'content-encoding': 'gzip' };

const malformed = problem(400, 'MALFORMED_JSON');
const notValid = (pointer: string) => problem(400, 'VALIDATION_FAILED', { pointer });
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

export const types: readonly BadRequest[] = [
  bad('I019', 'quantity -1', quantity('-1'), notValid('/lines/0/quantity')),
  bad('I020', 'quantity 1.5', quantity('1.5'), notValid('/lines/0/quantity')),
  bad('I021', 'quantity 1e400', quantity('1e400'), notValid('/lines/0/quantity')),
  bad('I022', 'quantity 9007199254740993', quantity('9007199254740993'), notValid('/lines/0/quantity')),
  bad('I023', 'quantity "1"', quantity('"1"'), notValid('/lines/0/quantity')),
  bad('I024', 'quantity "0x10"', quantity('"0x10"'), notValid('/lines/0/quantity')),
  bad('I025', 'quantity null', quantity('null'), notValid('/lines/0/quantity')),
  ...['[]', '{}', '[5]'].map((json) => bad('I026', `quantity ${json}`, quantity(json), notValid('/lines/0/quantity'))),
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
    'currency XXX',
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

export const queries: readonly BadRequest[] = [
  bad('I034', 'size=abc', got('/v1/products?size=abc'), notValidParameter('size')),
  bad('I035', 'size=101', got('/v1/products?size=101'), notValidParameter('size')),
  bad('I036', 'size=1e2', got('/v1/products?size=1e2'), notValidParameter('size')),
  bad('I037', 'size twice', got('/v1/products?size=10&size=20'), notValidParameter('size')),
  ...['limit[a]=1', 'q[$ne]=1'].map((query) =>
    bad(
      'I038',
      query,
      got(`/v1/products?${query}`),
      problem(400, 'UNKNOWN_PARAMETER', { parameter: query.split('=')[0]! }),
    ),
  ),
  bad('I039', 'sort=password', got('/v1/products?sort=password'), notValidParameter('sort')),
  bad('I039', 'sort=price;DROP', got('/v1/products?sort=price;DROP'), notValidParameter('sort')),
  bad('I040', 'page=1000000&size=100', got('/v1/products?page=1000000&size=100'), notValidParameter('page')),
  ...['script', 'fields'].map((parameter) =>
    bad(
      'I041',
      `the filter ${parameter}`,
      got(`/v1/products?${parameter}=1`),
      problem(400, 'UNKNOWN_PARAMETER', { parameter }),
    ),
  ),
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
