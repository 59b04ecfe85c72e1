import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { cacheContract } from '#contract/cache';
import { until } from '../../../ports/contract/until.js';
import { describeWithEngine } from '../../../../test/engines.js';
import { Proxy } from '../../../../test/proxy.js';
import { RedisCache } from './cache.js';

const HOUR = 3_600_000;

describe('the cache in Redis', () => {
  describeWithEngine('Redis', 'REDIS_URL', (url) => {
    let namespace: string;
    let server: Redis;
    let warnings: jest.SpyInstance;
    const open = (address = url) => RedisCache.open({ url: address, namespace, commandTimeoutMs: 2_000 });
    /** What a flush leaves of this namespace: nothing. */
    const flush = async () => {
      const keys = await server.keys(`${namespace}:*`);
      if (keys.length) await server.del(keys);
    };
    const loader = (value: unknown, revision = 0) => jest.fn(() => Promise.resolve({ value, revision }));
    const gate = () => {
      let finish = () => {};
      const passed = new Promise<void>((resolve) => (finish = resolve));
      return { finish, passed };
    };
    /** A load whose first answer waits for `finish`, and is old by then. */
    const overtaken = () => {
      const { finish, passed } = gate();
      const load = jest
        .fn<Promise<{ value: string; revision: number }>, []>()
        .mockImplementationOnce(() => passed.then(() => ({ value: 'old', revision: 1 })))
        .mockImplementation(() => Promise.resolve({ value: 'new', revision: 2 }));
      return { finish, load };
    };

    beforeAll(() => {
      server = new Redis(url);
    });
    beforeEach(() => {
      warnings = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
      namespace = `test-${randomUUID()}`;
    });
    afterEach(async () => {
      warnings.mockRestore();
      await flush();
    });
    afterAll(() => server.quit());

    cacheContract(
      async () => {
        await flush();
        return open();
      },
      (cache) => cache.close(),
      { another: () => open() },
    );

    it('keeps nothing outside its namespace and nothing without an end', async () => {
      const cache = await open();
      await cache.set('plain', 1, HOUR);
      await cache.add('added', 1, HOUR);
      await cache.increment('count', HOUR);
      await cache.through('filled', HOUR, loader('value', 3));
      await cache.invalidate('news', 3);
      await expect(cache.through('failed', HOUR, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
      const keys = await server.keys(`${namespace}:*`);
      expect(keys).toHaveLength(6);
      for (const key of keys) expect(await server.pttl(key)).toBeGreaterThan(HOUR / 10);
      await cache.close();
    });

    it('keeps what is filled for its time give or take a tenth', async () => {
      const cache = await open();
      for (let n = 0; n < 50; n++) await cache.through(`k${n}`, HOUR, loader(n));
      const ends = await Promise.all(Array.from({ length: 50 }, (_, n) => server.pttl(`${namespace}:k${n}`)));
      expect(Math.min(...ends)).toBeGreaterThan(0.89 * HOUR);
      expect(Math.max(...ends)).toBeLessThanOrEqual(1.1 * HOUR);
      expect(Math.max(...ends) - Math.min(...ends)).toBeGreaterThan(0.05 * HOUR);
      await cache.close();
    });

    it('keeps no load that began before a flush, which may have forgotten that there is newer', async () => {
      const [cache, other] = [await open(), await open()];
      const { finish, passed } = gate();
      let revision = 1;
      const load = jest.fn(async () => {
        const read = revision;
        await passed;
        return { value: read, revision: read };
      });
      const slow = cache.through('k', HOUR, load);
      await until(() => load.mock.calls.length === 1);
      revision = 2;
      await other.invalidate('k', 2);
      await flush();
      finish();
      expect(await slow).toBe(2);
      expect(await other.through('k', HOUR, loader('again', 2))).toBe(2);
      await cache.close();
      await other.close();
    });

    it('keeps none either where another load has begun since', async () => {
      const [cache, other] = [await open(), await open()];
      const { finish, load } = overtaken();
      const slow = cache.through('k', HOUR, load);
      await until(() => load.mock.calls.length === 1);
      await other.invalidate('k', 2);
      await flush();
      await expect(other.through('k', HOUR, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
      finish();
      expect(await slow).toBe('new');
      expect(await other.through('k', HOUR, load)).toBe('new');
      await cache.close();
      await other.close();
    });

    it('starts anew after a flush in mid-use', async () => {
      const cache = await open();
      await cache.through('k', HOUR, loader('old', 1));
      await cache.set('plain', 1, HOUR);
      await cache.increment('count', HOUR);
      await flush();
      expect(await cache.get('plain')).toBeUndefined();
      expect(await cache.increment('count', HOUR)).toBe(1);
      expect(await cache.through('k', HOUR, loader('new', 2))).toBe('new');
      expect(await cache.through('k', HOUR, loader('again', 2))).toBe('new');
      await cache.close();
    });

    describe('behind a peer that fails', () => {
      let proxy: Proxy;
      let cache: RedisCache;
      let other: RedisCache;
      beforeEach(async () => {
        const through = await Proxy.before(url);
        proxy = through.proxy;
        cache = await RedisCache.open({ url: through.address, namespace, commandTimeoutMs: 300 });
        other = await open();
      });
      afterEach(async () => {
        await cache.close();
        await other.close();
        await proxy.close();
      });

      /** Everything that a cache can do, as if it had forgotten all. */
      const doesWithout = async () => {
        expect(await cache.through('k', HOUR, loader('loaded', 5))).toBe('loaded');
        expect(await cache.get('plain')).toBeUndefined();
        await cache.set('plain', 2, HOUR);
        await cache.delete('plain');
        expect(await cache.add('added', 1, HOUR)).toBe(true);
        await cache.invalidate('other', 1);
        const first = await cache.increment('count', HOUR);
        expect(await cache.increment('count', HOUR)).toBe(first + 1);
        await expect(cache.set('plain', undefined, HOUR)).rejects.toThrow(TypeError);
      };
      const isBack = () =>
        until(async () => {
          const value = randomUUID();
          await cache.set('probe', value, HOUR);
          return (await other.get('probe')) === value;
        });

      it.each<[string, () => void]>([
        ['never answers', () => proxy.freeze()],
        ['is gone', () => proxy.refuse()],
        ['loses its answers', () => proxy.dropAnswers()],
        ['is half open', () => proxy.halfOpen()],
      ])('does without one that %s, in bounded time, and comes back to it', async (_, fail) => {
        await cache.through('k', HOUR, loader('kept', 5));
        fail();
        const begun = performance.now();
        await doesWithout();
        await doesWithout();
        // 18 calls: only those before the connection is given up wait.
        expect(performance.now() - begun).toBeLessThan(5_000);
        proxy.heal();
        await isBack();
        expect(await cache.through('k', HOUR, loader('again', 5))).toBe('kept');
      });

      it('loads once for all who ask while it is away', async () => {
        proxy.refuse();
        const { finish, passed } = gate();
        const load = jest.fn(() => passed.then(() => ({ value: 1, revision: 0 })));
        const asking = Array.from({ length: 20 }, () => cache.through('k', HOUR, load));
        await until(() => load.mock.calls.length > 0);
        finish();
        expect(await Promise.all(asking)).toEqual(Array.from({ length: 20 }, () => 1));
        expect(load).toHaveBeenCalledTimes(1);
      });

      it('lets no running load keep what is older, when only this process knows', async () => {
        const { finish, load } = overtaken();
        const slow = cache.through('k', HOUR, load);
        await until(() => load.mock.calls.length === 1);
        proxy.refuse();
        await cache.invalidate('k', 2);
        finish();
        expect(await slow).toBe('new');
      });

      it('tells the news that did not arrive when the peer is back, and serves nothing older meanwhile', async () => {
        await cache.through('k', HOUR, loader('old', 1));
        proxy.refuse();
        await cache.invalidate('k', 2);
        proxy.heal();
        expect(await cache.through('k', HOUR, loader('new', 2))).toBe('new');
        await until(async () => (await other.through('k', HOUR, loader('new', 2))) === 'new');
      });

      it('tells the news also when nobody asks', async () => {
        await cache.through('k', HOUR, loader('old', 1));
        proxy.refuse();
        await cache.invalidate('k', 2);
        expect(await server.get(`${namespace}:k`)).toBe('1:"old"');
        proxy.heal();
        await until(async () => (await server.get(`${namespace}:k`)) === '2:');
      });

      it('works over a slow line, byte by byte', async () => {
        proxy.slice();
        await cache.set('plain', { text: 'é'.repeat(200) }, HOUR);
        expect(await cache.get('plain')).toEqual({ text: 'é'.repeat(200) });
      });

      // Kept by two settings, each of which is enough: the queue is emptied at the cut, and nothing in it is sent again.
      it('does not miscount or mix up answers after its connection was cut', async () => {
        const counted = () => server.get(`${namespace}:count`);
        proxy.dropAnswers();
        const counting = Array.from({ length: 20 }, () => cache.increment('count', HOUR));
        await until(async () => (await counted()) === '20');
        proxy.heal();
        proxy.cut();
        // In place of the answers that were lost this process has counted.
        expect(await Promise.all(counting)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
        await isBack();
        expect(await counted()).toBe('20');
        await cache.set('a', 'A', HOUR);
        await cache.set('b', 'B', HOUR);
        expect(await Promise.all([cache.get('a'), cache.get('b'), cache.get('a')])).toEqual(['A', 'B', 'A']);
      });

      it('is closed while it is away', async () => {
        proxy.freeze();
        await cache.get('k');
        await cache.close();
        expect(await cache.get('k')).toBeUndefined();
      });
    });

    it('goes on when Redis refuses commands, and says so once', async () => {
      const cache = await open();
      await server.lpush(`${namespace}:list`, 'x');
      expect(await cache.get('list')).toBeUndefined();
      expect(await cache.increment('list', HOUR)).toBe(1);
      expect(await cache.increment('list', HOUR)).toBe(2);
      expect(await cache.through('list', HOUR, loader('value'))).toBe('value');
      expect(warnings).toHaveBeenCalledTimes(1);
      await cache.close();
    });
  });
});
