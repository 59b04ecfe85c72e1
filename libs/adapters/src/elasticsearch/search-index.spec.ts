import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import fc from 'fast-check';
import { searchIndexContract } from '#contract/search-index';
import { canonical, CannotStart, type IndexDefinition, type SearchDocument, type SearchResult } from '#ports';
import { describeWithEngine } from '../../../../test/engines.js';
import { EmbeddedSearchIndex } from '../embedded-search/search-index.js';
import { mappingOf, SETTINGS } from './mapping.js';
import { ElasticsearchIndex } from './search-index.js';

jest.setTimeout(60_000);

const NOTES: IndexDefinition = {
  name: 'notes',
  fields: { text: { type: 'text' }, tag: { type: 'keyword', facet: true } },
};

describe('the search index in Elasticsearch', () => {
  describeWithEngine('Elasticsearch', 'ELASTICSEARCH_URL', (url) => {
    const run = `test-${randomUUID().slice(0, 8)}`;
    let count = 0;
    let server: Client;
    const opening = (namespace: string) => ElasticsearchIndex.open({ url, namespace, requestTimeoutMs: 10_000 });
    const anew = () => opening(`${run}-${++count}`);

    beforeAll(() => {
      server = new Client({ node: url, requestTimeout: 30_000 });
    });
    afterAll(async () => {
      const left = Object.keys(await server.indices.get({ index: `${run}-*`, features: ['aliases'] }));
      if (left.length) await server.indices.delete({ index: left });
      await server.close();
    });

    searchIndexContract(anew, (index) => index.close());

    describe('beside what every engine does', () => {
      let namespace: string;
      let index: ElasticsearchIndex;
      const open: ElasticsearchIndex[] = [];
      const another = async (name = namespace) => {
        open.push(await opening(name));
        return open.at(-1)!;
      };
      const note = (id: string, text: string, revision = 0): SearchDocument => ({
        id,
        revision,
        fields: { text, tag: [text] },
        source: null,
      });
      /** All that the namespace has on the server. */
      const physical = async () =>
        Object.keys(await server.indices.get({ index: `${namespace}-*`, features: ['aliases'] }));
      const idsOf = ({ hits }: SearchResult) => hits.map(({ id }) => id);
      /** Puts, and waits until it is found. */
      const putNow = async (documents: SearchDocument[], name = 'notes') => {
        await index.put(name, documents);
        await index.revisions(
          name,
          documents.map(({ id }) => id),
        );
      };

      beforeEach(async () => {
        namespace = `${run}-${++count}`;
        index = await another();
        await index.ensure(NOTES);
      });
      afterEach(async () => {
        for (const one of open.splice(0)) await one.close();
      });

      it('finds at once what revisions have told of', async () => {
        for (let revision = 1; revision <= 5; revision++) {
          await index.put('notes', [note('a', `word${revision}`, revision)]);
          expect(await index.revisions('notes', ['a', 'none'])).toEqual(new Map([['a', revision]]));
          expect(idsOf(await index.search('notes', { text: `word${revision}`, size: 1 }))).toEqual(['a']);
        }
      });

      it('answers like the embedded index, whatever is searched in whatever is there', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'daybook-'));
        const embedded = new EmbeddedSearchIndex(join(folder, 'search.sqlite'));
        await embedded.ensure(NOTES);
        const letters = fc.constantFrom('a', 'b', 'é', 'ß', '1', '灯', '𝔘', 'Я');
        const word = fc.string({ unit: letters, minLength: 1, maxLength: 6 });
        const texts = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 20, maxLength: 20 });
        const queries = fc.array(fc.array(word, { minLength: 1, maxLength: 2 }), { minLength: 15, maxLength: 15 });
        let revision = 0;
        await fc.assert(
          fc.asyncProperty(texts, queries, async (documents, searches) => {
            revision++;
            const notes = documents.map((words, n) => note(`n${n}`, words.join(' - '), revision));
            await embedded.put('notes', notes);
            await putNow(notes);
            const begun = documents.flat().map((one) => Array.from(one).slice(0, 3).join(''));
            for (const text of [...searches.map((words) => words.join(' ')), ...begun]) {
              const query = { text, size: 100, facets: ['tag'], sort: 'tag' };
              expect(await index.search('notes', query)).toEqual(await embedded.search('notes', query));
            }
          }),
          { numRuns: 8 },
        );
        await embedded.close();
        rmSync(folder, { recursive: true });
      });

      it('searches any text without an error', async () => {
        await putNow([note('n', 'and or not near')]);
        await fc.assert(
          fc.asyncProperty(
            fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme' })),
            async (text) => {
              const filters = [{ field: 'tag', is: text }];
              expect((await index.search('notes', { text, filters, size: 1 })).total).toBeLessThanOrEqual(1);
            },
          ),
          { numRuns: 100 },
        );
      });

      it('keeps values as they are, whatever is in them', async () => {
        const source = { '': 1, 'a.b': { '..': [null, '\u0000', 1e300] }, __proto__: null, text: '\ud83d\ude00"\n' };
        await putNow([
          { ...note('n', 'hello'), fields: { text: 'hello', tag: ['x'.repeat(40_000), 'Ünï ', ''] }, source },
        ]);
        const { hits, facets } = await index.search('notes', { text: 'hello', facets: ['tag'], size: 1 });
        expect(hits[0]?.source).toEqual(source);
        expect(facets['tag']?.map(({ value }) => value)).toEqual(['', 'Ünï ']);
      });

      it('puts all others when the server refuses single documents, and names those', async () => {
        // As if somebody had changed the mapping by hand: only numbers are tags now.
        const mappings = mappingOf({ ...NOTES, name: 'tagged' }, canonical({ ...NOTES, name: 'tagged' }));
        const keyword = { properties: { tag: { type: 'long' as const } } };
        await server.indices.create({
          index: `${namespace}-tagged.1`,
          aliases: { [`${namespace}-tagged`]: {} },
          settings: SETTINGS,
          mappings: { ...mappings, properties: { ...mappings.properties, keyword } },
        });
        const documents = Array.from({ length: 2_500 }, (_, n) => note(`n${n}`, `${n}`));
        const bad = [note('bad', 'no number'), note('x'.repeat(600), '1'), note('', '1')];
        const put = index.put('tagged', documents.toSpliced(1_200, 0, ...bad));
        await expect(put).rejects.toThrow(
          /^The search index tagged refuses documents: xxx.*"" .*bad \(document_parsing/,
        );
        expect(await index.revisions('tagged', ['n0', 'n2499', 'bad'])).toEqual(
          new Map([
            ['n0', 0],
            ['n2499', 0],
          ]),
        );
        expect((await index.search('tagged', { size: 1 })).total).toBe(2_500);
      });

      it('is made once by several processes at the same time', async () => {
        const others = await Promise.all(Array.from({ length: 4 }, () => another()));
        const orders = { ...NOTES, name: 'orders' };
        await Promise.all(others.map((other) => other.ensure(orders)));
        const made = await server.indices.get({ index: `${namespace}-orders*`, features: ['aliases'] });
        expect(Object.keys(made)).toHaveLength(1);
      });

      it.each([
        ['an index of somebody else', () => server.indices.create({ index: `${namespace}-orders` })],
        [
          'an alias of somebody else',
          () => server.indices.create({ index: `${namespace}-x`, aliases: { [`${namespace}-orders`]: {} } }),
        ],
      ])('cannot start on %s, which it leaves alone', async (_, make) => {
        await make();
        const ensuring = index.ensure({ ...NOTES, name: 'orders' });
        await expect(ensuring).rejects.toBeInstanceOf(CannotStart);
        await expect(ensuring).rejects.toThrow(`The index ${namespace}-orders was not made by Daybook`);
        await expect(index.drop('orders')).rejects.toBeInstanceOf(CannotStart);
      });

      it('cannot start where somebody else has an index of its own first name, which it leaves alone', async () => {
        await server.indices.create({ index: `${namespace}-orders.1` });
        const ensuring = index.ensure({ ...NOTES, name: 'orders' });
        await expect(ensuring).rejects.toThrow(`The index ${namespace}-orders.1 was not made by Daybook`);
        expect(await server.indices.exists({ index: `${namespace}-orders.1` })).toBe(true);
      });

      it('cannot start on an index with other fields', async () => {
        const ensuring = index.ensure({ ...NOTES, fields: { text: { type: 'text' } } });
        await expect(ensuring).rejects.toBeInstanceOf(CannotStart);
        await expect(ensuring).rejects.toThrow(`The index ${namespace}-notes.1 of ${namespace}-notes has other fields`);
      });

      it('makes no index by a put, also when another process has dropped it', async () => {
        const other = await another();
        await other.put('notes', [note('a', 'one')]);
        await index.drop('notes');
        await expect(other.put('notes', [note('a', 'two', 1)])).rejects.toThrow('there is no search index notes');
        await expect(other.search('notes', { size: 1 })).rejects.toThrow('there is no search index notes');
        await expect(other.revisions('notes', ['a'])).rejects.toThrow('there is no search index notes');
      });

      it('knows fields that another process has just brought in', async () => {
        const other = await another();
        await other.put('notes', [note('a', 'one')]);
        const wider = { ...NOTES, fields: { ...NOTES.fields, price: { type: 'number' as const } } };
        await index.beginRebuild(wider, 'notes-twin');
        await index.swap('notes', 'notes-twin');
        await other.put('notes', [{ ...note('b', 'two'), fields: { text: 'two', price: 3 } }]);
        await other.revisions('notes', ['b']);
        const found = await other.search('notes', { filters: [{ field: 'price', from: 3 }], size: 1 });
        expect(idsOf(found)).toEqual(['b']);
      });

      it('leaves nothing behind after rebuilds, also after one that was broken off in the middle of its swap', async () => {
        for (let n = 0; n < 3; n++) {
          await index.beginRebuild(NOTES, 'notes-twin');
          await index.swap('notes', 'notes-twin');
          expect(await physical()).toHaveLength(1);
        }
        const mappings = mappingOf(NOTES, canonical(NOTES));
        await server.indices.create({ index: `${namespace}-notes.0`, settings: SETTINGS, mappings });
        await index.beginRebuild(NOTES, 'notes-twin');
        expect(await physical()).toHaveLength(2);
        await index.drop('notes-twin');
        await server.indices.create({ index: `${namespace}-orders.1`, settings: SETTINGS, mappings });
        await index.ensure({ ...NOTES, name: 'orders' });
        expect((await index.search('orders', { size: 1 })).total).toBe(0);
      });

      it('begins a rebuild anew where two processes have begun one at once', async () => {
        const twin = { ...NOTES, name: 'notes-twin' };
        for (const end of ['a', 'b'])
          await server.indices.create({
            index: `${namespace}-notes.${end}`,
            aliases: { [`${namespace}-notes-twin`]: {} },
            settings: SETTINGS,
            mappings: mappingOf(twin, canonical(twin)),
          });
        await index.beginRebuild(NOTES, 'notes-twin');
        await index.put('notes-twin', [note('a', 'one')]);
        await index.swap('notes', 'notes-twin');
        expect(await index.revisions('notes', ['a'])).toEqual(new Map([['a', 0]]));
        expect(await physical()).toHaveLength(1);
      });

      describe('behind a cursor', () => {
        const page = (cursor?: string) => index.search('notes', { text: 'note', sort: 'tag', size: 2, cursor });
        beforeEach(() => putNow(Array.from({ length: 9 }, (_, n) => note(`n${n}`, `note ${n}`))));

        it('the index stays as it was when the cursor was first used', async () => {
          const first = await page();
          const second = await page(first.nextCursor);
          await putNow([note('n4', 'gone', 1), note('n45', 'note 45'), note('n8', 'note 0', 1)]);
          const third = await page(second.nextCursor);
          const fourth = await page(third.nextCursor);
          const fifth = await page(fourth.nextCursor);
          expect([third, fourth, fifth].map(idsOf)).toEqual([['n4', 'n5'], ['n6', 'n7'], ['n8']]);
          expect([third, fourth, fifth].map(({ total }) => total)).toEqual([9, 9, 9]);
          expect(fifth.nextCursor).toBeUndefined();
          expect(idsOf(await page(third.nextCursor))).toEqual(['n6', 'n7']);
        });

        it('the pages go on in the index as it is when the server has forgotten it', async () => {
          const second = await page((await page()).nextCursor);
          await server.closePointInTime({ id: second.nextCursor!.split('.')[1]! });
          await putNow([note('n45', 'note 45')]);
          const third = await page(second.nextCursor);
          expect(idsOf(third)).toEqual(['n4', 'n45']);
          expect(idsOf(await page(third.nextCursor))).toEqual(['n5', 'n6']);
        });

        it('the pages by relevance go on behind the same hit whatever it ranks now, or where it was when it is gone', async () => {
          const ranked = (cursor?: string) => index.search('notes', { text: 'note', size: 2, cursor });
          const second = await ranked((await ranked()).nextCursor);
          const forgotten = () => server.closePointInTime({ id: second.nextCursor!.split('.')[1]! });
          await forgotten();
          await putNow(['a', 'b', 'c'].map((id) => note(id, 'of all that is something else')));
          expect(idsOf(await ranked(second.nextCursor))).toEqual(['n4', 'n5']);
          await putNow([note('n3', 'gone', 1)]);
          const third = await ranked(second.nextCursor);
          expect(idsOf(third)).toEqual(['n4', 'n5']);
          expect(idsOf(await ranked(third.nextCursor))).toEqual(['n6', 'n7']);
        });

        it('the pages go on in the twin when it was swapped in', async () => {
          const second = await page((await page()).nextCursor);
          await index.beginRebuild(NOTES, 'notes-twin');
          await index.put('notes-twin', [note('n1', 'note 1', 1), note('n7', 'note 7', 1)]);
          await index.swap('notes', 'notes-twin');
          expect(idsOf(await page(second.nextCursor))).toEqual(['n7']);
        });

        it('a cursor opens no other index, and what is no cursor is refused', async () => {
          const [cursor] = (await page()).nextCursor!.split('.');
          await index.ensure({ ...NOTES, name: 'secrets' });
          await putNow([note('n9', 'note 9')], 'secrets');
          const foreign = await server.openPointInTime({ index: `${namespace}-secrets`, keep_alive: '1m' });
          expect(await page(`${cursor}.${foreign.id}`)).toMatchObject({ hits: [], total: 0 });
          for (const point of ['x', 'ä"', foreign.id.slice(0, -8), 'a'.repeat(5_000)])
            await expect(page(`${cursor}.${point}`)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
          await expect(page(`.${foreign.id}`)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
          const [mark, , ...rest] = JSON.parse(Buffer.from(cursor!, 'base64url').toString()) as unknown[];
          const wrongKey = Buffer.from(JSON.stringify([mark, 7, ...rest])).toString('base64url');
          await expect(page(wrongKey)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
        });
      });
    });
  });
});
