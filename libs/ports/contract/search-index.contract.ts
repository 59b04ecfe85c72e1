import { CannotStart, DocumentsRefused, type SearchDocument, type SearchIndex, type SearchQuery } from '#ports';
import { eventually } from './eventually.contract.js';
import { PRODUCTS } from './gift-catalogue.contract.js';
import { searchQueryContract } from './search-query.contract.js';

const everything = { size: 100 };

/** What every search index guarantees. `open` gives one without any index in it; `close` ends it. */
export function searchIndexContract(open: () => Promise<SearchIndex>, close: (index: SearchIndex) => Promise<void>) {
  describe('asked for products', () => searchQueryContract(open, close));

  describe('over time', () => {
    let index: SearchIndex;
    const holds = (count: number, name = 'products') =>
      eventually(async () => expect((await index.search(name, { size: 1 })).total).toBe(count));
    const lamp = (revision: number, name: string, id = 'lamp'): SearchDocument => ({
      id,
      revision,
      fields: { name, category: [name], price: revision },
      source: { name },
    });
    const found = async (text: string, name = 'products') => (await index.search(name, { text, size: 10 })).hits;

    beforeEach(async () => {
      index = await open();
      await index.ensure(PRODUCTS);
    });
    afterEach(() => close(index));

    it('ranks equal words above beginnings, and beginnings above typos', async () => {
      const names = ['plane', 'plane by plane', 'planes', 'planet on the other side of the sky', 'plant', 'plan'];
      await index.put(
        'products',
        names.map((name, i) => lamp(0, name, `${i}`)),
      );
      await holds(names.length);
      const ids = (await found('plane')).map(({ id }) => id);
      expect([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)].map((group) => group.sort())).toEqual([
        ['0', '1'],
        ['2', '3'],
        ['4', '5'],
      ]);
    });

    it('ranks a match in a heavier field higher', async () => {
      const product = (id: string, name: string, description: string) => ({
        ...lamp(0, name, id),
        fields: { name, description },
      });
      await index.put('products', [product('a', 'oak box', 'tin lantern'), product('b', 'tin lantern', 'oak box')]);
      await holds(2);
      expect((await found('lantern')).map(({ id }) => id)).toEqual(['b', 'a']);
      expect((await found('oak')).map(({ id }) => id)).toEqual(['a', 'b']);
    });

    it('counts the 50 most frequent values of a facet', async () => {
      const values = Array.from({ length: 60 }, (_, n) => `value-${String(n).padStart(2, '0')}`);
      const product = (id: string, category: readonly string[]) => ({ ...lamp(0, 'brass', id), fields: { category } });
      await index.put('products', [product('all', values), product('last', values.slice(-5))]);
      await holds(2);
      const { facets } = await index.search('products', { facets: ['category'], size: 1 });
      expect(facets['category']).toEqual([
        ...values.slice(-5).map((value) => ({ value, count: 2 })),
        ...values.slice(0, 45).map((value) => ({ value, count: 1 })),
      ]);
    });

    it('replaces a document by a newer revision, in the text, the filters and the facets', async () => {
      await index.put('products', [lamp(1, 'brass')]);
      await index.put('products', [lamp(2, 'copper')]);
      await eventually(async () =>
        expect(await found('copper')).toEqual([{ id: 'lamp', revision: 2, source: { name: 'copper' } }]),
      );
      expect(await found('brass')).toEqual([]);
      const { total, facets } = await index.search('products', {
        filters: [{ field: 'price', is: 2 }],
        facets: ['category'],
        size: 1,
      });
      expect({ total, facets }).toEqual({ total: 1, facets: { category: [{ value: 'copper', count: 1 }] } });
    });

    it.each([
      ['an older', 4],
      ['the same', 5],
    ])('ignores %s revision, also beside others in one put', async (_, revision) => {
      await index.put('products', [lamp(5, 'brass')]);
      await index.put('products', [lamp(revision, 'copper'), lamp(0, 'marker', 'other')]);
      await holds(2);
      expect(await found('copper')).toEqual([]);
      expect((await found('brass')).map((hit) => hit.revision)).toEqual([5]);
      expect(await index.revisions('products', ['lamp', 'other', 'none'])).toEqual(
        new Map([
          ['lamp', 5],
          ['other', 0],
        ]),
      );
    });

    it('keeps the newest of several revisions in one put, in whatever order they stand', async () => {
      await index.put('products', [lamp(1, 'brass'), lamp(3, 'steel'), lamp(2, 'copper')]);
      await eventually(async () => expect(await found('steel')).toHaveLength(1));
      expect(await index.revisions('products', ['lamp'])).toEqual(new Map([['lamp', 3]]));
      expect([...(await found('brass')), ...(await found('copper'))]).toEqual([]);
    });

    describe('behind a cursor', () => {
      /** As long as it is found often or seldom, in long texts or short ones: what is written shifts their ranks. */
      const lamps = Array.from({ length: 30 }, (_, n) => {
        const words = ['lamp', ...Array<string>(n % 4).fill('lamp'), ...Array<string>((n * 7) % 11).fill('brass')];
        return lamp(1, words.join(' '), `lamp-${String(n).padStart(2, '0')}`);
      });
      const ids = lamps.map(({ id }) => id);
      /** Puts, and waits until it is found. */
      const put = async (documents: readonly SearchDocument[]) => {
        await index.put('products', documents);
        const written = documents.map(({ id }) => id);
        await eventually(async () => expect((await index.revisions('products', written)).size).toBe(written.length));
      };
      /** Ids of the pages from the one at an offset on, each followed by what is written then. */
      const follow = async (query: Partial<SearchQuery>, size: number, write: (page: number) => Promise<void>) => {
        const seen: string[] = [];
        let asked: SearchQuery = { size, ...query };
        for (let page = 1; page < 30; page++) {
          const { hits, nextCursor } = await index.search('products', asked);
          seen.push(...hits.map(({ id }) => id));
          if (!nextCursor) break;
          await write(page);
          asked = { ...asked, offset: 0, cursor: nextCursor };
        }
        return seen;
      };
      const chairs = (page: number) =>
        put(
          [1, 2, 3].map((n) => lamp(1, 'chair'.concat(' of oak and leather'.repeat(page * n)), `chair-${page}-${n}`)),
        );

      it.each(['lamp', 'lam', 'lapm', 'brass lamp'])(
        'shows all that match %s once, while others are written that rank differently',
        async (text) => {
          await put(lamps);
          const matching = (await follow({ text }, 100, chairs)).sort();
          expect(matching).toEqual(text === 'brass lamp' ? ids.filter((_, n) => (n * 7) % 11) : ids);
          expect((await follow({ text }, 4, chairs)).sort()).toEqual(matching);
          expect((await follow({ text, sort: '-price' }, 4, chairs)).sort()).toEqual(matching);
        },
      );

      it('shows all once while better ones come, and while shown ones change or go', async () => {
        await put(lamps);
        const gone = new Set<string>();
        const seen = await follow({ text: 'lamp' }, 5, async (page) => {
          const [last = ''] = (await index.search('products', { text: 'lamp', size: 1 })).hits.map(({ id }) => id);
          gone.add(last);
          await put([lamp(page + 1, 'chair', last), lamp(1, 'lamp', `new-${page}`)]);
        });
        const once = seen.filter((id) => ids.includes(id) && !gone.has(id));
        expect(once.sort()).toEqual(ids.filter((id) => !gone.has(id)));
      });

      it('goes on from a page by number, also when that began with a hit that is gone or ranks elsewhere', async () => {
        const even = Array.from({ length: 30 }, (_, n) => lamp(1, 'lamp', `lamp-${String(n).padStart(2, '0')}`));
        const names = ['lamp', 'chair', 'lamp lamp lamp', 'lamp of brass and glass', 'lampshade'];
        for (const [revision, name] of names.entries()) {
          await put(even.map(({ id, ...rest }) => ({ ...rest, id, revision: 2 * revision + 1 })));
          const write = (page: number) =>
            page === 1
              ? put([lamp(2 * revision + 2, name, 'lamp-10'), lamp(1, 'lamp lamp', `new-${revision}`)])
              : chairs(page);
          const seen = await follow({ text: 'lamp', offset: 10 }, 10, write);
          expect(seen.filter((id) => id > 'lamp-10' && !id.startsWith('new'))).toEqual(ids.slice(11));
        }
      });

      it('goes on far behind the first page', async () => {
        const many = Array.from({ length: 450 }, (_, n) =>
          lamp(1, 'lamp of brass', `lamp-${String(n).padStart(3, '0')}`),
        );
        await put(many);
        const seen = await follow({ text: 'lamp' }, 50, async (page) => {
          await put([lamp(1, 'lamp', `new-${page}`), lamp(1, 'chair', `chair-${page}`)]);
        });
        expect(seen.filter((id) => !id.startsWith('new'))).toEqual(many.map(({ id }) => id));
      });
    });

    it('refuses documents that do not fit, and takes the others of that put', async () => {
      const misfits = [{ wattage: 40 }, { price: '40' }, { name: 7 }, { category: [7] }, { price: [1] }].map(
        (fields, n) => ({ ...lamp(0, 'x', `misfit-${n}`), fields: fields as object as SearchDocument['fields'] }),
      );
      const refusal = await index
        .put('products', [lamp(0, 'brass', 'first'), ...misfits, lamp(0, 'brass', 'last')])
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(DocumentsRefused);
      const { reasons } = refusal as DocumentsRefused;
      expect([...reasons.keys()].sort()).toEqual(misfits.map(({ id }) => id));
      expect(reasons.get('misfit-1')).toBe('field price does not fit the index products');
      const there = await index.revisions('products', ['first', ...reasons.keys(), 'last']);
      expect([...there.keys()].sort()).toEqual(['first', 'last']);
    });

    it('is not made again by ensure, whatever the order of its fields', async () => {
      await index.put('products', [lamp(1, 'brass')]);
      await index.ensure({ ...PRODUCTS, fields: Object.fromEntries(Object.entries(PRODUCTS.fields).reverse()) });
      await holds(1);
    });

    it('refuses another definition under the same name', async () => {
      const other = { ...PRODUCTS, fields: { ...PRODUCTS.fields, colour: { type: 'keyword' as const } } };
      const refusal = await index.ensure(other).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(CannotStart);
      expect((refusal as Error).message).toMatch(/products .*: delete it, and the next start makes it again/);
      await holds(0);
    });

    it('tells whether an index is there', async () => {
      expect(await index.has('products')).toBe(true);
      expect(await index.has('nothing')).toBe(false);
      await index.drop('products');
      expect(await index.has('products')).toBe(false);
    });

    it('fails on an index that is not there', async () => {
      await expect(index.search('nothing', everything)).rejects.toThrow(/nothing/);
      await expect(index.put('nothing', [lamp(0, 'brass')])).rejects.toThrow(/nothing/);
      await expect(index.swap('products', 'nothing')).rejects.toThrow(/nothing/);
    });

    it('is rebuilt in a twin while it serves, and swapped without a moment of emptiness', async () => {
      const rebuilt = { ...PRODUCTS, fields: { ...PRODUCTS.fields, colour: { type: 'keyword' as const } } };
      await index.put('products', [lamp(9, 'brass')]);
      await holds(1);
      await index.beginRebuild(rebuilt, 'products-2');
      await index.put('products-2', [
        { ...lamp(1, 'copper'), fields: { name: 'copper', colour: 'red' } },
        lamp(1, 'steel', 'other'),
      ]);
      await index.put('products', [lamp(10, 'bronze')]);
      await eventually(async () => expect(await found('bronze')).toHaveLength(1));
      expect(await found('copper')).toEqual([]);

      let swapped = false;
      const searching = (async () => {
        const totals = new Set<number>();
        do totals.add((await index.search('products', { size: 1 })).total);
        while (!swapped);
        return totals;
      })();
      await index.swap('products', 'products-2').finally(() => (swapped = true));
      for (const total of await searching) expect([1, 2]).toContain(total);

      expect((await index.search('products', { size: 1, filters: [{ field: 'colour', is: 'red' }] })).total).toBe(1);
      expect(await found('bronze')).toEqual([]);
      await expect(index.search('products-2', everything)).rejects.toThrow(/products-2/);
      await index.ensure(rebuilt);
      await expect(index.ensure(PRODUCTS)).rejects.toThrow(/products/);
      await index.put('products', [lamp(2, 'zinc', 'third')]);
      await holds(3);
    });

    it('answers every search and every page while twins take its place one after the other', async () => {
      const put = (name: string) =>
        index.put(
          name,
          ['a', 'b', 'c'].map((id) => lamp(1, 'brass', id)),
        );
      await put('products');
      await holds(3);
      let over = false;
      const searching = (async () => {
        const seen = new Set<string>();
        while (!over) {
          const first = await index.search('products', { size: 1 });
          const second = await index.search('products', { size: 1, cursor: first.nextCursor });
          const third = await index.search('products', { size: 1, cursor: second.nextCursor });
          seen.add([first, second, third].map(({ hits, total }) => `${hits[0]?.id} of ${total}`).join(', '));
        }
        return [...seen];
      })();
      const swapping = (async () => {
        for (let n = 0; n < 20; n++) {
          await index.beginRebuild(PRODUCTS, 'products-2');
          await put('products-2');
          await index.swap('products', 'products-2');
        }
      })();
      await swapping.finally(() => (over = true));
      expect(await searching).toEqual(['a of 3, b of 3, c of 3']);
    });

    it('begins a rebuild with an empty twin, whatever a broken one has left', async () => {
      await index.beginRebuild(PRODUCTS, 'products-2');
      await index.put('products-2', [lamp(1, 'brass')]);
      await index.beginRebuild(PRODUCTS, 'products-2');
      await index.put('products-2', [lamp(0, 'copper')]);
      await index.swap('products', 'products-2');
      expect((await index.search('products', everything)).hits.map(({ revision }) => revision)).toEqual([0]);
    });

    it('is dropped with its documents, and can be made again', async () => {
      await index.put('products', [lamp(1, 'brass')]);
      await index.drop('products');
      await index.drop('products');
      await expect(index.search('products', everything)).rejects.toThrow(/products/);
      await index.ensure(PRODUCTS);
      expect((await index.search('products', everything)).total).toBe(0);
      await index.put('products', [lamp(0, 'copper')]);
      await eventually(async () => expect(await found('copper')).toHaveLength(1));
    });

    it('keeps several indexes apart', async () => {
      await index.ensure({ ...PRODUCTS, name: 'orders' });
      await index.put('orders', [lamp(7, 'brass')]);
      await index.put('products', [lamp(1, 'brass')]);
      await Promise.all([holds(1, 'orders'), holds(1)]);
      expect((await found('brass', 'orders')).map(({ revision }) => revision)).toEqual([7]);
    });
  });
}
