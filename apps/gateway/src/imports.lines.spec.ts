import { concurrently, linesOf } from './imports.lines.js';

async function* chunks(...texts: string[]) {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Lets everything run that has nothing left to wait for. */
const quiet = () => new Promise((resolve) => setImmediate(resolve));

describe('Lines', () => {
  const lines = async (...texts: string[]) =>
    (await all(linesOf(chunks(...texts), 8))).map(({ number, bytes }) => [number, bytes?.toString()]);

  it('are found wherever chunks begin and end', async () => {
    expect(await lines('one\ntw', 'o', '\n', '\nfour')).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, ''],
      [4, 'four'],
    ]);
  });

  it('that are too long are named without their bytes, and the next one is whole', async () => {
    expect(await lines('123456789', '0'.repeat(50), '\n12345678\n')).toEqual([
      [1, undefined],
      [2, '12345678'],
    ]);
  });
});

describe('Concurrent work', () => {
  /** Work that ends when it is told to. */
  function bench(count: number) {
    const running = new Map<number, () => void>();
    let read = 0;
    async function* items() {
      for (; read < count; read++) yield await Promise.resolve(read);
    }
    return {
      items: items(),
      running: () => [...running.keys()],
      read: () => read,
      work: (item: number) =>
        new Promise<number>((resolve) =>
          running.set(item, () => {
            running.delete(item);
            resolve(item);
          }),
        ),
      end: (item: number) => running.get(item)!(),
    };
  }

  it('has at most so many items at a time, and gives what is done first', async () => {
    const { items, work, running, end } = bench(4);
    const results = concurrently(items, 2, work);
    const first = results.next();
    await quiet();
    expect(running()).toEqual([0, 1]);
    end(1);
    expect((await first).value).toEqual([1]);
    const second = results.next();
    await quiet();
    expect(running()).toEqual([0, 2]);
    end(0);
    expect((await second).value).toEqual([0]);
  });

  it('waits with new items until results are taken', async () => {
    const { items, work, running, end, read } = bench(10);
    const results = concurrently(items, 2, work);
    const first = results.next();
    await quiet();
    end(0);
    end(1);
    expect((await first).value).toEqual([0, 1]);
    await quiet();
    expect([running(), read()]).toEqual([[], 1]);
  });

  it('gives every result', async () => {
    const results = await all(concurrently(bench(100).items, 7, (item) => Promise.resolve(item)));
    expect(results.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('ends what runs before it fails with its source', async () => {
    const { work, end, running } = bench(0);
    async function* broken() {
      yield await Promise.resolve(0);
      throw new Error('gone');
    }
    const results = concurrently(broken(), 2, work);
    const first = results.next();
    await quiet();
    expect(running()).toEqual([0]);
    end(0);
    expect((await first).value).toEqual([0]);
    await expect(results.next()).rejects.toThrow('gone');
  });
});
