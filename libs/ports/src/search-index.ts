/** A field of an index: how it is compared and what it may be used for. */
export type SearchField =
  /** Words to search in. A match counts `weight` times (default 1) as much as one in a field of weight 1. */
  | { readonly type: 'text'; readonly weight?: number }
  /** One or several exact values, case-sensitive: filters, sorting (of several values the first counts), facets. */
  | { readonly type: 'keyword'; readonly facet?: boolean }
  /** Filters, ranges, sorting. Amounts are integers in minor units, times are milliseconds since 1970. */
  | { readonly type: 'number' }
  /** Filters. */
  | { readonly type: 'boolean' };

/** What an index holds; the names are an allow-list, nothing else can be searched, filtered or sorted. */
export interface IndexDefinition {
  /** Small letters, digits and dashes. */
  readonly name: string;
  /** By name: letters and digits, the first a small letter. */
  readonly fields: Readonly<Record<string, SearchField>>;
}

export type FieldValue = string | number | boolean | readonly string[] | null;

export interface SearchDocument {
  readonly id: string;
  /** Revision of the stream that it comes from: an older version never replaces a newer one. */
  readonly revision: number;
  /** Text and keyword fields take strings; a field that is missing or null has no value. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** What a hit gives back, JSON; not searched. */
  readonly source: unknown;
}

/** A document without a value in the field never passes. */
export type Filter =
  /** Some value of the field is this one, or one of these. */
  | { readonly field: string; readonly is: string | number | boolean | readonly string[] }
  /** The number lies between the two, both included. */
  | { readonly field: string; readonly from?: number | undefined; readonly to?: number | undefined };

export interface SearchQuery {
  /**
   * What a person typed; never a query language. It is taken apart by `wordsOf`, and every word must match in some
   * text field: a word of the document equal to it; for the last word also one that begins with it; for words that
   * `toleratesTypo` also one at a single insertion, deletion, replacement or exchange of neighbours. Hits whose words
   * are all equal come before those that need the beginning, these before those that need a typo; among them rare
   * words and heavy fields count. A text without words is no text. More than 50 different words are refused.
   */
  readonly text?: string | undefined;
  /** All must pass. */
  readonly filters?: readonly Filter[];
  /** Keyword fields declared with `facet` whose values are counted over all hits. */
  readonly facets?: readonly string[];
  /**
   * A keyword or number field, with `-` before it descending; documents without a value come last either way.
   * Default: by relevance with text, by id without. Ties are broken by id, ascending.
   */
  readonly sort?: string | undefined;
  /** Most hits, 1 to 100. */
  readonly size: number;
  /** Hits to pass over; with size at most 10,000, deeper goes by cursor. */
  readonly offset?: number;
  /**
   * `nextCursor` of the page before, under the same text, filters and sort; not together with an offset. Whatever is
   * written meanwhile, who follows it to its end sees every document once that matches all along and is not written
   * itself. By relevance that holds as long as none moves by more than 200 ranks.
   */
  readonly cursor?: string | undefined;
}

export interface SearchResult {
  readonly hits: readonly { readonly id: string; readonly revision: number; readonly source: unknown }[];
  /** All hits, on every page. */
  readonly total: number;
  /** Per facet field its values with their counts, most frequent first, equals by value, at most 50. */
  readonly facets: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>;
  /** Set while there are more hits. */
  readonly nextCursor?: string | undefined;
}

/** Documents that an index does not take as they are, however often they are put: by id, why. */
export class DocumentsRefused extends Error {
  constructor(
    index: string,
    readonly reasons: ReadonlyMap<string, string>,
  ) {
    const told = [...reasons].slice(0, 5).map(([id, reason]) => `${id || '""'} (${reason})`);
    const more = reasons.size > told.length ? ` and ${reasons.size - told.length} more` : '';
    super(`The search index ${index} refuses documents: ${told.join('; ')}${more}`);
  }
}

/**
 * Full text search over documents that can be rebuilt at any time. What was put is found soon, at once only in the
 * embedded engine. A query that its index does not allow is refused with AppError `invalid`, `VALIDATION_FAILED`; an
 * index that is not there is a fault of ours and a plain Error.
 */
export abstract class SearchIndex {
  /** Whether the index is there. */
  abstract has(index: string): Promise<boolean>;
  /** Makes the index where it is missing. Throws CannotStart for another definition under the same name. */
  abstract ensure(index: IndexDefinition): Promise<void>;
  /**
   * Puts documents in; per document an older or equal revision than the stored one changes nothing. Throws
   * DocumentsRefused for those that do not fit the definition or that the server refuses, when all others are in.
   */
  abstract put(index: string, documents: readonly SearchDocument[]): Promise<void>;
  /** Stored revisions of documents, up to date with every put that has returned; what is missing is left out. */
  abstract revisions(index: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  abstract search(index: string, query: SearchQuery): Promise<SearchResult>;
  /**
   * Starts an empty twin of the index that takes `put`s under the given name until it is swapped in or dropped. The
   * definition may be a new one. What a rebuild that was broken off has left under the twin's name is thrown away.
   */
  abstract beginRebuild(index: IndexDefinition, twin: string): Promise<void>;
  /**
   * The twin takes the index's place, in one step: every search sees the old documents or all that were put into the
   * twin before. The old documents and the twin's name are gone.
   */
  abstract swap(index: string, twin: string): Promise<void>;
  /** Removes the index with its documents; nothing happens where there is none. */
  abstract drop(index: string): Promise<void>;
  abstract close(): Promise<void>;
}
