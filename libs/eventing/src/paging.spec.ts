import { pageOf, pageTokenOf } from './paging.js';

const total = { field: 'total', descending: true };
const written = (json: string) => Buffer.from(json).toString('base64url');

it('takes a size of 0 for one that is not asked for, as gRPC cannot always tell them apart', () => {
  expect(pageOf({ pageSize: 0, page: 2 }, 'orders', [])).toEqual(pageOf({ pageSize: 20, page: 2 }, 'orders', []));
});

describe('a cursor', () => {
  it.each([
    [['2026-01-01', 'a'], ['string', 'string'] as const],
    [[5, 'ü'], ['number', 'string'] as const],
    [[-1], ['number'] as const],
  ])('goes on behind %j', (after, parts) => {
    const page = pageOf({}, 'orders', parts, total);
    const pageToken = pageTokenOf(page, after);
    expect(pageOf({ pageToken }, 'orders', parts, total)).toEqual({ ...page, size: 20, offset: 0, after });
  });

  it.each([
    'no json',
    '"x"',
    '{"0":1}',
    '[]',
    '[{"a":1},5,"x"]',
    '[["a","b"],5,"x"]',
    '[true,5,"x"]',
    '["orders"]',
    '["orders",5]',
    '["orders",5,"x","y"]',
    '["orders","5","x"]',
    '["orders",null,"x"]',
    '["orders",1e999,"x"]',
    '["orders",1.5,"x"]',
    '["orders",5,7]',
    '["orders",5,["x"]]',
    '["orders",5,"x\\u0000"]',
  ])('of somebody’s own making is invalid: %s', (json) => {
    expect(() => pageOf({ pageToken: written(json) }, 'orders', ['number', 'string'])).toThrow(
      expect.objectContaining({ kind: 'invalid', errors: [{ parameter: 'cursor', message: 'not a cursor' }] }),
    );
  });

  it.each([
    ['payments', total],
    ['orders', { ...total, descending: false }],
    ['orders', { ...total, field: 'number' }],
    ['orders', undefined],
  ])('is of one list and one sort: not of %s by %j', (list, sort) => {
    const pageToken = pageTokenOf(pageOf({}, 'orders', ['number', 'string'], total), [5, 'a']);
    expect(() => pageOf({ pageToken }, list, ['number', 'string'], sort)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        errors: [{ parameter: 'cursor', message: 'a cursor of another list or sort' }],
      }),
    );
  });

  it('stands without a page', () => {
    const pageToken = pageTokenOf(pageOf({}, 'orders', ['string']), ['a']);
    expect(() => pageOf({ pageToken, page: 2 }, 'orders', ['string'])).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        errors: [{ parameter: 'cursor', message: 'a cursor stands without a page' }],
      }),
    );
  });
});
