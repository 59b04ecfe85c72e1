import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Cache } from '#ports';
import { toJson } from '../cached-json.js';
import { MemoryCache } from '../memory/cache.js';
import { reach } from './opening.js';
import { FILL, INCREMENT, INVALIDATE, LOADING, valueIn } from './scripts.js';
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
    redis;
    log = new Logger('cache');
    loads = new Map();
    /** Revisions that Redis was not told of. */
    news = new LRUCache({ max: MOST_NEWS, ttl: NEWS_MS });
    counters = new MemoryCache({ maxBytes: BYTES_OF_COUNTERS });
    telling = false;
    reconnecting = false;
    closed = false;
    complained = -Infinity;
    constructor(redis) {
        super();
        this.redis = redis;
    }
    /** Throws CannotStart when the server is not reached in time or cannot be used. */
    static async open(options) {
        return new RedisCache(await reach(options));
    }
    async through(key, ttlMs, load) {
        const running = this.loads.get(key);
        const json = running ? await running.json : ((await this.read(key)) ?? (await this.loading(key, ttlMs, load).json));
        return JSON.parse(json);
    }
    async invalidate(key, revision) {
        const load = this.loads.get(key);
        if (load)
            load.floor = Math.max(load.floor, revision);
        this.news.set(key, Math.max(revision, this.news.get(key) ?? revision));
        if (!(await this.tell(key)))
            void this.tellLater();
    }
    async get(key) {
        const json = await this.ask(() => this.redis.get(key), null);
        return json === null ? undefined : JSON.parse(json);
    }
    async set(key, value, ttlMs) {
        const json = toJson(value);
        await this.ask(() => this.redis.set(key, json, 'PX', whole(ttlMs)), null);
    }
    async add(key, value, ttlMs) {
        const json = toJson(value);
        return (await this.ask(() => this.redis.set(key, json, 'PX', whole(ttlMs), 'NX'), 'OK')) === 'OK';
    }
    async delete(key) {
        await this.counters.delete(key);
        await this.ask(() => this.redis.unlink(key), 0);
    }
    async increment(key, ttlMs) {
        const count = await this.ask(() => this.redis.eval(INCREMENT, 1, key, whole(ttlMs)), undefined);
        return typeof count === 'number' ? count : this.counters.increment(key, ttlMs);
    }
    async close() {
        this.closed = true;
        const isOpen = this.redis.status === 'ready';
        this.redis.disconnect();
        if (isOpen)
            await once(this.redis, 'end');
    }
    /** The value as JSON, unless this process knows that it is old. */
    async read(key) {
        const held = valueIn(await this.ask(() => this.redis.get(key), null));
        return held && held.revision >= (this.news.get(key) ?? -Infinity) ? held.json : undefined;
    }
    loading(key, ttlMs, load) {
        const running = this.loads.get(key);
        if (running)
            return running;
        const fill = async () => {
            for (let tries = 1;; tries++) {
                this.loads.set(key, started);
                await this.ask(() => this.redis.set(key, LOADING, 'PX', NEWS_MS, 'NX'), null);
                const { value, revision } = await load();
                const json = toJson(value);
                // Who asks from now on asks Redis, behind this fill: there may be news that came between the two.
                this.loads.delete(key);
                if ((await this.keep(key, started, json, revision, ttlMs)) || tries === 2)
                    return json;
            }
        };
        const started = {
            floor: -Infinity,
            json: Promise.resolve()
                .then(fill)
                .finally(() => this.loads.get(key) === started && this.loads.delete(key)),
        };
        this.loads.set(key, started);
        return started;
    }
    /** False when there is newer. */
    async keep(key, { floor }, json, revision, ttlMs) {
        if (revision < Math.max(floor, this.news.get(key) ?? -Infinity))
            return false;
        const ttl = whole(ttlMs * (0.9 + 0.2 * Math.random()));
        return (await this.ask(() => this.redis.eval(FILL, 1, key, revision, json, ttl), 1)) === 1;
    }
    /** Whether Redis has taken the news of this key. */
    async tell(key) {
        const revision = this.news.get(key);
        if (revision === undefined)
            return true;
        const told = await this.ask(() => this.redis.eval(INVALIDATE, 1, key, revision, NEWS_MS), 0);
        if (told && this.news.get(key) === revision)
            this.news.delete(key);
        return told === 1;
    }
    async tellLater() {
        if (this.telling)
            return;
        this.telling = true;
        while (this.news.size && !this.closed) {
            await sleep(PAUSE_MS, undefined, { ref: false });
            this.news.purgeStale();
            for (const key of Array.from(this.news.keys()))
                if (this.closed || !(await this.tell(key)))
                    break;
        }
        this.telling = false;
    }
    /** Once per connection, however many of its commands were not answered. */
    reconnect() {
        if (this.reconnecting)
            return;
        this.reconnecting = true;
        this.redis.once('close', () => (this.reconnecting = false));
        this.redis.disconnect(true);
    }
    /** What Redis answers, or the other value when it does not. */
    async ask(command, otherwise) {
        try {
            return await command();
        }
        catch (error) {
            const { message } = error;
            // A peer that has fallen silent would cost every call its time: without a connection they fail at once.
            if (message === 'Command timed out')
                this.reconnect();
            if (!this.closed && performance.now() > this.complained + COMPLAINT_MS) {
                this.complained = performance.now();
                this.log.warn({ message: 'Redis does not serve: going on without it', reason: message });
            }
            return otherwise;
        }
    }
}
/** Redis takes whole milliseconds, at least one. */
const whole = (ms) => Math.max(1, Math.round(ms));
//# sourceMappingURL=cache.js.map