import { createHash } from 'node:crypto';
import type { Client, estypes } from '@elastic/elasticsearch';
import { LRUCache } from 'lru-cache';
import { checkQuery, cutPage, isTransient, SearchIndex, sortOut } from '#ports';
import type { CheckedQuery, IndexDefinition, SearchDocument, SearchQuery, SearchResult } from '#ports';
import { unavailable } from '../unavailable.js';
import { isMissing, meaningOf, noIndex, refusalIn } from './failures.js';
import { Indices, prefixOf } from './indices.js';
import { WINDOW } from './mapping.js';
import { reach, READ, type ElasticsearchIndexOptions } from './opening.js';
import { putUnder } from './put.js';
import { isAsIn, placeIn, searchFor, wrongCursor } from './query.js';

/** How long a definition is believed that another process may have replaced. */
const DEFINITION_MS = 10_000;
/** How long the server keeps what a cursor goes through, from its last use. */
const CURSOR = '2m';
const LONGEST_POINT = 4_000;
const MOST_IDS = 1_000;

type Response = estypes.SearchResponse<{ readonly source: string }>;

/**
 * The search index in Elasticsearch 9. A put is durable when it returns and found within a second, or as soon as
 * `revisions` has told of it: what that names, every later search finds.
 *
 * A cursor goes through the index as it stood when the cursor was first used: most first pages are never followed, and
 * none costs the server anything to keep. By relevance the second page passes over what the first has shown, wherever
 * that ranks by then. When the server has forgotten how the index stood, the pages go on behind the same hit in the
 * index as it is now; no cursor ever runs out.
 *
 * When the server is away, busy or silent, every call ends in bounded time with AppError `unavailable`,
 * `SEARCH_UNAVAILABLE`. A put then may have happened or not: it is made again as it was.
 */
export class ElasticsearchIndex extends SearchIndex {
  private readonly definitions = new LRUCache<string, IndexDefinition>({ max: 100, ttl: DEFINITION_MS });
  private readonly indices: Indices;

  private constructor(
    private readonly client: Client,
    namespace: string,
    private readonly timeoutMs: number,
  ) {
    super();
    this.indices = new Indices(client, namespace, 6 * timeoutMs);
  }

  /**
   * Throws CannotStart when the server is not reached in time or cannot be used, or has an index of other fields.
   * @param options.indexes those that are looked at, where they are there
   */
  static async open(
    options: ElasticsearchIndexOptions & { readonly indexes?: readonly IndexDefinition[] },
  ): Promise<ElasticsearchIndex> {
    const { namespace, requestTimeoutMs = 5_000, indexes = [] } = options;
    const search = new ElasticsearchIndex(await reach(options), namespace, requestTimeoutMs);
    try {
      for (const index of indexes) await search.indices.check(index);
    } catch (error) {
      // A server that has gone since is waited for by who keeps the index.
      if (!isTransient(error)) {
        await search.close();
        throw error;
      }
    }
    return search;
  }

  async has(index: string): Promise<boolean> {
    return (await this.indices.find(index)) !== undefined;
  }

  async ensure(index: IndexDefinition): Promise<void> {
    await this.indices.ensure(index);
    this.definitions.delete(index.name);
  }

  async put(name: string, documents: readonly SearchDocument[]): Promise<void> {
    const { index, value } = await this.checked(
      name,
      (definition) => sortOut(definition, documents),
      ({ refused }) => !refused.size,
    );
    const place = { client: this.client, alias: this.indices.aliasOf(name), timeoutMs: 3 * this.timeoutMs };
    await putUnder(place, index, value.fitting, value.refused);
  }

  async revisions(name: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (let at = 0; at < ids.length; at += MOST_IDS) {
      const request = { index: this.indices.aliasOf(name), ids: ids.slice(at, at + MOST_IDS), _source: false };
      const { docs } = await this.asking(name, () => this.client.mget(request, READ));
      for (const doc of docs) {
        if ('error' in doc)
          throw doc.error.type === 'index_not_found_exception' ? noIndex(name) : unavailable('search', doc.error);
        if (doc.found && doc._version !== undefined) found.set(doc._id, doc._version);
      }
    }
    if (found.size) await this.indices.refresh(name);
    return found;
  }

  async search(name: string, asked: SearchQuery): Promise<SearchResult> {
    const [cursor, point] = asked.cursor?.split('.') ?? [];
    const { index, value: query } = await this.checked(name, (definition) =>
      checkQuery(definition, { ...asked, cursor }),
    );
    if (point && (point.length > LONGEST_POINT || !query.after)) throw wrongCursor();
    // A point in time names its index itself, and a cursor comes from outside. Its index was the name's at some time: to
    // ask what stands behind the alias now would find nothing while another takes its place.
    const prefix = point && prefixOf(this.indices.aliasOf(name));
    const found = await this.asking(name, () =>
      query.after ? this.goOn(name, index, query, point, prefix) : this.ask(name, searchFor(index, query)),
    );
    if (found.timed_out) throw unavailable('search', new Error('the search took too long'));
    return this.resultOf(index, query, found);
  }

  async beginRebuild(index: IndexDefinition, twin: string): Promise<void> {
    await this.indices.createTwin({ ...index, name: twin }, index.name);
    this.definitions.delete(twin);
  }

  async swap(name: string, twin: string): Promise<void> {
    await this.indices.swap(name, twin);
    this.definitions.delete(name);
    this.definitions.delete(twin);
  }

  async drop(name: string): Promise<void> {
    await this.indices.drop(name);
    this.definitions.delete(name);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  /** Checks against the definition that is known, and before refusing against the one that is there now. */
  private async checked<T>(
    name: string,
    check: (index: IndexDefinition) => T,
    isGood: (value: T) => boolean = () => true,
  ): Promise<{ index: IndexDefinition; value: T }> {
    const known = this.definitions.get(name);
    if (known) {
      try {
        const value = check(known);
        if (isGood(value)) return { index: known, value };
      } catch {
        // What is there now decides.
      }
      this.definitions.delete(name);
    }
    const { index } = await this.indices.get(name);
    this.definitions.set(name, index);
    return { index, value: check(index) };
  }

  private ask(name: string, request: estypes.SearchRequest): Promise<Response> {
    const index = this.indices.aliasOf(name);
    // The same search goes to the same copy of the index: another one may rank a little differently.
    const preference = createHash('sha1').update(JSON.stringify(request.query)).digest('hex');
    return overSwap(() => this.send({ ...request, index, preference, allow_partial_search_results: false }));
  }

  /** The page behind a hit, at the point in time that the cursor has, else at one that begins now. */
  private async goOn(
    name: string,
    index: IndexDefinition,
    query: CheckedQuery,
    point: string | undefined,
    prefix: string | undefined,
  ): Promise<Response> {
    const at = (id: string, request: estypes.SearchRequest) =>
      this.send({ ...request, pit: { id, keep_alive: CURSOR } });
    if (point) {
      try {
        return await at(point, searchFor(index, query, prefix));
      } catch (error) {
        if (refusalIn(error)?.status === 400) throw wrongCursor();
        if (!isGone(error)) throw error;
      }
    }
    const alias = { index: this.indices.aliasOf(name), keep_alive: CURSOR };
    return overSwap(async () => {
      const { id } = await this.client.openPointInTime(alias, READ);
      return at(id, searchFor(index, await this.placed(index, query, (request) => at(id, request))));
    });
  }

  /** The query from the place that its cursor's hit has now: by relevance it was another one when the cursor was given. */
  private async placed(
    index: IndexDefinition,
    query: CheckedQuery,
    ask: (request: estypes.SearchRequest) => Promise<Response>,
  ): Promise<CheckedQuery> {
    const { after, isRanked, most } = query;
    if (!after?.id || !isRanked) return query;
    const { query: all, sort } = searchFor(index, query);
    const ofHit = { bool: { must: all, filter: { term: { id: after.id } } } };
    const [hit] = (await ask({ query: ofHit, sort, size: 1, _source: false, version: true })).hits.hits;
    if (hit && isAsIn(after, hit)) return { ...query, after: { ...after, ...placeIn(index, query, hit) } };
    // It is gone, or was changed, and was the last of those passed; deeper than that can be told, what it ranked then is all there is.
    const offset = after.passed - 1;
    return offset + most > WINDOW ? query : { ...query, offset, after: { ...after, id: '' } };
  }

  private send(request: estypes.SearchRequest): Promise<Response> {
    const timeout = `${this.timeoutMs}ms`;
    return this.client.search<{ readonly source: string }>({ ...request, timeout }, READ);
  }

  private resultOf(
    index: IndexDefinition,
    query: CheckedQuery,
    { hits: found, aggregations, pit_id: point }: Response,
  ): SearchResult {
    const rows = found.hits.map((hit) => ({ ...placeIn(index, query, hit), hit }));
    const { hits, nextCursor } = cutPage(query, rows, point !== undefined);
    if (point && !nextCursor) this.client.closePointInTime({ id: point }).catch(() => undefined);
    return {
      hits: hits.map(({ id, hit: { _version: revision = 0, _source: document } }) => ({
        id,
        revision,
        source: JSON.parse(document?.source ?? 'null') as unknown,
      })),
      total: typeof found.total === 'object' ? found.total.value : (found.total ?? 0),
      facets: Object.fromEntries(query.facets.map((field) => [field, countsIn(aggregations?.[field])])),
      nextCursor: nextCursor && [nextCursor, ...(point ? [point] : [])].join('.'),
    };
  }

  private async asking<T>(name: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (isMissing(error)) this.definitions.delete(name);
      throw meaningOf(error, name);
    }
  }
}

/** What was to be searched is not there any more, told as such or as shards that nobody has. */
const isGone = (error: unknown) => [404, 503].includes(refusalIn(error)?.status ?? 0);

/** Once more where the index has just been swapped for its twin. */
async function overSwap(search: () => Promise<Response>): Promise<Response> {
  try {
    return await search();
  } catch (error) {
    if (!isGone(error)) throw error;
    return search();
  }
}

const countsIn = (aggregate: estypes.AggregationsAggregate | undefined) =>
  (
    ((aggregate as estypes.AggregationsStringTermsAggregate | undefined)?.buckets as
      estypes.AggregationsStringTermsBucket[] | undefined) ?? []
  ).map(({ key, doc_count: count }) => ({ value: String(key), count }));
