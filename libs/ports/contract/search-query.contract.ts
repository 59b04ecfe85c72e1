import { AppError, type SearchIndex, type SearchQuery } from '#ports';
import { CATALOGUE, DOCUMENTS, PRODUCTS } from './gift-catalogue.contract.js';
import { eventually } from './eventually.contract.js';

/** What a search over a catalogue finds, counts, sorts and refuses. */
export function searchQueryContract(open: () => Promise<SearchIndex>, close: (index: SearchIndex) => Promise<void>) {
  let index: SearchIndex;
  const idsOf = async (query: Partial<SearchQuery>) =>
    (await index.search('products', { size: 100, ...query })).hits.map(({ id }) => id);
  const skus = async (query: Partial<SearchQuery>) => (await idsOf(query)).map((id) => id.replace('product-', ''));
  const refused = async (query: Partial<SearchQuery>) => {
    const answer = index.search('products', { size: 100, ...query });
    await expect(answer).rejects.toBeInstanceOf(AppError);
    await expect(answer).rejects.toMatchObject({ kind: 'invalid', code: 'VALIDATION_FAILED' });
  };

  beforeAll(async () => {
    index = await open();
    await index.ensure(PRODUCTS);
    await index.put('products', DOCUMENTS);
    await eventually(async () => expect(await idsOf({})).toHaveLength(DOCUMENTS.length));
  });
  afterAll(() => close(index));

  it.each([
    ['a word', 'lantern', ['71053']],
    ['all words, in any order', 'heart white holder', ['85123A']],
    ['words of different fields', 'candle heart 85123a', ['85123A']],
    ['no document that lacks one of the words', 'lantern zebra', []],
    ['a SKU in any case', '85123a', ['85123A']],
    ['SKUs by their beginning', '84029', ['84029E', '84029G']],
    ['an order number as it is typed', 'ORD-2010-000536365', ['22544']],
    ['an order number by its beginning', 'ord-2010-0005', ['22544']],
    ['the beginning of the last word', 'alarm clock bake', ['22726', '22727', '22728']],
    ['no beginning of a word before the last', 'lant white', []],
    ['words without their diacritics', 'creme brulee cafe', ['22540']],
    ['words with diacritics that are written without', 'Länterñ', ['71053']],
    ['Łódź as lodz', 'lodz', ['22544']],
    ['ß as ss', 'STRASSE', ['22544']],
    ['ø as o', 'smorrebrod', ['22540']],
    ['a word with a letter too few', 'lantrn', ['71053']],
    ['a word with a letter too many', 'lanttern', ['71053']],
    ['a word with a wrong letter', 'lanvern', ['71053']],
    ['a word with a wrong first letter', 'pantern', ['71053']],
    ['a word with neighbours exchanged', 'lnatern', ['71053']],
    ['a word with the letters in its middle exchanged', 'latnern', ['71053']],
    ['typos in several words', 'politcal glboe', ['10002']],
    ['nothing at two typos', 'lamtren', []],
    ['nothing at a typo in three letters', 'jum', []],
    ['nothing at a typo in a code', '85123C', []],
    ['a word beside punctuation', '"poppy\'s" (bedroom)!', ['22745']],
  ])('finds %s', async (_, text, expected) => {
    expect((await skus({ text })).sort()).toEqual(expected);
  });

  it.each(['"', '***', '-', ':', ' \u0000 ', '()', ''])('takes %j, a text without words, for no text', async (text) => {
    expect((await index.search('products', { text, size: 1 })).total).toBe(DOCUMENTS.length);
  });

  it.each([
    ['a quote', '"lantern', ['71053']],
    ['an open phrase', 'white "lantern', ['71053']],
    ['a star', 'lanter*', ['71053']],
    ['a star before', '*lantern', ['71053']],
    ['OR', 'lantern OR globe', []],
    ['NOT', 'white NOT lantern', []],
    ['AND', 'white AND lantern', []],
    ['NEAR', 'NEAR(white lantern)', []],
    ['a minus', '-lantern', ['71053']],
    ['a column', 'name:lantern', []],
    ['a column in braces', '{name sku}: lantern', []],
    ['a caret', '^lantern', ['71053']],
    ['a tilde', 'lantern~2', []],
    ['a pattern', '/l.ntern/', []],
    ['SQL', "lantern'; DROP TABLE products; --", []],
    ['a JSON query', '{"match_all":{}}', []],
    ['NUL', 'lant\u0000ern', []],
    ['half a character', 'lantern\ud800', ['71053']],
    ['emoji', '🏮 lantern', ['71053']],
    ['other scripts', '灯笼 фонарь', []],
    ['10,000 letters', 'a'.repeat(10_000), []],
  ])('takes %s for what it is, not for a query language', async (_, text, expected) => {
    expect(await skus({ text })).toEqual(expected);
  });

  it('refuses more than 50 different words, and takes 10,000 characters of the same', async () => {
    await refused({ text: Array.from({ length: 51 }, (_, n) => `word${n}`).join(' ') });
    expect(await skus({ text: 'lantern '.repeat(1250) })).toEqual(['71053']);
  });

  it.each<[string, Partial<SearchQuery>, string[]]>([
    ['a keyword', { filters: [{ field: 'code', is: '71053' }] }, ['71053']],
    ['a keyword in its own case only', { filters: [{ field: 'code', is: '85123a' }] }, []],
    ['a whole keyword only', { filters: [{ field: 'code', is: '85123' }] }, []],
    ['one of several keywords', { filters: [{ field: 'code', is: ['21883', 'x', '71053'] }] }, ['21883', '71053']],
    ['one of none', { filters: [{ field: 'code', is: [] }] }, []],
    [
      'one of many values of a document',
      { filters: [{ field: 'category', is: 'garden' }] },
      ['48187', '71053', '84879'],
    ],
    ['a number', { filters: [{ field: 'price', is: 42 }] }, ['22544']],
    ['a boolean', { filters: [{ field: 'inStock', is: false }], text: 'coat rack' }, ['22913', '22914']],
    ['a range, both ends in it', { filters: [{ field: 'price', from: 765, to: 795 }] }, ['22752', '48187']],
    ['a lower end', { filters: [{ field: 'price', from: 796 }] }, ['22622']],
    ['an upper end', { filters: [{ field: 'price', to: 64 }] }, ['22544']],
    ['no document without a value', { filters: [{ field: 'rating', to: 1 }] }, ['10002', '84969']],
    [
      'all filters and the text',
      {
        text: 'box',
        filters: [
          { field: 'category', is: ['kitchen', 'home'] },
          { field: 'status', is: 'active' },
          { field: 'price', to: 195 },
        ],
      },
      ['22629', '22659'],
    ],
  ])('filters by %s', async (_, query, expected) => {
    expect((await skus(query)).sort()).toEqual(expected);
  });

  it('gives a hit with its id, revision and source', async () => {
    const { hits } = await index.search('products', { text: 'lantern', size: 1 });
    expect(hits).toEqual([{ id: 'product-71053', revision: 3, source: { sku: '71053', name: 'White Metal Lantern' } }]);
  });

  it('counts the values of facets over all hits, most frequent first and equals by value', async () => {
    const { facets, hits } = await index.search('products', {
      text: 'box',
      facets: ['category', 'status'],
      filters: [{ field: 'price', to: 495 }],
      size: 2,
    });
    expect(hits).toHaveLength(2);
    expect(facets).toEqual({
      category: [
        { value: 'kitchen', count: 5 },
        { value: 'toys', count: 4 },
        { value: 'vintage', count: 2 },
      ],
      status: [
        { value: 'active', count: 5 },
        { value: 'draft', count: 1 },
      ],
    });
    const many = await index.search('products', {
      filters: [{ field: 'price', from: 100 }],
      facets: ['status'],
      size: 1,
    });
    expect(many.facets['status']).toEqual([
      { value: 'active', count: 31 },
      { value: 'archived', count: 2 },
      { value: 'draft', count: 2 },
    ]);
    const all = await index.search('products', { facets: ['status'], size: 1 });
    expect(all.facets['status']).toEqual([
      { value: 'active', count: 35 },
      { value: 'archived', count: 3 },
      { value: 'draft', count: 2 },
    ]);
  });

  it.each([
    ['price', (a: number, b: number) => a - b],
    ['-price', (a: number, b: number) => b - a],
  ])('sorts by %s and then by id', async (sort, order) => {
    const rows = CATALOGUE.map(([sku, , price]) => ({ sku, price }));
    rows.sort((a, b) => order(a.price, b.price) || (a.sku < b.sku ? -1 : 1));
    expect(await skus({ sort })).toEqual(rows.map(({ sku }) => sku));
  });

  it.each([
    ['rating', ['10002', '84969', '22310']],
    ['-rating', ['21883', '22310', '10002', '84969']],
  ])('puts documents without a value last when it sorts by %s', async (sort, order) => {
    const found = await skus({ sort });
    const rated = CATALOGUE.filter((row) => row[5] !== undefined).map(([sku]) => sku);
    expect(found.slice(0, rated.length).sort()).toEqual([...rated].sort());
    expect(found.filter((sku) => order.includes(sku))).toEqual(order);
  });

  it('sorts keywords by their characters, and without text and sort by id', async () => {
    const byCode = DOCUMENTS.map(({ id }) => id.replace('product-', '')).sort();
    expect(await skus({ sort: 'code' })).toEqual(byCode);
    expect(await skus({ sort: '-code' })).toEqual(byCode.toReversed());
    expect(await skus({})).toEqual(byCode);
  });

  it.each<Partial<SearchQuery>>([
    {},
    { sort: 'price' },
    { sort: '-price' },
    { sort: 'rating' },
    { sort: '-rating' },
    { sort: '-code' },
    { text: 'box' },
    { text: 'bloc' },
    { text: 'hart' },
    { text: 'wh', sort: 'price' },
    { filters: [{ field: 'category', is: ['home', 'toys'] }], sort: '-rating' },
  ])('pages %j by offset and by cursor through the same hits, each once', async (query) => {
    const whole = await skus(query);
    const byOffset: string[] = [];
    for (let offset = 0; offset < whole.length; offset += 3)
      byOffset.push(...(await skus({ ...query, size: 3, offset })));
    expect(byOffset).toEqual(whole);

    const byCursor: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await index.search('products', { ...query, size: 3, cursor });
      expect(page.total).toBe(whole.length);
      byCursor.push(...page.hits.map(({ id }) => id.replace('product-', '')));
      cursor = page.nextCursor;
    } while (cursor && byCursor.length < 100);
    expect(byCursor).toEqual(whole);
  });

  it.each<[string, Partial<SearchQuery>]>([
    ['an unknown field in a filter', { filters: [{ field: 'password', is: 'x' }] }],
    ['a field of every object', { filters: [{ field: 'constructor', is: 'x' }] }],
    ['a text field in a filter', { filters: [{ field: 'name', is: 'x' }] }],
    ['a filter with a value of another type', { filters: [{ field: 'price', is: '42' }] }],
    ['a keyword compared with a number', { filters: [{ field: 'code', is: 71053 }] }],
    ['a range of a keyword', { filters: [{ field: 'code', from: 1 }] }],
    ['a bound that is no number', { filters: [{ field: 'price', from: Number.NaN }] }],
    ['an unknown field to sort by', { sort: 'password' }],
    ['SQL to sort by', { sort: 'price;DROP' }],
    ['a text field to sort by', { sort: 'name' }],
    ['an unknown facet', { facets: ['password'] }],
    ['a field that is no facet', { facets: ['code'] }],
    ['no hits', { size: 0 }],
    ['more than 100 hits', { size: 101 }],
    ['a negative offset', { offset: -1 }],
    ['a page beyond the first 10,000 hits', { size: 100, offset: 9901 }],
    ['a cursor that is none', { cursor: 'not a cursor' }],
    ['a cursor of JSON that is none', { cursor: Buffer.from('{"a":1}').toString('base64url') }],
    ['a cursor of marks alone', { cursor: '~12345678' }],
  ])('refuses %s', (_, query) => refused(query));

  it('refuses a cursor under another text, filter or sort, and beside an offset', async () => {
    const query = { size: 3, text: 'box', sort: 'price', filters: [{ field: 'price', to: 495 }] };
    const { nextCursor: cursor } = await index.search('products', query);
    expect((await index.search('products', { ...query, text: ' Box! ', size: 2, cursor })).hits).toHaveLength(2);
    await refused({ ...query, cursor, sort: '-price' });
    await refused({ ...query, cursor, sort: undefined });
    await refused({ ...query, cursor, text: 'boxes' });
    await refused({ ...query, cursor, text: undefined });
    await refused({ ...query, cursor, filters: [{ field: 'price', to: 496 }] });
    await refused({ ...query, cursor, filters: [] });
    await refused({ ...query, cursor, offset: 3 });
  });

  it('gives the last page within 10,000 hits', async () => {
    expect(await skus({ size: 100, offset: 9900 })).toEqual([]);
  });
}
