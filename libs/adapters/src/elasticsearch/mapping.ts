import { wordsOf, type FieldValue, type IndexDefinition, type SearchDocument } from '#ports';
import type { estypes } from '@elastic/elasticsearch';

/** Of the mapping and of what is a word; raised with either. */
export const FORMAT = 1;

/** One more than can be reached by offset: what tells whether there is a next page. */
export const WINDOW = 10_001;
const LONGEST_WORD = 64;
/** Characters of a keyword that Lucene takes, whatever they are in bytes; a longer one is found by nothing. */
const LONGEST_KEYWORD = 8_191;

/** What stands in the mapping beside the fields: by this an index is known as ours, and its definition is read back. */
export interface Meta {
  readonly daybook: typeof FORMAT;
  /** The canonical form of the definition's fields. */
  readonly definition: string;
}

/**
 * One shard: facets are counted exactly and scores are comparable. The explicit interval of refreshing also keeps the
 * server from suspending it while nobody searches.
 */
export const SETTINGS: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
  refresh_interval: '1s',
  max_result_window: WINDOW,
  analysis: {
    filter: { beginnings: { type: 'edge_ngram', min_gram: 1, max_gram: LONGEST_WORD } },
    analyzer: {
      words: { type: 'custom', tokenizer: 'whitespace' },
      beginnings: { type: 'custom', tokenizer: 'whitespace', filter: ['beginnings'] },
    },
  },
};

/**
 * A document keeps its fields by what they are for: `text.name` holds words, `text.name.begin` the beginnings of those
 * words, `keyword.code` all values, `first.code` the one that is sorted by. Numbers are doubles, as in JSON.
 */
export function mappingOf(index: IndexDefinition, definition: string): estypes.MappingTypeMapping {
  const named = (type: string, property: estypes.MappingProperty) => ({
    properties: Object.fromEntries(
      Object.entries(index.fields).flatMap(([name, field]) => (field.type === type ? [[name, property]] : [])),
    ),
  });
  const keyword: estypes.MappingProperty = { type: 'keyword', ignore_above: LONGEST_KEYWORD };
  return {
    dynamic: 'strict',
    _meta: { daybook: FORMAT, definition } satisfies Meta,
    properties: {
      id: { type: 'keyword' },
      source: { type: 'object', enabled: false },
      text: named('text', {
        type: 'text',
        analyzer: 'words',
        index_options: 'freqs',
        fields: { begin: { type: 'text', analyzer: 'beginnings', index_options: 'docs', norms: false } },
      }),
      keyword: named('keyword', keyword),
      first: named('keyword', keyword),
      number: named('number', { type: 'double' }),
      boolean: named('boolean', { type: 'boolean' }),
    },
  };
}

const asList = (value: FieldValue | undefined): readonly string[] =>
  value === null || value === undefined ? [] : typeof value === 'object' ? value : [String(value)];

/** What is stored of a document. Its source is kept as a text: nothing in it can offend the server. */
export function stored({ fields }: IndexDefinition, document: SearchDocument): Record<string, unknown> {
  const parts: Record<'text' | 'keyword' | 'first' | 'number' | 'boolean', Record<string, unknown>> = {
    text: {},
    keyword: {},
    first: {},
    number: {},
    boolean: {},
  };
  for (const [name, { type }] of Object.entries(fields)) {
    const value = document.fields[name];
    if (value === null || value === undefined) continue;
    if (type === 'text') parts.text[name] = wordsOf(asList(value).join(' ')).join(' ');
    else if (type === 'keyword') {
      parts.keyword[name] = [...new Set(asList(value))];
      parts.first[name] = asList(value)[0];
    } else parts[type][name] = value;
  }
  return { id: document.id, source: JSON.stringify(document.source), ...parts };
}
