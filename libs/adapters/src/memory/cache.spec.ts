import { cacheContract } from '#contract/cache';
import { MemoryCache } from './cache.js';

describe('the cache in memory', () => {
  cacheContract(
    () => Promise.resolve(new MemoryCache()),
    (cache) => cache.close(),
  );

  it.each([
    ['shortest', 0, 900],
    ['middle', 0.5, 1000],
    ['longest', 0.999_999, 1100],
  ])('keeps a filled value for its time give or take a tenth: the %s', async (_, random, ms) => {
    let now = 1;
    const cache = new MemoryCache({ now: () => now, random: () => random });
    const fill = (value: string) => cache.through('k', 1000, () => Promise.resolve({ value, revision: 0 }));
    await fill('old');
    now += ms - 1;
    expect(await fill('new')).toBe('old');
    now += 3;
    expect(await fill('new')).toBe('new');
  });

  it('ends plain values and counters exactly in time', async () => {
    let now = 1;
    const cache = new MemoryCache({ now: () => now, random: () => 0 });
    await cache.set('value', 1, 1000);
    await cache.increment('count', 1000);
    now += 999;
    expect([await cache.get('value'), await cache.increment('count', 1000)]).toEqual([1, 2]);
    now += 2;
    expect([await cache.get('value'), await cache.increment('count', 1000)]).toEqual([undefined, 1]);
  });

  it('stays within its bytes and forgets what was unused longest', async () => {
    const cache = new MemoryCache({ maxBytes: 100_000 });
    const kilobytes = 'x'.repeat(5_000);
    for (let n = 0; n < 100; n++) {
      await cache.set(`k${n}`, kilobytes, 60_000);
      expect(await cache.get('k0')).toBe(kilobytes);
    }
    const kept = await Promise.all(Array.from({ length: 100 }, (_, n) => cache.get(`k${n}`)));
    expect(kept.flatMap((value, n) => (value === undefined ? [] : [n]))).toEqual([0, 92, 93, 94, 95, 96, 97, 98, 99]);
  });

  it('lets no running load put back what is older, even when the news of it was forgotten', async () => {
    const cache = new MemoryCache({ maxBytes: 10_000 });
    const revisions = [1, 2];
    let finish = () => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    const slow = cache.through('k', 60_000, () =>
      held.then(() => ({ value: revisions[0], revision: revisions.shift()! })),
    );
    await cache.invalidate('k', 2);
    for (let n = 0; n < 100; n++) await cache.set(`k${n}`, 'x'.repeat(1_000), 60_000);
    finish();
    expect(await slow).toBe(2);
  });
});
