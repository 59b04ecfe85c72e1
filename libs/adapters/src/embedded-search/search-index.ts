import { CannotStart, canonical, DocumentsRefused, SearchIndex } from '#ports';
import type { IndexDefinition, SearchDocument, SearchField, SearchQuery, SearchResult } from '#ports';
import { isOutage, Sqlite } from '../sqlite/driver.js';
import { cannotOpen } from '../sqlite/opening.js';
import { unavailable } from '../unavailable.js';
import { search } from './search.js';
import { IndexTables } from './tables.js';

/** Of the tables and of what is a word; raised with either. */
const FORMAT = 1;

/**
 * The search index in a SQLite file of its own: it opens at once, whatever it holds. All that is called happens before
 * the call returns, so a document is found as soon as it was put, also after a power cut.
 */
export class EmbeddedSearchIndex extends SearchIndex {
  private readonly db: Sqlite;
  private indexes: ReadonlyMap<string, IndexTables> = new Map();

  /**
   * @param readonly searches what another thread of the process keeps
   */
  constructor(
    private readonly path: string,
    private readonly readonly = false,
  ) {
    super();
    try {
      this.db = new Sqlite(path, { readonly });
      if (readonly) this.prepareSearch();
      else this.prepare();
    } catch (error) {
      throw cannotOpen(`The search index ${path}`, error, '; once deleted, it is made again from the read model');
    }
    this.indexes = this.load();
  }

  async has(index: string): Promise<boolean> {
    return this.reading(() => this.indexes.has(index));
  }

  async ensure(index: IndexDefinition): Promise<void> {
    const fields = canonical(index);
    const there = this.indexes.get(index.name);
    if (!there) this.change(() => this.create(index.name, fields));
    else if (canonical(there.definition) !== fields)
      throw new CannotStart(
        `The search index ${this.path} has other fields of ${index.name} than in this version of Daybook: delete it, and the next start makes it again from the rows.`,
      );
  }

  async put(index: string, documents: readonly SearchDocument[]): Promise<void> {
    const tables = this.get(index);
    const refused = this.transaction(() => tables.put(documents));
    if (refused.size) throw new DocumentsRefused(index, refused);
  }

  async revisions(index: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.reading(() => this.get(index).revisions(ids));
  }

  async search(index: string, query: SearchQuery): Promise<SearchResult> {
    return this.reading(() => search(this.get(index), query));
  }

  async beginRebuild(index: IndexDefinition, twin: string): Promise<void> {
    const fields = canonical({ ...index, name: twin });
    this.change(() => {
      this.remove(twin);
      this.create(twin, fields);
    });
  }

  async swap(index: string, twin: string): Promise<void> {
    const { number } = this.get(twin);
    this.change(() => {
      this.remove(index);
      this.db.prepare('UPDATE search_index SET name = ? WHERE number = ?').run(index, number);
    });
  }

  async drop(index: string): Promise<void> {
    this.change(() => this.remove(index));
  }

  async close(): Promise<void> {
    this.db.close();
  }

  private prepare() {
    this.db.pragma('journal_mode = WAL');
    // A power cut may take no document: how far the index has come stands in another file, which may be ahead then.
    this.db.pragma('synchronous = FULL');
    this.db.pragma('cache_size = -16000'); // kB
    const format = Number(this.db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (format && format !== FORMAT) {
      this.db.close();
      throw new Error('it is of another version of Daybook: delete it and rebuild the projections');
    }
    this.db.pragma(`user_version = ${FORMAT}`);
    this.db.exec(
      'CREATE TABLE IF NOT EXISTS search_index (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, fields TEXT NOT NULL)',
    );
    this.prepareSearch();
  }

  private prepareSearch() {
    this.db.pragma('temp_store = MEMORY');
    this.db.exec('CREATE TEMP TABLE hit (n INTEGER PRIMARY KEY, rank REAL)');
  }

  /** One moment of the file, whatever another thread does meanwhile: an index may be another one after a swap. */
  private reading<T>(read: () => T): T {
    if (!this.readonly) return read();
    this.db.exec('BEGIN');
    try {
      this.indexes = this.load();
      return read();
    } finally {
      this.db.exec('COMMIT');
    }
  }

  private get(name: string): IndexTables {
    const tables = this.indexes.get(name);
    if (!tables) throw new Error(`there is no search index ${name}`);
    return tables;
  }

  private create(name: string, fields: string) {
    const sql = 'INSERT INTO search_index (name, fields) VALUES (?, ?)';
    const { lastInsertRowid } = this.db.prepare(sql).run(name, fields);
    this.tables(lastInsertRowid, name, fields).create();
  }

  private remove(name: string) {
    this.indexes.get(name)?.drop();
    this.db.prepare('DELETE FROM search_index WHERE name = ?').run(name);
  }

  /** A change of the list of indexes: what is in memory follows what was committed. */
  private change(run: () => void) {
    this.transaction(run);
    this.indexes = this.load();
  }

  private transaction<T>(run: () => T): T {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = run();
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has ended the transaction already.
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      throw isOutage(error) ? unavailable('search', error) : error;
    }
  }

  private load(): ReadonlyMap<string, IndexTables> {
    const rows = this.db.prepare('SELECT number, name, fields FROM search_index').all();
    return new Map(
      rows.map((row) => {
        const [name, number] = [String(row['name']), Number(row['number'])];
        const known = this.indexes.get(name);
        return [name, known?.number === number ? known : this.tables(number, name, String(row['fields']))];
      }),
    );
  }

  private tables(number: number, name: string, fields: string) {
    const entries = JSON.parse(fields) as [string, SearchField][];
    return new IndexTables(this.db, number, { name, fields: Object.fromEntries(entries) });
  }
}
