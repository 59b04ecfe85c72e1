/** A field of an index: how it is compared and what it may be used for. */
export type SearchField =
  | { readonly type: 'text'; readonly weight?: number }
  | { readonly type: 'keyword'; readonly facet?: boolean }
  | { readonly type: 'number' }
  | { readonly type: 'boolean' };

/** What an index holds; the names are an allow-list, nothing else can be searched, filtered or sorted. */
export interface IndexDefinition {
  readonly name: string;
  readonly fields: Readonly<Record<string, SearchField>>;
}

export type FieldValue = string | number | boolean | readonly string[] | null;

export interface SearchDocument {
  readonly id: string;
  /** Revision of the stream that it comes from: an older version never replaces a newer one. */
  readonly revision: number;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** What a hit gives back; not searched. */
  readonly source: unknown;
}

export type Filter =
  | { readonly field: string; readonly is: string | number | boolean | readonly string[] }
  | { readonly field: string; readonly from?: number | undefined; readonly to?: number | undefined };

export interface SearchQuery {
  /** Words; every one must match (by word, prefix of the last word, or one typo from four letters on). Never a query language. */
  readonly text?: string | undefined;
  readonly filters?: readonly Filter[];
  /** Fields whose values are counted over all hits. */
  readonly facets?: readonly string[];
  /** `-price` is descending; default by relevance with text, by id without. The id breaks ties. */
  readonly sort?: string | undefined;
  /** Most hits, 1 to 100. */
  readonly size: number;
  /** Hits to pass over; with size at most 10,000. */
  readonly offset?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface SearchResult {
  readonly hits: readonly { readonly id: string; readonly revision: number; readonly source: unknown }[];
  readonly total: number;
  /** Per facet field its values with their counts, most frequent first, at most 50. */
  readonly facets: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>;
  readonly nextCursor?: string | undefined;
}

/** Full text search over documents that can be rebuilt at any time. */
export abstract class SearchIndex {
  /** Makes the index where it is missing; another definition under the same name is refused. */
  abstract ensure(index: IndexDefinition): Promise<void>;
  /** Puts documents in; per document an older or equal revision than the stored one changes nothing. */
  abstract put(index: string, documents: readonly SearchDocument[]): Promise<void>;
  /** Stored revisions of documents; what is missing is left out. */
  abstract revisions(index: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  abstract search(index: string, query: SearchQuery): Promise<SearchResult>;
  /** Starts an empty twin of the index that takes `put`s under the given name until it is swapped in or dropped. */
  abstract beginRebuild(index: IndexDefinition, twin: string): Promise<void>;
  /** The twin takes the index's place, in one step. */
  abstract swap(index: string, twin: string): Promise<void>;
  abstract drop(index: string): Promise<void>;
  abstract close(): Promise<void>;
}
