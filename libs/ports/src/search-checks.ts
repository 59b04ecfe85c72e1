import { AppError, type ErrorDetail } from './app-error.js';
import {
  DocumentsRefused,
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

/** Throws DocumentsRefused for a document with a field or a value that its index has no place for. */
export function checkDocument({ name, fields }: IndexDefinition, document: SearchDocument) {
  for (const [field, value] of Object.entries(document.fields)) {
    const type = Object.hasOwn(fields, field) ? fields[field]!.type : undefined;
    const fits = (one: unknown) => !!type && typeof one === VALUE_OF[type] && !Number.isNaN(one);
    const several = type === 'text' || type === 'keyword';
    if (value !== null && !(several && typeof value === 'object' ? value.every(fits) : fits(value)))
      throw new DocumentsRefused(name, new Map([[document.id, `field ${field} does not fit the index ${name}`]]));
  }
}

export type CheckedFilter =
  | { readonly field: string; readonly oneOf: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly from: number | undefined; readonly to: number | undefined };

/** Where a page ended: what its last hit was sorted by (null by id, or without a value), and the hit's id. */
export interface PageEnd {
  readonly key: string | number | null;
  readonly id: string;
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
}

const refuse = (detail: ErrorDetail): never => {
  throw new AppError('invalid', 'VALIDATION_FAILED', detail.message, [detail]);
};

/** Throws AppError `invalid` for anything that the definition does not allow. */
export function checkQuery({ fields }: IndexDefinition, query: SearchQuery): CheckedQuery {
  const { size, offset = 0, cursor } = query;
  if (!Number.isInteger(size) || size < 1 || size > MOST_HITS)
    refuse({ parameter: 'size', message: `size is an integer from 1 to ${MOST_HITS}` });
  if (!Number.isInteger(offset) || offset < 0 || offset + size > WINDOW)
    refuse({ parameter: 'page', message: `pages reach the first ${WINDOW} hits; use a cursor to go on` });
  if (cursor !== undefined && offset) refuse({ parameter: 'cursor', message: 'a cursor stands without a page' });

  const words = [...new Set(wordsOf(query.text ?? '').reverse())].reverse();
  if (words.length > MOST_WORDS) refuse({ parameter: 'q', message: `a search has at most ${MOST_WORDS} words` });

  return {
    words,
    filters: (query.filters ?? []).map((filter) => checkFilter(fields, filter)),
    facets: (query.facets ?? []).map((name) => {
      const field = fieldOf(fields, name, 'facets');
      return field.type === 'keyword' && field.facet
        ? name
        : refuse({ parameter: 'facets', message: `${name} is not counted` });
    }),
    sort: checkSort(fields, query.sort),
    size,
    offset,
    after: cursor === undefined ? undefined : decodeCursor(cursor, orderOf(query.sort, words)),
  };
}

/** The cursor of the page that follows; opaque to callers, and good for the same order only. */
export function encodeCursor(query: CheckedQuery, end: PageEnd): string {
  const sort = query.sort && `${query.sort.descending ? '-' : ''}${query.sort.field}`;
  return Buffer.from(JSON.stringify([orderOf(sort, query.words), end.key, end.id])).toString('base64url');
}

/** No field has one of the two names that stand for the default orders. */
const orderOf = (sort: string | undefined, words: readonly string[]) => sort ?? (words.length ? '*' : '');

function decodeCursor(cursor: string, order: string): PageEnd {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    parts = undefined;
  }
  const [ofOrder, key, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (ofOrder !== order || typeof id !== 'string' || !isKey(key))
    return refuse({ parameter: 'cursor', message: 'this cursor does not belong to this search' });
  return { key, id };
}

const isKey = (key: unknown): key is PageEnd['key'] =>
  key === null || typeof key === 'string' || typeof key === 'number';

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
