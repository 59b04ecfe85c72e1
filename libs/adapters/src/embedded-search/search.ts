import { checkQuery, cutPage, type CheckedFilter, type CheckedQuery, type PageEnd, type Place } from '#ports';
import type { SearchQuery, SearchResult } from '#ports';
import { waysToMatch } from './match.js';
import type { IndexTables } from './tables.js';

const MOST_VALUES = 50;

/** A condition on a document `d`, with what its question marks stand for. */
interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number | boolean)[];
}

const where = (conditions: readonly Condition[]) => ({
  sql: conditions.length ? `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}` : '',
  values: conditions.flatMap(({ values }) => values),
});

/** Works on the temporary table `hit` (n, rank), made by the index for each search in turn. */
export function search(tables: IndexTables, asked: SearchQuery): SearchResult {
  const query = checkQuery(tables.definition, asked);
  const filters = where(query.filters.map((filter) => passes(tables, filter)));
  const chosen = query.words.length || filters.sql ? collect(tables, query, filters) : undefined;

  const { hits, nextCursor } = cutPage(query, found(tables, query, chosen !== undefined), false);
  return {
    hits: hits.map(({ n, id, revision }) => ({
      id,
      revision,
      source: JSON.parse(
        String(tables.prepare('SELECT source FROM source_$ WHERE n = ?').get(n)?.['source']),
      ) as unknown,
    })),
    total: chosen ?? Number(tables.prepare('SELECT count(*) AS total FROM document_$').get()?.['total']),
    facets: Object.fromEntries(query.facets.map((field) => [field, counts(tables, field, chosen)])),
    nextCursor,
  };
}

function passes(tables: IndexTables, filter: CheckedFilter): Condition {
  const column = `d.f_${filter.field}`;
  if ('oneOf' in filter) {
    const values = [JSON.stringify(filter.oneOf)];
    const listed = 'SELECT value FROM json_each(?)';
    const field = tables.keywords.indexOf(filter.field);
    if (field < 0) return { sql: `${column} IN (${listed})`, values };
    return { sql: `d.n IN (SELECT n FROM keyword_$ WHERE field = ${field} AND value IN (${listed}))`, values };
  }
  const { from = -Number.MAX_VALUE, to = Number.MAX_VALUE } = filter;
  return { sql: `${column} BETWEEN ? AND ?`, values: [from, to] };
}

/** What one way of matching ranks behind the one before; bm25 is negative and, at 50 words, far from it. */
const WAY = 10_000;

/**
 * Fills `hit` and gives the number of hits. The rank is lower for better hits: the way of matching, then bm25, which
 * is the dear part and left out for ways that begin behind the page.
 */
function collect(tables: IndexTables, query: CheckedQuery, filters: ReturnType<typeof where>): number {
  tables.prepare('DELETE FROM hit').run();
  if (!query.words.length)
    return tables.prepare(`INSERT INTO hit (n) SELECT d.n FROM document_$ AS d ${filters.sql}`).run(...filters.values)
      .changes;
  let hits = 0;
  for (const [i, way] of waysToMatch(query.words, (word) => tables.near(word)).entries()) {
    const onPage = !query.sort && (query.after || hits <= query.offset + query.size);
    const rank = onPage ? `? + bm25(text_$, ${tables.weights.join(', ')})` : '?';
    const found = `SELECT rowid AS n, ${rank} AS rank FROM text_$ WHERE text_$ MATCH ?`;
    const passing = `SELECT d.n, rank FROM (${found}) JOIN document_$ AS d USING (n) ${filters.sql}`;
    hits += tables
      .prepare(`INSERT INTO hit (n, rank) ${filters.sql ? passing : found}`)
      .run(i * WAY, way, ...filters.values).changes;
  }
  return hits;
}

interface Row extends Place {
  readonly n: number;
  readonly revision: number;
}

/** The hits from the query's place on, as many as make its page. */
function found(tables: IndexTables, query: CheckedQuery, chosen: boolean): Row[] {
  const { sort, after, isRanked, most, offset } = query;
  const key = sort ? `d.f_${sort.field}` : isRanked ? 'hit.rank' : 'NULL';
  const order = key === 'NULL' ? 'd.id' : `${key} ${sort?.descending ? 'DESC' : 'ASC'} NULLS LAST, d.id`;
  const place = after && isRanked ? placeNow(tables, after) : after;
  const behind = where(place ? [comesAfter(place, key, sort?.descending ?? false)] : []);
  // Of a hit that is gone: it was the last of those passed.
  const skipped = after && !place ? Math.max(after.passed - 1, 0) : offset;
  return tables
    .prepare(
      `SELECT d.n, d.id, d.revision, ${isRanked ? 'd.revision' : key} AS key
       FROM document_$ AS d ${chosen ? 'JOIN hit USING (n)' : ''} ${behind.sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    )
    .all(...behind.values, most, skipped) as object[] as Row[];
}

/** Where a hit by relevance ranks among the hits of today, if it is still one and as it was. */
function placeNow(tables: IndexTables, { key, id }: PageEnd): Place | undefined {
  const sql = 'SELECT hit.rank AS key, d.id FROM document_$ AS d JOIN hit USING (n) WHERE d.id = ? AND d.revision = ?';
  return tables.prepare(sql).get(id, key) as Place | undefined;
}

function comesAfter({ key, id }: Place, column: string, descending: boolean): Condition {
  if (key === null) return { sql: `${column} IS NULL AND d.id > ?`, values: [id] };
  const further = `${column} ${descending ? '<' : '>'} ?`;
  return { sql: `${further} OR ${column} IS NULL OR (${column} = ? AND d.id > ?)`, values: [key, key, id] };
}

/** A few hits are looked up one by one; many are met faster by reading all values of the field in their order. */
function counts(tables: IndexTables, field: string, chosen: number | undefined) {
  const documents = Number(tables.prepare('SELECT max(n) AS last FROM document_$').get()?.['last']);
  const within =
    chosen === undefined
      ? 'keyword_$ AS k WHERE k.field = ?'
      : chosen < documents / 4
        ? 'hit CROSS JOIN keyword_$ AS k USING (n) WHERE k.field = ?'
        : 'keyword_$ AS k WHERE k.field = ? AND k.n IN (SELECT n FROM hit)';
  return tables
    .prepare(
      `SELECT k.value, count(*) AS count FROM ${within} GROUP BY k.value ORDER BY count DESC, k.value LIMIT ${MOST_VALUES}`,
    )
    .all(tables.keywords.indexOf(field))
    .map((row) => ({ value: String(row['value']), count: Number(row['count']) }));
}
