import { hash } from 'node:crypto';
import { AppError, type ErrorDetail } from './app-error.js';
import {
  type Filter,
  type IndexDefinition,
  type SearchDocument,
  type SearchField,
  type SearchQuery,
} from './search-index.js';
import { wordsOf } from './search-words.js';

/** Hits that can be reached by offset; deeper goes by cursor. */
const WINDOW = 10_000;
const MOST_HITS = 100;
const MOST_WORDS = 50;
/** Hits by relevance that a cursor names: so many ranks may move while it is followed, and it still fits into an address. */
const MOST_SHOWN = 200;
const MARK = 8;

/**
 * The fields of a definition in one form, whatever their order: the JSON of its sorted entries, which engines store beside
 * an index and compare. Throws Error for a definition that no engine takes.
 */
export function canonical({ name, fields }: IndexDefinition): string {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name for an index`);
  for (const field of Object.keys(fields))
    if (!/^[a-z][A-Za-z0-9]*$/.test(field))
      throw new Error(`${JSON.stringify(field)} is no name for a field of ${name}`);
  if (!Object.values(fields).some(({ type }) => type === 'text')) throw new Error(`${name} has no text to search in`);
  const sorted = (entries: [string, unknown][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const plain = sorted(Object.entries(fields)) as [string, SearchField][];
  return JSON.stringify(plain.map(([field, its]) => [field, Object.fromEntries(sorted(Object.entries(its)))]));
}

const VALUE_OF = { text: 'string', keyword: 'string', number: 'number', boolean: 'boolean' } as const;

/** The documents that fit an index, and by id why others do not: a field or a value that it has no place for. */
export function sortOut(index: IndexDefinition, documents: readonly SearchDocument[]) {
  const refused = new Map<string, string>();
  for (const document of documents) {
    const field = misfit(index, document);
    if (field !== undefined) refused.set(document.id, `field ${field} does not fit the index ${index.name}`);
  }
  return { fitting: documents.filter(({ id }) => !refused.has(id)), refused };
}

function misfit({ fields }: IndexDefinition, document: SearchDocument): string | undefined {
  return Object.entries(document.fields).find(([field, value]) => {
    const type = Object.hasOwn(fields, field) ? fields[field]!.type : undefined;
    const fits = (one: unknown) => !!type && typeof one === VALUE_OF[type] && !Number.isNaN(one);
    const several = type === 'text' || type === 'keyword';
    return value !== null && !(several && typeof value === 'object' ? value.every(fits) : fits(value));
  })?.[0];
}

export type CheckedFilter =
  | { readonly field: string; readonly oneOf: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly from: number | undefined; readonly to: number | undefined };

/** A hit's place in the order: what it is sorted by (null by id, or without a value) and its id. */
export interface Place {
  readonly key: string | number | null;
  readonly id: string;
}

/** From where a list goes on: behind a hit, or with the id '' from its beginning. */
export interface PageEnd extends Place {
  /** Hits up to this one, itself included, when the cursor was given. */
  readonly passed: number;
  /** Marks of hits that were shown and stood, or may stand, behind it. */
  readonly shown: ReadonlySet<string>;
}

/** A query in which every name and value has been checked against the index: what engines work on. */
export interface CheckedQuery {
  /** Different words of the text; the last one is the last that was typed. */
  readonly words: readonly string[];
  readonly filters: readonly CheckedFilter[];
  readonly facets: readonly string[];
  /** Without it the order is relevance where there are words, else the id. */
  readonly sort: { readonly field: string; readonly descending: boolean } | undefined;
  readonly size: number;
  readonly offset: number;
  readonly after: PageEnd | undefined;
  /** The order is relevance. */
  readonly isRanked: boolean;
  /** Rows that `cutPage` needs: one behind the page tells that there is more. */
  readonly most: number;
  /** Tells this text, these filters and this sort from all others. */
  readonly mark: string;
}

const refuse = (detail: ErrorDetail): never => {
  throw new AppError('invalid', 'VALIDATION_FAILED', detail.message, [detail]);
};

/** Throws AppError `invalid` for anything that the definition does not allow. */
export function checkQuery({ name, fields }: IndexDefinition, query: SearchQuery): CheckedQuery {
  const { size, offset = 0, cursor } = query;
  if (!Number.isInteger(size) || size < 1 || size > MOST_HITS)
    refuse({ parameter: 'size', message: `size is an integer from 1 to ${MOST_HITS}` });
  if (!Number.isInteger(offset) || offset < 0 || offset + size > WINDOW)
    refuse({ parameter: 'page', message: `pages reach the first ${WINDOW} hits; use a cursor to go on` });
  if (cursor !== undefined && offset) refuse({ parameter: 'cursor', message: 'a cursor stands without a page' });

  const words = [...new Set(wordsOf(query.text ?? '').reverse())].reverse();
  if (words.length > MOST_WORDS) refuse({ parameter: 'q', message: `a search has at most ${MOST_WORDS} words` });

  const filters = (query.filters ?? []).map((filter) => checkFilter(fields, filter));
  const sort = checkSort(fields, query.sort);
  const mark = markOf(JSON.stringify([name, words, filters, query.sort]));
  const after = cursor === undefined ? undefined : decodeCursor(cursor, mark);
  return {
    words,
    filters,
    facets: (query.facets ?? []).map((name) => {
      const field = fieldOf(fields, name, 'facets');
      return field.type === 'keyword' && field.facet
        ? name
        : refuse({ parameter: 'facets', message: `${name} is not counted` });
    }),
    sort,
    size,
    offset,
    after,
    isRanked: !sort && words.length > 0,
    most: size + 1 + (after?.shown.size ?? 0),
    mark,
  };
}

/**
 * The page that begins with the first of these rows, `query.most` of the list behind the place of its cursor, and the
 * cursor of the next one; opaque to callers, and good for the same text, filters and sort only. Ranks shift with every
 * document that is written: unless the rows stay as they are (`isFrozen`), a list by relevance goes on from where it was
 * a while ago, and passes over the hits that it has shown since.
 */
export function cutPage<Row extends Place>(
  query: CheckedQuery,
  rows: readonly Row[],
  isFrozen: boolean,
): { readonly hits: readonly Row[]; readonly nextCursor?: string } {
  const { after, offset, size } = query;
  const shown = new Set(after?.shown);
  const unseen = rows.filter(({ id }) => !shown.has(markOf(id)));
  const hits = unseen.slice(0, size);
  if (unseen.length <= size) return { hits };
  const passed = rows.slice(0, rows.indexOf(hits.at(-1)!) + 1);
  for (const { id } of passed) shown.delete(markOf(id));
  const kept = isFrozen || !query.isRanked ? 0 : MOST_SHOWN - shown.size;
  const count = Math.max(passed.length - kept, offset ? 1 : 0);
  for (const { id } of passed.slice(count)) shown.add(markOf(id));
  const { key, id } = passed[count - 1] ?? after ?? { key: null, id: '' };
  const json = JSON.stringify([query.mark, key, id, (after?.passed ?? offset) + count]);
  return { hits, nextCursor: [Buffer.from(json).toString('base64url'), ...shown].join('~') };
}

const markOf = (text: string) => hash('sha1', text, 'base64url').slice(0, MARK);

function decodeCursor(cursor: string, mark: string): PageEnd {
  const [place = '', ...shown] = cursor.split('~');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(place, 'base64url').toString());
  } catch {
    parts = undefined;
  }
  const [of, key, id, passed] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const isPlace =
    typeof id === 'string' && isKey(key) && Number.isSafeInteger(passed) && Number(passed) >= (id ? 1 : 0);
  if (of !== mark || !isPlace || shown.length > MOST_SHOWN || shown.some((each) => each.length !== MARK))
    return refuse({ parameter: 'cursor', message: 'this cursor does not belong to this search' });
  return { key, id, passed: Number(passed), shown: new Set(shown) };
}

const isKey = (key: unknown): key is Place['key'] => key === null || typeof key === 'string' || typeof key === 'number';

function fieldOf(fields: IndexDefinition['fields'], name: string, parameter: string): SearchField {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field ?? refuse({ parameter, message: `there is no field ${JSON.stringify(name.slice(0, 50))}` });
}

function checkSort(fields: IndexDefinition['fields'], sort: string | undefined): CheckedQuery['sort'] {
  if (sort === undefined) return undefined;
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const { type } = fieldOf(fields, name, 'sort');
  if (type !== 'keyword' && type !== 'number') refuse({ parameter: 'sort', message: `${name} cannot be sorted by` });
  return { field: name, descending };
}

function checkFilter(fields: IndexDefinition['fields'], filter: Filter): CheckedFilter {
  const { field } = filter;
  const { type } = fieldOf(fields, field, 'filter');
  const wrong = (message: string) => refuse({ parameter: field, message });
  if ('is' in filter) {
    const oneOf = typeof filter.is === 'object' ? filter.is : [filter.is];
    if (type === 'text') wrong(`${field} cannot be filtered by`);
    for (const value of oneOf)
      if (typeof value !== VALUE_OF[type] || Number.isNaN(value))
        wrong(`${field} is compared with a ${VALUE_OF[type]}`);
    return { field, oneOf };
  }
  if (type !== 'number') wrong(`${field} has no range`);
  for (const bound of [filter.from, filter.to])
    if (bound !== undefined && !Number.isFinite(bound)) wrong(`a bound of ${field} is not a number`);
  return { field, from: filter.from, to: filter.to };
}
