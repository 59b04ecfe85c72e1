import type { estypes } from '@elastic/elasticsearch';
import { AppError, toleratesTypo } from '#ports';
import type { CheckedFilter, CheckedQuery, IndexDefinition, Place } from '#ports';

type Query = estypes.QueryDslQueryContainer;

const MOST_VALUES = 50;
/** Words one typo away from one that was typed; more are not looked at. */
const MOST_MENDED = 500;
/**
 * What a way of matching ranks above the one behind it. Relevance stays below: with the weights divided by their sum it
 * is that of one word in one field, at most the logarithm of the number of documents.
 */
const WAY = 32;

/** A search for what makes the page of a checked query. With `prefix` only indices are searched whose names begin with it. */
export function searchFor(index: IndexDefinition, query: CheckedQuery, prefix?: string): estypes.SearchRequest {
  const { words, filters, facets, most, offset, after } = query;
  return {
    query: {
      bool: {
        filter: [
          ...(prefix ? [{ prefix: { _index: prefix } }] : []),
          ...filters.map((filter) => passes(index, filter)),
        ],
        ...(words.length && { must: words.map((_, at) => matches(index, words, at)), should: ways(index, words) }),
      },
    },
    sort: orderOf(index, query),
    size: most,
    from: offset,
    ...(after?.id && { search_after: placeOf(index, query, after) }),
    aggs: Object.fromEntries(
      facets.map((field) => [
        field,
        { terms: { field: `keyword.${field}`, size: MOST_VALUES, order: [{ _count: 'desc' }, { _key: 'asc' }] } },
      ]),
    ),
    _source: ['source'],
    version: true,
    track_total_hits: true,
  };
}

const textsOf = ({ fields }: IndexDefinition) =>
  Object.entries(fields).flatMap(([name, field]) =>
    field.type === 'text' ? [{ name, weight: field.weight ?? 1 }] : [],
  );

const anyOf = (queries: Query[]): Query => ({ bool: { should: queries, minimum_should_match: 1 } });

/** A word of the document that is equal to this one. */
const equals = (index: IndexDefinition, word: string): Query =>
  anyOf(textsOf(index).map(({ name }) => ({ term: { [`text.${name}`]: word } })));

/** One that begins with it. */
const begins = (index: IndexDefinition, word: string): Query =>
  anyOf(textsOf(index).map(({ name }) => ({ term: { [`text.${name}.begin`]: word } })));

/** In any way that is allowed for the word, scored by the best of them in each field. */
function matches(index: IndexDefinition, words: readonly string[], at: number): Query {
  const word = words[at]!;
  const texts = textsOf(index);
  const sum = texts.reduce((total, { weight }) => total + weight, 0) * words.length;
  return anyOf(
    texts.map(({ name, weight }) => {
      const ways: Query[] = [{ term: { [`text.${name}`]: word } }];
      if (at === words.length - 1) ways.push({ term: { [`text.${name}.begin`]: word } });
      if (toleratesTypo(word)) {
        const typo = { value: word, fuzziness: 1, prefix_length: 0, transpositions: true, max_expansions: MOST_MENDED };
        ways.push({ fuzzy: { [`text.${name}`]: typo } });
      }
      return { dis_max: { queries: ways, boost: weight / sum } };
    }),
  );
}

/** All words equal ranks above the last one begun, and that above the rest; what is equal is begun as well. */
function ways(index: IndexDefinition, words: readonly string[]): Query[] {
  const exact = words.map((word) => equals(index, word));
  const begun = exact.with(-1, begins(index, words.at(-1)!));
  return [exact, begun].map((filter) => ({ constant_score: { filter: { bool: { filter } }, boost: WAY } }));
}

function passes({ fields }: IndexDefinition, filter: CheckedFilter): Query {
  const field = `${fields[filter.field]!.type}.${filter.field}`;
  if ('oneOf' in filter) return { terms: { [field]: [...filter.oneOf] } };
  const { from, to } = filter;
  return { range: { [field]: { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lte: to }) } } };
}

const isNumber = ({ fields }: IndexDefinition, name: string) => fields[name]?.type === 'number';

function orderOf(index: IndexDefinition, { sort, words }: CheckedQuery): estypes.SortCombinations[] {
  const byId: estypes.SortCombinations = { id: 'asc' };
  if (!sort) return words.length ? [{ _score: { order: 'desc' } }, byId] : [byId];
  const field = `${isNumber(index, sort.field) ? 'number' : 'first'}.${sort.field}`;
  return [{ [field]: { order: sort.descending ? 'desc' : 'asc', missing: '_last' } }, byId];
}

/**
 * Where a hit stands in the order. A number that is not there is told as an infinite one, in a string. By relevance it is
 * what it scored, and as which version: `isAsIn` tells whether it still is that one.
 */
export function placeIn(index: IndexDefinition, { sort, isRanked }: CheckedQuery, hit: estypes.SearchHit): Place {
  const [id, key] = [hit._id ?? '', hit.sort?.[0] as Place['key']];
  if (isRanked) return { key: `${key}@${hit._version}`, id };
  if (!sort) return { key: null, id };
  return { key: isNumber(index, sort.field) && typeof key === 'string' ? null : key, id };
}

export const isAsIn = ({ key }: Place, hit: estypes.SearchHit): boolean =>
  String(key).split('@')[1] === `${hit._version}`;

function placeOf(index: IndexDefinition, { sort, isRanked }: CheckedQuery, { key, id }: Place): estypes.SortResults {
  if (isRanked) return [scoreIn(key), id];
  if (!sort) return [id];
  const needed = isNumber(index, sort.field) ? 'number' : 'string';
  if (key === null) {
    return needed === 'string' ? [null, id] : [sort.descending ? '-Infinity' : 'Infinity', id];
  }
  if (typeof key !== needed) throw wrongCursor();
  return [key, id];
}

function scoreIn(key: Place['key']): number {
  const score = Number(String(key).split('@')[0] || NaN);
  if (!Number.isFinite(score)) throw wrongCursor();
  return score;
}

export const wrongCursor = (): AppError => {
  const message = 'this cursor does not belong to this search';
  return new AppError('invalid', 'VALIDATION_FAILED', message, [{ parameter: 'cursor', message }]);
};
