import { pageOf, pageTokenOf } from './paging.js';

const total = { field: 'total', descending: true };
const written = (json: string) => Buffer.from(json).toString('base64url');

it('takes a size of 0 for one that is not asked for, as gRPC cannot always tell them apart', () => {
  expect(pageOf({ pageSize: 0, page: 2 }, 'orders')).toEqual(pageOf({ pageSize: 20, page: 2 }, 'orders'));
});

describe('a cursor', () => {
  it.each([[['2026-01-01', 'a']], [[5, 'a']], [[-1.5]], [[null, 'ü']]])('goes on behind %j', (after) => {
    const page = pageOf({}, 'orders', total);
    const pageToken = pageTokenOf(page, after);
    expect(pageOf({ pageToken }, 'orders', total)).toEqual({ ...page, size: 20, offset: 0, after });
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
    expect(() => pageOf({ pageToken: written(json) }, 'orders')).toThrow(
      expect.objectContaining({ kind: 'invalid', errors: [{ parameter: 'cursor', message: 'not a cursor' }] }),
    );
  });

  it.each([
    ['payments', total],
    ['orders', { ...total, descending: false }],
    ['orders', { ...total, field: 'number' }],
    ['orders', undefined],
  ])('is of one list and one sort: not of %s by %j', (list, sort) => {
    const pageToken = pageTokenOf(pageOf({}, 'orders', total), [5, 'a']);
    expect(() => pageOf({ pageToken }, list, sort)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        errors: [{ parameter: 'cursor', message: 'a cursor of another list or sort' }],
      }),
    );
  });

  it('stands without a page', () => {
    const pageToken = pageTokenOf(pageOf({}, 'orders'), ['a']);
    expect(() => pageOf({ pageToken, page: 2 }, 'orders')).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        errors: [{ parameter: 'cursor', message: 'a cursor stands without a page' }],
      }),
    );
  });
});
