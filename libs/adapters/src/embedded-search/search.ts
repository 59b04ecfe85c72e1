import { checkQuery, encodeCursor, type CheckedFilter, type CheckedQuery, type PageEnd } from '#ports';
import type { SearchQuery, SearchResult } from '#ports';
import { matchOf } from './match.js';
import type { IndexTables } from './tables.js';

const MOST_VALUES = 50;

type Value = string | number | boolean | null;

/** A piece of SQL with what its question marks stand for. */
interface Clause {
  readonly sql: string;
  readonly values: readonly Value[];
}

const all = (clauses: readonly Clause[]): Clause => ({
  sql: clauses.length ? `WHERE ${clauses.map(({ sql }) => `(${sql})`).join(' AND ')}` : '',
  values: clauses.flatMap(({ values }) => values),
});

export function search(tables: IndexTables, asked: SearchQuery): SearchResult {
  const query = checkQuery(tables.definition, asked);
  const ways = query.words.length ? matchOf(query.words, (word) => tables.near(word)) : undefined;
  const filters = query.filters.map((filter) => passes(tables, filter));
  const matched = ways
    ? [{ sql: 'd.n IN (SELECT rowid FROM text_$ WHERE text_$ MATCH ?)', values: [ways.typo] }, ...filters]
    : filters;

  const rows =
    ways && !query.sort
      ? byRelevance(tables, query, [...new Set([ways.exact, ways.beginning, ways.typo])], filters)
      : byField(tables, query, matched);
  const page = rows.slice(0, query.size);
  const last = page.at(-1);
  return {
    hits: page.map((row) => ({
      id: String(row['id']),
      revision: Number(row['revision']),
      source: source(tables, row['n']),
    })),
    total: total(tables, matched),
    facets: facets(tables, query.facets, matched),
    nextCursor:
      last && rows.length > query.size
        ? encodeCursor(query, { key: last['key'] as PageEnd['key'], id: String(last['id']) })
        : undefined,
  };
}

function passes(tables: IndexTables, filter: CheckedFilter): Clause {
  const column = `d.f_${filter.field}`;
  if ('oneOf' in filter) {
    const values = [JSON.stringify(filter.oneOf)];
    const listed = 'SELECT value FROM json_each(?)';
    const field = tables.keywords.indexOf(filter.field);
    if (field < 0) return { sql: `${column} IN (${listed})`, values };
    return { sql: `d.n IN (SELECT n FROM keyword_$ WHERE field = ${field} AND value IN (${listed}))`, values };
  }
  const bounds = [
    { sql: `${column} >= ?`, value: filter.from },
    { sql: `${column} <= ?`, value: filter.to },
  ].filter(({ value }) => value !== undefined);
  return {
    sql: [`${column} IS NOT NULL`, ...bounds.map(({ sql }) => sql)].join(' AND '),
    values: bounds.map(({ value }) => value!),
  };
}

/**
 * `key` is the way of matching times 10,000 plus the bm25 rank, which is negative, better when lower and, at 50 words,
 * far from 10,000.
 */
function byRelevance(tables: IndexTables, query: CheckedQuery, ways: readonly string[], filters: readonly Clause[]) {
  const weights = tables.texts.map((name) => weightOf(tables, name)).join(', ');
  const ranked = ways.map(
    (_, i) => `SELECT rowid AS n, ${i * 10_000} + bm25(text_$, ${weights}) AS key FROM text_$ WHERE text_$ MATCH ?`,
  );
  const after = query.after && {
    sql: 'h.key > ? OR (h.key = ? AND d.id > ?)',
    values: [query.after.key, query.after.key, query.after.id],
  };
  const where = all(after ? [...filters, after] : filters);
  return tables
    .prepare(
      `SELECT d.n, d.id, d.revision, h.key
       FROM (SELECT n, min(key) AS key FROM (${ranked.join(' UNION ALL ')}) GROUP BY n) AS h
       JOIN document_$ AS d ON d.n = h.n ${where.sql} ORDER BY h.key, d.id LIMIT ? OFFSET ?`,
    )
    .all(...ways, ...where.values, query.size + 1, query.offset);
}

const weightOf = ({ definition }: IndexTables, name: string) => {
  const field = definition.fields[name];
  return (field?.type === 'text' && field.weight) || 1;
};

function byField(tables: IndexTables, query: CheckedQuery, matched: readonly Clause[]) {
  const { sort, after } = query;
  const column = sort ? `d.f_${sort.field}` : 'NULL';
  const order = sort ? `${column} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, d.id` : 'd.id';
  const where = all(after ? [...matched, behind(column, sort?.descending ?? false, after)] : matched);
  return tables
    .prepare(
      `SELECT d.n, d.id, d.revision, ${column} AS key FROM document_$ AS d ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    )
    .all(...where.values, query.size + 1, query.offset);
}

function behind(column: string, descending: boolean, { key, id }: PageEnd): Clause {
  if (key === null) return { sql: `${column} IS NULL AND d.id > ?`, values: [id] };
  const further = `${column} ${descending ? '<' : '>'} ?`;
  return { sql: `${further} OR ${column} IS NULL OR (${column} = ? AND d.id > ?)`, values: [key, key, id] };
}

function total(tables: IndexTables, matched: readonly Clause[]): number {
  const where = all(matched);
  const row = tables.prepare(`SELECT count(*) AS total FROM document_$ AS d ${where.sql}`).get(...where.values);
  return Number(row?.['total']);
}

function facets(tables: IndexTables, names: readonly string[], matched: readonly Clause[]): SearchResult['facets'] {
  const where = all(matched);
  const within = matched.length ? `AND n IN (SELECT d.n FROM document_$ AS d ${where.sql})` : '';
  const counts = tables.prepare(
    `SELECT value, count(*) AS count FROM keyword_$ WHERE field = ? ${within}
     GROUP BY value ORDER BY count DESC, value LIMIT ${MOST_VALUES}`,
  );
  const count = (name: string) =>
    counts
      .all(tables.keywords.indexOf(name), ...where.values)
      .map((row) => ({ value: String(row['value']), count: Number(row['count']) }));
  return Object.fromEntries(names.map((name) => [name, count(name)]));
}

const source = (tables: IndexTables, n: unknown): unknown =>
  JSON.parse(String(tables.prepare('SELECT source FROM source_$ WHERE n = ?').get(Number(n))?.['source']));
