import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { searchIndexContract } from '#contract/search-index';
import { wordsOf, type IndexDefinition } from '#ports';
import { Sqlite } from '../sqlite/driver.js';
import { EmbeddedSearchIndex } from './search-index.js';

const NOTES: IndexDefinition = { name: 'notes', fields: { text: { type: 'text' }, tag: { type: 'keyword' } } };

describe('the embedded search index', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'));
  let files = 0;
  const path = () => join(folder, `${++files}.sqlite`);
  afterAll(() => rmSync(folder, { recursive: true }));

  searchIndexContract(
    () => Promise.resolve(new EmbeddedSearchIndex(path())),
    (index) => index.close(),
  );

  it('keeps its indexes and documents when it is opened again', async () => {
    const file = path();
    const first = new EmbeddedSearchIndex(file);
    await first.ensure(NOTES);
    await first.put('notes', [{ id: 'a', revision: 4, fields: { text: 'hello world' }, source: 1 }]);
    await first.close();
    const second = new EmbeddedSearchIndex(file);
    await second.ensure(NOTES);
    await expect(second.ensure({ ...NOTES, fields: { text: { type: 'text' } } })).rejects.toThrow(/notes/);
    expect((await second.search('notes', { text: 'wrold', size: 1 })).hits).toEqual([
      { id: 'a', revision: 4, source: 1 },
    ]);
    await second.close();
  });

  it('has on disk what it was given', async () => {
    const pragma = jest.spyOn(Sqlite.prototype, 'pragma');
    const index = new EmbeddedSearchIndex(path());
    const [db] = pragma.mock.contexts as Sqlite[];
    pragma.mockRestore();
    expect(db!.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 }); // FULL
    await index.close();
  });

  it('says that it cannot be used while the disk is full, and goes on once there is room', async () => {
    const pragma = jest.spyOn(Sqlite.prototype, 'pragma');
    const index = new EmbeddedSearchIndex(path());
    const [db] = pragma.mock.contexts as Sqlite[];
    pragma.mockRestore();
    const room = (pages: number) => void db!.pragma(`max_page_count = ${pages}`);
    const outage = { kind: 'unavailable', code: 'SEARCH_UNAVAILABLE', cause: { code: 'SQLITE_FULL' } };
    room(1);
    await expect(index.ensure(NOTES)).rejects.toMatchObject(outage);
    room(1_000_000);
    await index.ensure(NOTES);
    room(1);
    const long = [{ id: 'a', revision: 0, fields: { text: 'hello' }, source: 'x'.repeat(100_000) }];
    await expect(index.put('notes', long)).rejects.toMatchObject(outage);
    expect((await index.search('notes', { text: 'hello', size: 1 })).total).toBe(0);
    room(1_000_000);
    await index.put('notes', long);
    expect((await index.search('notes', { text: 'hello', size: 1 })).total).toBe(1);
    await index.close();
  });

  it('refuses a file of another version with a sentence', () => {
    const file = path();
    const db = new Sqlite(file);
    db.pragma('user_version = 99');
    db.close();
    expect(() => new EmbeddedSearchIndex(file)).toThrow(/another version.*delete it/);
  });

  it.each(['', 'Upper', 'a"b', '../x'])('refuses %j as the name of an index or a field', async (name) => {
    const index = new EmbeddedSearchIndex(path());
    await expect(index.ensure({ ...NOTES, name })).rejects.toThrow(/no name for an index/);
    await expect(index.ensure({ ...NOTES, fields: { [name]: { type: 'text' } } })).rejects.toThrow(
      /no name for a field/,
    );
    await expect(index.beginRebuild(NOTES, name)).rejects.toThrow(/no name for an index/);
    await index.close();
  });

  it('finds any word at any single typo, and any text by its own words', async () => {
    const index = new EmbeddedSearchIndex(path());
    await index.ensure(NOTES);
    let revision = 0;
    const letters = fc.constantFrom('a', 'b', 'é', 'ß', '灯', '𝔘', 'Я');
    const word = fc.string({ unit: letters, minLength: 5, maxLength: 9 });
    const at = fc.nat({ max: 100 });
    const one = fc.constantFrom('a', 'c', '灯', '𝔘'); // one letter when folded, too
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 3 }), at, at, one, async (words, which, where, by) => {
        await index.put('notes', [
          { id: 'n', revision: ++revision, fields: { text: words.join(' - ') }, source: null },
        ]);
        const stored = wordsOf(words.join(' '));
        const typed = Array.from(stored[which % stored.length]!);
        const i = where % typed.length;
        const typos = [typed.toSpliced(i, 1), typed.toSpliced(i, 0, by), typed.toSpliced(i, 1, by)];
        if (i) typos.push(typed.toSpliced(i - 1, 2, typed[i]!, typed[i - 1]!));
        for (const text of [words.join(' '), ...typos.map((typo) => typo.join(''))])
          expect((await index.search('notes', { text, size: 1 })).total).toBe(1);
      }),
      { numRuns: 200 },
    );
    await index.close();
  });

  it('searches any text without an error', async () => {
    const index = new EmbeddedSearchIndex(path());
    await index.ensure(NOTES);
    await index.put('notes', [{ id: 'n', revision: 0, fields: { text: 'and or not near' }, source: null }]);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme' })),
        async (text) => {
          expect((await index.search('notes', { text, size: 1 })).total).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 500 },
    );
    await index.close();
  });
});
