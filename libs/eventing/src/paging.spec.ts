import { pageOf, pageTokenOf } from './paging.js';

const written = (json: string) => Buffer.from(json).toString('base64url');

describe('a cursor', () => {
  it.each([[['2026-01-01', 'a']], [[5, 'a']], [[-1.5]], [[null, 'ü']]])('goes on behind %j', (after) => {
    expect(pageOf({ pageToken: pageTokenOf(after) })).toEqual({ size: 20, offset: 0, after });
  });

  it.each([
    'no json',
    '"x"',
    '{"0":1}',
    '[{"a":1},"x"]',
    '[["a","b"],"x"]',
    '[{"toString":1},"x"]',
    '[true,"x"]',
    '[1e999,"x"]',
    '["a\\u0000b","x"]',
  ])('of somebody’s own making is invalid: %s', (json) => {
    expect(() => pageOf({ pageToken: written(json) })).toThrow(
      expect.objectContaining({ kind: 'invalid', errors: [{ parameter: 'cursor', message: 'not a cursor' }] }),
    );
  });
});
