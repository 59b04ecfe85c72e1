import { LRUCache } from 'lru-cache';
import { sortOut, wordsOf, type FieldValue, type IndexDefinition, type SearchDocument } from '#ports';
import type { Sqlite } from '../sqlite/driver.js';

type Statement = ReturnType<Sqlite['prepare']>;

/** Words that a typo may lead to; with two digits a word is further than one typo from any word without. */
const MENDABLE = /^(?!.*\p{N}.*\p{N})..+/u;

const backwards = (word: string) => Array.from(word).reverse().join('');

const asList = (value: FieldValue | undefined): readonly string[] =>
  value === null || value === undefined ? [] : typeof value === 'object' ? value : [String(value)];

/**
 * The five tables of one index: `document` with a column per field that is compared, `source` apart so that scans stay
 * slim, `keyword` with every value of the keyword fields, `text` (FTS5 without content) with the words of the text
 * fields, and `word` with the vocabulary forwards and backwards, for the words one typo away (see `near`).
 * No word is ever removed from the vocabulary: one that is in no document any more matches none.
 */
export class IndexTables {
  readonly texts: readonly string[];
  readonly keywords: readonly string[];
  /** Of the text fields, in their order. */
  readonly weights: readonly number[];
  private readonly columns: readonly string[];
  private readonly statements = new LRUCache<string, Statement>({ max: 100 });

  constructor(
    private readonly db: Sqlite,
    readonly number: number,
    readonly definition: IndexDefinition,
  ) {
    const named = (test: (type: string) => boolean) =>
      Object.keys(definition.fields).filter((name) => test(definition.fields[name]!.type));
    this.texts = named((type) => type === 'text');
    this.weights = this.texts.map((name) => {
      const field = definition.fields[name];
      return (field?.type === 'text' && field.weight) || 1;
    });
    this.keywords = named((type) => type === 'keyword');
    this.columns = named((type) => type !== 'text');
  }

  /** Puts the number of this index in the place of `$`: `document_$` is `document_7`. */
  prepare(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.db.prepare(sql.replaceAll('_$', `_${this.number}`));
    this.statements.set(sql, statement);
    return statement;
  }

  create() {
    const columns = this.columns.map((name) => `, f_${name}`).join('');
    const texts = this.texts.map((name) => `f_${name}`).join(', ');
    const schema = [
      `CREATE TABLE document_$ (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL${columns})`,
      'CREATE TABLE source_$ (n INTEGER PRIMARY KEY, source TEXT NOT NULL)',
      'CREATE TABLE keyword_$ (n INTEGER, field INTEGER, value TEXT, PRIMARY KEY (n, field, value)) WITHOUT ROWID',
      'CREATE INDEX keyword_value_$ ON keyword_$ (field, value)',
      'CREATE TABLE word_$ (word TEXT PRIMARY KEY, backwards TEXT NOT NULL) WITHOUT ROWID',
      'CREATE INDEX word_backwards_$ ON word_$ (backwards)',
      `CREATE VIRTUAL TABLE text_$ USING fts5 (${texts}, content = '', contentless_delete = 1, tokenize = 'ascii')`,
      ...this.columns
        .filter((name) => this.definition.fields[name]!.type === 'number')
        .map((name) => `CREATE INDEX number_${name}_$ ON document_$ (f_${name}, id)`),
    ];
    for (const sql of schema) this.prepare(sql).run();
    this.statements.clear();
  }

  drop() {
    this.statements.clear();
    for (const table of ['document', 'source', 'keyword', 'word', 'text'])
      this.db.exec(`DROP TABLE ${table}_${this.number}`);
  }

  revisions(ids: readonly string[]): Map<string, number> {
    const rows = this.prepare('SELECT id, revision FROM document_$ WHERE id IN (SELECT value FROM json_each(?))').all(
      JSON.stringify(ids),
    );
    return new Map(rows.map((row) => [String(row['id']), Number(row['revision'])]));
  }

  /** Gives, by id, why documents do not fit; all others are in. To be called in a transaction. */
  put(documents: readonly SearchDocument[]): ReadonlyMap<string, string> {
    const { fitting, refused } = sortOut(this.definition, documents);
    const words = new Set<string>();
    for (const document of fitting) {
      const stored = this.prepare('SELECT n, revision FROM document_$ WHERE id = ?').get(document.id);
      if (stored && Number(stored['revision']) >= document.revision) continue;
      const n = stored ? this.replace(Number(stored['n']), document) : this.insert(document);
      this.writeKeywords(n, document);
      this.writeTexts(n, document, words);
    }
    this.learn(words);
    return refused;
  }

  private insert(document: SearchDocument): number {
    const names = this.columns.map((name) => `, f_${name}`).join('');
    const { lastInsertRowid: n } = this.prepare(
      `INSERT INTO document_$ (id, revision${names}) VALUES (?, ?${', ?'.repeat(this.columns.length)})`,
    ).run(document.id, document.revision, ...this.compared(document));
    this.prepare('INSERT INTO source_$ (n, source) VALUES (?, ?)').run(n, JSON.stringify(document.source));
    return n;
  }

  /** No INSERT OR REPLACE: SQLite keeps a journal for that statement, which made it six times slower. */
  private replace(n: number, document: SearchDocument): number {
    const sets = this.columns.map((name) => `, f_${name} = ?`).join('');
    this.prepare(`UPDATE document_$ SET revision = ?${sets} WHERE n = ?`).run(
      document.revision,
      ...this.compared(document),
      n,
    );
    this.prepare('UPDATE source_$ SET source = ? WHERE n = ?').run(JSON.stringify(document.source), n);
    this.prepare('DELETE FROM keyword_$ WHERE n = ?').run(n);
    this.prepare('DELETE FROM text_$ WHERE rowid = ?').run(n);
    return n;
  }

  private compared({ fields }: SearchDocument) {
    return this.columns.map((name) => {
      const value = fields[name];
      return typeof value === 'object' && value ? value[0] : value;
    });
  }

  private writeKeywords(n: number, { fields }: SearchDocument) {
    const insert = this.prepare('INSERT INTO keyword_$ (n, field, value) VALUES (?, ?, ?)');
    for (const [field, name] of this.keywords.entries())
      for (const value of new Set(asList(fields[name]))) insert.run(n, field, value);
  }

  private writeTexts(n: number, { fields }: SearchDocument, words: Set<string>) {
    const texts = this.texts.map((name) => {
      const found = wordsOf(asList(fields[name]).join(' '));
      for (const word of found) words.add(word);
      return found.join(' ');
    });
    const names = this.texts.map((name) => `, f_${name}`).join('');
    this.prepare(`INSERT INTO text_$ (rowid${names}) VALUES (?${', ?'.repeat(texts.length)})`).run(n, ...texts);
  }

  private learn(words: ReadonlySet<string>) {
    const entries = [...words].filter((word) => MENDABLE.test(word)).map((word) => [word, backwards(word)]);
    this.prepare(
      'INSERT OR IGNORE INTO word_$ (word, backwards) SELECT value ->> 0, value ->> 1 FROM json_each(?)',
    ).run(JSON.stringify(entries));
  }

  /** Words of the vocabulary that can be one typo away: what keeps one half of the word, or exchanges the middle. */
  near(word: string): string[] {
    const letters = Array.from(word);
    const middle = Math.floor(letters.length / 2);
    const [left, right] = [letters.slice(0, middle), letters.slice(middle)];
    const exchanged = [...left.slice(0, -1), right[0], left.at(-1), ...right.slice(1)].join('');
    const [start, end] = [left.join(''), right.reverse().join('')];
    const rows = this.prepare(
      `SELECT word FROM word_$ WHERE word >= ?1 AND word < ?2 AND length(word) BETWEEN ?6 AND ?7
       UNION SELECT word FROM word_$ WHERE backwards >= ?3 AND backwards < ?4 AND length(word) BETWEEN ?6 AND ?7
       UNION SELECT word FROM word_$ WHERE word = ?5`,
    ).all(start, above(start), end, above(end), exchanged, letters.length - 1, letters.length + 1);
    return rows.map((row) => String(row['word']));
  }
}

/** Sorts behind everything that begins with the text. */
const above = (text: string) => `${text}\u{10FFFF}`;
