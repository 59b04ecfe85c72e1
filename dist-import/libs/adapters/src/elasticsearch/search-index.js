import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { checkDocument, checkQuery, encodeCursor, SearchIndex } from '#ports';
import { isMissing, meaningOf, noIndex, refusalIn, unavailable } from './failures.js';
import { Indices } from './indices.js';
import { reach, READ } from './opening.js';
import { putUnder } from './put.js';
import { endAt, searchFor, wrongCursor } from './query.js';
/** How long a definition is believed that another process may have replaced. */
const DEFINITION_MS = 10_000;
/** How long the server keeps what a cursor goes through, from its last use. */
const CURSOR = '2m';
const LONGEST_POINT = 4_000;
const MOST_IDS = 1_000;
/**
 * The search index in Elasticsearch 9. A put is durable when it returns and found within a second, or as soon as
 * `revisions` has told of it: what that names, every later search finds.
 *
 * A cursor goes through the index as it stood when the cursor was first used. When the server has forgotten that,
 * the pages go on behind the same hit in the index as it is now; no cursor ever runs out.
 *
 * When the server is away, busy or silent, every call ends in bounded time with AppError `unavailable`,
 * `SEARCH_UNAVAILABLE`. A put then may have happened or not: it is made again as it was.
 */
export class ElasticsearchIndex extends SearchIndex {
    client;
    timeoutMs;
    definitions = new LRUCache({ max: 100, ttl: DEFINITION_MS });
    indices;
    constructor(client, namespace, timeoutMs) {
        super();
        this.client = client;
        this.timeoutMs = timeoutMs;
        this.indices = new Indices(client, namespace, 6 * timeoutMs);
    }
    /** Throws CannotStart when the server is not reached in time or cannot be used. */
    static async open(options) {
        return new ElasticsearchIndex(await reach(options), options.namespace, options.requestTimeoutMs ?? 5_000);
    }
    async ensure(index) {
        await this.indices.ensure(index);
        this.definitions.delete(index.name);
    }
    async put(name, documents) {
        const { index } = await this.checked(name, (definition) => {
            for (const document of documents)
                checkDocument(definition, document);
        });
        const place = { client: this.client, alias: this.indices.aliasOf(name), timeoutMs: 3 * this.timeoutMs };
        await putUnder(place, index, documents);
    }
    async revisions(name, ids) {
        const found = new Map();
        for (let at = 0; at < ids.length; at += MOST_IDS) {
            const request = { index: this.indices.aliasOf(name), ids: ids.slice(at, at + MOST_IDS), _source: false };
            const { docs } = await this.asking(name, () => this.client.mget(request, READ));
            for (const doc of docs) {
                if ('error' in doc)
                    throw doc.error.type === 'index_not_found_exception' ? noIndex(name) : unavailable(doc.error);
                if (doc.found && doc._version !== undefined)
                    found.set(doc._id, doc._version);
            }
        }
        if (found.size)
            await this.indices.refresh(name);
        return found;
    }
    async search(name, asked) {
        const [cursor, point] = asked.cursor?.split('.') ?? [];
        const { index, value: query } = await this.checked(name, (definition) => checkQuery(definition, { ...asked, cursor }));
        if (point && (point.length > LONGEST_POINT || !query.after))
            throw wrongCursor();
        const request = searchFor(index, this.indices.aliasOf(name), query);
        const found = await this.asking(name, () => query.after ? this.goOn(name, request, point) : this.ask(name, request));
        if (found.timed_out)
            throw unavailable(new Error('the search took too long'));
        return this.resultOf(index, query, found);
    }
    async beginRebuild(index, twin) {
        await this.indices.createAnew({ ...index, name: twin }, index.name);
        this.definitions.delete(twin);
    }
    async swap(name, twin) {
        await this.indices.swap(name, twin);
        this.definitions.delete(name);
        this.definitions.delete(twin);
    }
    async drop(name) {
        await this.indices.drop(name);
        this.definitions.delete(name);
    }
    async close() {
        await this.client.close();
    }
    /** Checks against the definition that is known, and before refusing against the one that is there now. */
    async checked(name, check) {
        const known = this.definitions.get(name);
        if (known) {
            try {
                return { index: known, value: check(known) };
            }
            catch {
                this.definitions.delete(name);
            }
        }
        const { index } = await this.indices.get(name);
        this.definitions.set(name, index);
        return { index, value: check(index) };
    }
    /** Once more where the index has just been swapped for its twin. */
    async ask(name, request) {
        const index = this.indices.aliasOf(name);
        // The same search goes to the same copy of the index: another one may rank a little differently.
        const preference = createHash('sha1').update(JSON.stringify(request.query)).digest('hex');
        const search = () => this.send({ ...request, index, preference, allow_partial_search_results: false });
        try {
            return await search();
        }
        catch (error) {
            if (!isGone(error))
                throw error;
            return search();
        }
    }
    /** The page behind a hit, at the point in time that the cursor has, else at one that begins now. */
    async goOn(name, request, point) {
        const at = (id) => this.send({ ...request, pit: { id, keep_alive: CURSOR } });
        if (point) {
            try {
                return await at(point);
            }
            catch (error) {
                if (refusalIn(error)?.status === 400)
                    throw wrongCursor();
                if (!isGone(error))
                    throw error;
            }
        }
        const opened = await this.client.openPointInTime({ index: this.indices.aliasOf(name), keep_alive: CURSOR }, READ);
        return at(opened.id);
    }
    send(request) {
        const timeout = `${this.timeoutMs}ms`;
        return this.client.search({ ...request, timeout }, READ);
    }
    resultOf(index, query, { hits: found, aggregations, pit_id: point }) {
        const hits = found.hits.slice(0, query.size);
        const last = found.hits.length > query.size ? hits.at(-1) : undefined;
        if (point && !last)
            this.client.closePointInTime({ id: point }).catch(() => undefined);
        return {
            hits: hits.map(({ _id: id = '', _version: revision = 0, _source: document }) => ({
                id,
                revision,
                source: JSON.parse(document?.source ?? 'null'),
            })),
            total: typeof found.total === 'object' ? found.total.value : (found.total ?? 0),
            facets: Object.fromEntries(query.facets.map((field) => [field, countsIn(aggregations?.[field])])),
            nextCursor: last && [encodeCursor(query, endAt(index, query, last)), ...(point ? [point] : [])].join('.'),
        };
    }
    async asking(name, ask) {
        try {
            return await ask();
        }
        catch (error) {
            if (isMissing(error))
                this.definitions.delete(name);
            throw meaningOf(error, name);
        }
    }
}
/** What was to be searched is not there any more, told as such or as shards that nobody has. */
const isGone = (error) => [404, 503].includes(refusalIn(error)?.status ?? 0);
const countsIn = (aggregate) => (aggregate?.buckets ?? []).map(({ key, doc_count: count }) => ({ value: String(key), count }));
//# sourceMappingURL=search-index.js.map