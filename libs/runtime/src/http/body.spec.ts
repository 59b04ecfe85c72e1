import { gzipSync } from 'node:zlib';
import { problem, restEdge } from '../../../../test/rest-edge.js';

const { call, order } = restEdge();

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

  it.each([
    ['one document', '/v1/orders'],
    ['none', '/v1/fails'],
  ])('in lines is not taken where %s is wanted', async (_, path) => {
    const answer = await call('POST', path, '{}\n{}\n', { 'content-type': 'application/x-ndjson' });
    expect(answer).toMatchObject(problem(415, 'UNSUPPORTED_MEDIA_TYPE'));
    expect(answer.headers.get('accept-post')).toBe('application/json');
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
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
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
