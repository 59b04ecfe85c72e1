import { LRUCache } from 'lru-cache';
import { Cache, type Cached } from '#ports';
import { toJson } from '../cached-json.js';

interface Entry {
  /** The value as JSON; none in a counter and where only the revision is known. */
  readonly json?: string;
  /** Fills below it are refused. */
  readonly revision?: number;
  count?: number;
}

interface Load {
  readonly json: Promise<string>;
  /** Highest revision named by `invalidate` while it runs: holds even when the cache has forgotten it. */
  floor: number;
}

export interface MemoryCacheOptions {
  /** Bytes that keys and values take at most, about; what was unused longest goes first. */
  readonly maxBytes?: number;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/** How long the news of a revision outlives it: longer than any load may take. */
const NEWS_MS = 600_000;
/** What an entry takes beside its characters. */
const OVERHEAD = 200;

/** The cache inside one process. Values stand as JSON, as in an engine outside: whoever changes one changes a copy. */
export class MemoryCache extends Cache {
  private readonly entries: LRUCache<string, Entry>;
  private readonly loads = new Map<string, Load>();
  private readonly random: () => number;

  constructor({
    maxBytes = 64 * 1024 * 1024,
    now = () => performance.now(),
    random = () => Math.random(),
  }: MemoryCacheOptions = {}) {
    super();
    this.random = random;
    this.entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ json = '' }, key) => OVERHEAD + 2 * (key.length + json.length),
      perf: { now },
      ttlResolution: 0,
    });
  }

  async through<T>(key: string, ttlMs: number, load: () => Promise<Cached<T>>): Promise<T> {
    return JSON.parse(this.entries.get(key)?.json ?? (await this.loading(key, ttlMs, load).json)) as T;
  }

  async invalidate(key: string, revision: number): Promise<void> {
    const load = this.loads.get(key);
    if (load) load.floor = Math.max(load.floor, revision);
    const known = this.entries.get(key)?.revision ?? -Infinity;
    if (known < revision) this.entries.set(key, { revision }, { ttl: NEWS_MS });
  }

  async get<T>(key: string): Promise<T | undefined> {
    const json = this.entries.get(key)?.json;
    return json === undefined ? undefined : (JSON.parse(json) as T);
  }

  async set(key: string, value: unknown, ttlMs: number): Promise<void> {
    this.entries.set(key, { json: toJson(value) }, { ttl: ttlMs });
  }

  async add(key: string, value: unknown, ttlMs: number): Promise<boolean> {
    if (this.entries.has(key)) return false;
    this.entries.set(key, { json: toJson(value) }, { ttl: ttlMs });
    return true;
  }

  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }

  async increment(key: string, ttlMs: number): Promise<number> {
    const counter = this.entries.get(key);
    if (counter?.count) return ++counter.count;
    this.entries.set(key, { count: 1 }, { ttl: ttlMs });
    return 1;
  }

  async close(): Promise<void> {
    this.entries.clear();
  }

  private loading<T>(key: string, ttlMs: number, load: () => Promise<Cached<T>>): Load {
    const running = this.loads.get(key);
    if (running) return running;
    const floor = () => Math.max(started.floor, this.entries.get(key)?.revision ?? -Infinity);
    const fill = async () => {
      let loaded = await load();
      if (loaded.revision < floor()) loaded = await load();
      const json = toJson(loaded.value);
      const ttl = ttlMs * (0.9 + 0.2 * this.random());
      if (loaded.revision >= floor()) this.entries.set(key, { json, revision: loaded.revision }, { ttl });
      return json;
    };
    const started: Load = {
      floor: -Infinity,
      json: Promise.resolve()
        .then(fill)
        .finally(() => this.loads.delete(key)),
    };
    this.loads.set(key, started);
    return started;
  }
}
