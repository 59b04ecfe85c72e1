import { LRUCache } from 'lru-cache';
import { Cache } from '#ports';
import { toJson } from '../cached-json.js';
/** How long the news of a revision outlives it: longer than any load may take. */
const NEWS_MS = 600_000;
/** What an entry takes beside its characters. */
const OVERHEAD = 200;
/** The cache inside one process. Values stand as JSON, as in an engine outside: whoever changes one changes a copy. */
export class MemoryCache extends Cache {
    entries;
    loads = new Map();
    random;
    constructor({ maxBytes = 64 * 1024 * 1024, now = () => performance.now(), random = () => Math.random(), } = {}) {
        super();
        this.random = random;
        this.entries = new LRUCache({
            maxSize: maxBytes,
            sizeCalculation: ({ json = '' }, key) => OVERHEAD + 2 * (key.length + json.length),
            perf: { now },
            ttlResolution: 0,
        });
    }
    async through(key, ttlMs, load) {
        return JSON.parse(this.entries.get(key)?.json ?? (await this.loading(key, ttlMs, load).json));
    }
    async invalidate(key, revision) {
        const load = this.loads.get(key);
        if (load)
            load.floor = Math.max(load.floor, revision);
        const known = this.entries.get(key)?.revision ?? -Infinity;
        if (known < revision)
            this.entries.set(key, { revision }, { ttl: NEWS_MS });
    }
    async get(key) {
        const json = this.entries.get(key)?.json;
        return json === undefined ? undefined : JSON.parse(json);
    }
    async set(key, value, ttlMs) {
        this.entries.set(key, { json: toJson(value) }, { ttl: ttlMs });
    }
    async add(key, value, ttlMs) {
        if (this.entries.has(key))
            return false;
        this.entries.set(key, { json: toJson(value) }, { ttl: ttlMs });
        return true;
    }
    async delete(key) {
        this.entries.delete(key);
    }
    async increment(key, ttlMs) {
        const counter = this.entries.get(key);
        if (counter?.count)
            return ++counter.count;
        this.entries.set(key, { count: 1 }, { ttl: ttlMs });
        return 1;
    }
    async close() {
        this.entries.clear();
    }
    loading(key, ttlMs, load) {
        const running = this.loads.get(key);
        if (running)
            return running;
        const floor = () => Math.max(started.floor, this.entries.get(key)?.revision ?? -Infinity);
        const fill = async () => {
            let loaded = await load();
            if (loaded.revision < floor())
                loaded = await load();
            const json = toJson(loaded.value);
            const ttl = ttlMs * (0.9 + 0.2 * this.random());
            if (loaded.revision >= floor())
                this.entries.set(key, { json, revision: loaded.revision }, { ttl });
            return json;
        };
        const started = {
            floor: -Infinity,
            json: Promise.resolve()
                .then(fill)
                .finally(() => this.loads.delete(key)),
        };
        this.loads.set(key, started);
        return started;
    }
}
//# sourceMappingURL=cache.js.map