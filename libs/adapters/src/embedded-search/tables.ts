import { LRUCache } from 'lru-cache';
import { checkDocument, wordsOf, type FieldValue, type IndexDefinition, type SearchDocument } from '#ports';
import type { Sqlite } from '../sqlite/driver.js';

type Statement = ReturnType<Sqlite['prepare']>;

/** Words that a typo may lead to; with two digits a word is further than one typo from any word without. */
const MENDABLE = /^(?!.*\p{N}.*\p{N})..+/u;

const backwards = (word: string) => [...word].reverse().join('');

const asList = (value: FieldValue | undefined): readonly string[] =>
  value === null || value === undefined ? [] : typeof value === 'object' ? value : [String(value)];

/**
 * The five tables of one index: `document` with a column per field that is compared, `source` apart so that scans stay
 * slim, `keyword` with every value of the keyword fields, `text` (FTS5 without content) with the words of the text
 * fields, and `word` with the vocabulary forwards and backwards, which finds the words one typo away (see match.ts).
 * No word is ever removed from the vocabulary: one that is in no document any more matches none.
 */
export class IndexTables {
  readonly texts: readonly string[];
  readonly keywords: readonly string[];
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
      `CREATE VIRTUAL TABLE text_$ USING fts5 (${texts}, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3')`,
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

  /** To be called in a transaction. */
  put(documents: readonly SearchDocument[]) {
    const words = new Set<string>();
    for (const document of documents) {
      checkDocument(this.definition, document);
      const stored = this.prepare('SELECT n, revision FROM document_$ WHERE id = ?').get(document.id);
      if (stored && Number(stored['revision']) >= document.revision) continue;
      if (stored) this.forget(Number(stored['n']));
      this.write(document, stored ? Number(stored['n']) : null, words);
    }
    this.learn(words);
  }

  private forget(n: number) {
    this.prepare('DELETE FROM text_$ WHERE rowid = ?').run(n);
    this.prepare('DELETE FROM keyword_$ WHERE n = ?').run(n);
  }

  private write({ id, revision, fields, source }: SearchDocument, at: number | null, words: Set<string>) {
    const columns = this.columns.map((name) => `, f_${name}`).join('');
    const values = this.columns.map((name) => {
      const value = fields[name];
      return typeof value === 'object' && value ? value[0] : value;
    });
    const { lastInsertRowid: n } = this.prepare(
      `INSERT OR REPLACE INTO document_$ (n, id, revision${columns}) VALUES (?, ?, ?${', ?'.repeat(values.length)})`,
    ).run(at, id, revision, ...values);
    this.prepare('INSERT OR REPLACE INTO source_$ (n, source) VALUES (?, ?)').run(n, JSON.stringify(source));

    for (const [field, name] of this.keywords.entries())
      for (const value of new Set(asList(fields[name])))
        this.prepare('INSERT INTO keyword_$ (n, field, value) VALUES (?, ?, ?)').run(n, field, value);

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
    const letters = [...word];
    const middle = Math.floor(letters.length / 2);
    const [left, right] = [letters.slice(0, middle), letters.slice(middle)];
    const exchanged = [...left.slice(0, -1), right[0], left.at(-1), ...right.slice(1)].join('');
    const [start, end] = [left.join(''), right.reverse().join('')];
    const rows = this.prepare(
      `SELECT word FROM word_$ WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?
       UNION SELECT word FROM word_$ WHERE backwards >= ? AND backwards < ? AND length(word) BETWEEN ? AND ?
       UNION SELECT word FROM word_$ WHERE word = ?`,
    ).all(
      ...[start, above(start), letters.length - 1, letters.length + 1],
      ...[end, above(end), letters.length - 1, letters.length + 1, exchanged],
    );
    return rows.map((row) => String(row['word']));
  }
}

/** Sorts behind everything that begins with the text. */
const above = (text: string) => `${text}\u{10FFFF}`;
