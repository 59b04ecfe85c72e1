import { inContext } from '#ports';
import { over, SharedLog } from '../../../test/shelf-commands.js';
import { Numbers } from './numbers.js';

describe('numbers', () => {
  it('are there for all who wait for a block, also when the first of them has gone', async () => {
    const store = new SharedLog();
    const numbers = new Numbers(over(store));
    const gone = new AbortController();
    const next = (signal?: AbortSignal) =>
      inContext({ principal: 'test', correlationId: 'c', deadline: Infinity, signal }, () => numbers.next('order'));
    const both = [next(gone.signal), next()];
    gone.abort();
    expect((await Promise.all(both)).toSorted((a, b) => a - b)).toEqual([1, 2]);
    expect(await store.read('counter-order')).toHaveLength(1);
  });
});
