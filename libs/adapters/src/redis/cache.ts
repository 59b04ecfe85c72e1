import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { Cache, type Cached } from '#ports';
import { toJson } from '../cached-json.js';
import { MemoryCache } from '../memory/cache.js';
import { reach, type RedisCacheOptions } from './opening.js';
import { FILL, INCREMENT, INVALIDATE, newMark, valueIn } from './scripts.js';

interface Load {
  readonly json: Promise<string>;
  /** Highest revision named by `invalidate` while it runs: holds even when Redis is away. */
  floor: number;
}

interface Loaded {
  readonly json: string;
  readonly revision: number;
  /** What stood there when the load began. */
  readonly mark: string;
}

/** How long the news of a revision outlives it: longer than any load may take. */
const NEWS_MS = 600_000;
const MOST_NEWS = 10_000;
const PAUSE_MS = 250;
const COMPLAINT_MS = 30_000;
const BYTES_OF_COUNTERS = 8 * 1024 * 1024;

/**
 * The cache that processes share. Redis may be flushed, restarted, full, frozen or away at any time: no call fails for
 * it or waits longer than the command's timeout, and from the second call on not even that.
 *
 * While it is away the cache has forgotten everything: `through` loads, `get` finds nothing, `set` and `delete` do
 * nothing, and `add` gives true, since what it keeps apart must be recognised by the log as well. Counters go on
 * within the process, so that a limit still limits.
 *
 * News that Redis did not take is told again until it does; meanwhile this process serves nothing older. Others may,
 * and when this process ends first, until the time of the old value is over, its `ttlMs` and a tenth: nothing is kept
 * without a time. A flush forgets the news, too; a value whose load had begun before it is not kept.
 */
export class RedisCache extends Cache {
  private readonly log = new Logger('cache');
  private readonly loads = new Map<string, Load>();
  /** Revisions that Redis was not told of. */
  private readonly news = new LRUCache<string, number>({ max: MOST_NEWS, ttl: NEWS_MS });
  private readonly counters = new MemoryCache({ maxBytes: BYTES_OF_COUNTERS });
  private telling = false;
  private reconnecting = false;
  private closed = false;
  private complained = -Infinity;

  private constructor(private readonly redis: Redis) {
    super();
  }

  /** Throws CannotStart when the server is not reached in time or cannot be used. */
  static async open(options: RedisCacheOptions): Promise<RedisCache> {
    return new RedisCache(await reach(options));
  }

  async through<T>(key: string, ttlMs: number, load: () => Promise<Cached<T>>): Promise<T> {
    const running = this.loads.get(key);
    const json = running ? await running.json : ((await this.read(key)) ?? (await this.loading(key, ttlMs, load).json));
    return JSON.parse(json) as T;
  }

  async invalidate(key: string, revision: number): Promise<void> {
    const load = this.loads.get(key);
    if (load) load.floor = Math.max(load.floor, revision);
    this.news.set(key, Math.max(revision, this.news.get(key) ?? revision));
    if (!(await this.tell(key))) void this.tellLater();
  }

  async get<T>(key: string): Promise<T | undefined> {
    const json = await this.ask(() => this.redis.get(key), null);
    return json === null ? undefined : (JSON.parse(json) as T);
  }

  async set(key: string, value: unknown, ttlMs: number): Promise<void> {
    const json = toJson(value);
    await this.ask(() => this.redis.set(key, json, 'PX', whole(ttlMs)), null);
  }

  async add(key: string, value: unknown, ttlMs: number): Promise<boolean> {
    const json = toJson(value);
    return (await this.ask(() => this.redis.set(key, json, 'PX', whole(ttlMs), 'NX'), 'OK')) === 'OK';
  }

  async delete(key: string): Promise<void> {
    await this.counters.delete(key);
    await this.ask(() => this.redis.unlink(key), 0);
  }

  async increment(key: string, ttlMs: number): Promise<number> {
    const count = await this.ask(() => this.redis.eval(INCREMENT, 1, key, whole(ttlMs)), undefined);
    return typeof count === 'number' ? count : this.counters.increment(key, ttlMs);
  }

  async close(): Promise<void> {
    this.closed = true;
    const isOpen = this.redis.status === 'ready';
    this.redis.disconnect();
    if (isOpen) await once(this.redis, 'end');
  }

  /** The value as JSON, unless this process knows that it is old. */
  private async read(key: string): Promise<string | undefined> {
    const held = valueIn(await this.ask(() => this.redis.get(key), null));
    return held && held.revision >= (this.news.get(key) ?? -Infinity) ? held.json : undefined;
  }

  private loading<T>(key: string, ttlMs: number, load: () => Promise<Cached<T>>): Load {
    const running = this.loads.get(key);
    if (running) return running;
    const fill = async () => {
      for (let tries = 1; ; tries++) {
        this.loads.set(key, started);
        const own = newMark();
        const mark = (await this.ask(() => this.redis.set(key, own, 'PX', NEWS_MS, 'NX', 'GET'), null)) ?? own;
        const { value, revision } = await load();
        const json = toJson(value);
        // Who asks from now on asks Redis, behind this fill: there may be news that came between the two.
        this.loads.delete(key);
        if ((await this.keep(key, started, { json, revision, mark }, ttlMs)) || tries === 2) return json;
      }
    };
    const started: Load = {
      floor: -Infinity,
      json: Promise.resolve()
        .then(fill)
        .finally(() => this.loads.get(key) === started && this.loads.delete(key)),
    };
    this.loads.set(key, started);
    return started;
  }

  /** False when there is newer. */
  private async keep(key: string, { floor }: Load, { json, revision, mark }: Loaded, ttlMs: number): Promise<boolean> {
    if (revision < Math.max(floor, this.news.get(key) ?? -Infinity)) return false;
    const ttl = whole(ttlMs * (0.9 + 0.2 * Math.random()));
    return (await this.ask(() => this.redis.eval(FILL, 1, key, revision, json, ttl, mark), 1)) === 1;
  }

  /** Whether Redis has taken the news of this key. */
  private async tell(key: string): Promise<boolean> {
    const revision = this.news.get(key);
    if (revision === undefined) return true;
    const told = await this.ask(() => this.redis.eval(INVALIDATE, 1, key, revision, NEWS_MS), 0);
    if (told && this.news.get(key) === revision) this.news.delete(key);
    return told === 1;
  }

  private async tellLater(): Promise<void> {
    if (this.telling) return;
    this.telling = true;
    while (this.news.size && !this.closed) {
      await sleep(PAUSE_MS, undefined, { ref: false });
      this.news.purgeStale();
      for (const key of Array.from(this.news.keys())) if (this.closed || !(await this.tell(key))) break;
    }
    this.telling = false;
  }

  /** Once per connection, however many of its commands were not answered. */
  private reconnect(): void {
    if (this.reconnecting) return;
    this.reconnecting = true;
    this.redis.once('close', () => (this.reconnecting = false));
    this.redis.disconnect(true);
  }

  /** What Redis answers, or the other value when it does not. */
  private async ask<T>(command: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await command();
    } catch (error) {
      const { message } = error as Error;
      // A peer that has fallen silent would cost every call its time: without a connection they fail at once.
      if (message === 'Command timed out') this.reconnect();
      if (!this.closed && performance.now() > this.complained + COMPLAINT_MS) {
        this.complained = performance.now();
        this.log.warn({ message: 'Redis does not serve: going on without it', reason: message });
      }
      return otherwise;
    }
  }
}

/** Redis takes whole milliseconds, at least one. */
const whole = (ms: number) => Math.max(1, Math.round(ms));
