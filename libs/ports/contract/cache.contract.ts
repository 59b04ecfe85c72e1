import type { Cache } from '#ports';
import { eventually } from './eventually.contract.js';

const HOUR = 3_600_000;

/** What a test holds back until it lets it go. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

export interface CacheFeatures {
  /** Opens the cache again as another process sees it; left out where a cache belongs to one process. */
  readonly another?: () => Promise<Cache>;
}

/** What every cache guarantees as long as it forgets nothing. `open` gives an empty one; `close` ends it. */
export function cacheContract(
  open: () => Promise<Cache>,
  close: (cache: Cache) => Promise<void>,
  { another }: CacheFeatures = {},
): void {
  let cache: Cache;
  beforeEach(async () => {
    cache = await open();
  });
  afterEach(() => close(cache));

  /** A load of the value at a revision, counted. */
  const loader = (value: unknown, revision = 0) => jest.fn(() => Promise.resolve({ value, revision }));

  describe('through', () => {
    it('loads once and then gives the value', async () => {
      const load = loader({ name: 'lamp', tags: ['a', null] });
      for (let i = 0; i < 3; i++)
        expect(await cache.through('k', HOUR, load)).toEqual({ name: 'lamp', tags: ['a', null] });
      expect(load).toHaveBeenCalledTimes(1);
    });

    it.each([0, '', false, null, []])('keeps %j, too', async (value) => {
      const load = loader(value);
      await cache.through('k', HOUR, load);
      expect(await cache.through('k', HOUR, load)).toEqual(value);
      expect(load).toHaveBeenCalledTimes(1);
    });

    it('loads once for all who ask meanwhile', async () => {
      const { open: finish, passed } = gate();
      const load = jest.fn(() => passed.then(() => ({ value: 1, revision: 0 })));
      const asking = Array.from({ length: 50 }, () => cache.through('k', HOUR, load));
      finish();
      expect(await Promise.all(asking)).toEqual(Array.from({ length: 50 }, () => 1));
      expect(load).toHaveBeenCalledTimes(1);
    });

    it('loads different keys beside each other', async () => {
      const { open: finish, passed } = gate();
      const slow = cache.through('slow', HOUR, () => passed.then(() => ({ value: 1, revision: 0 })));
      expect(await cache.through('quick', HOUR, loader(2))).toBe(2);
      finish();
      expect(await slow).toBe(1);
    });

    it('gives a failure to all who waited for it, and loads again for the next', async () => {
      const { open: finish, passed } = gate();
      const load = jest.fn(() => passed.then(() => Promise.reject(new Error('down'))));
      const asking = [cache.through('k', HOUR, load), cache.through('k', HOUR, load)];
      finish();
      for (const answer of await Promise.allSettled(asking))
        expect(answer).toMatchObject({ status: 'rejected', reason: { message: 'down' } });
      expect(load).toHaveBeenCalledTimes(1);
      expect(await cache.through('k', HOUR, loader('up'))).toBe('up');
    });

    it('gives everybody a copy', async () => {
      const load = loader({ lines: [1] });
      const given = await Promise.all([1, 2].map(() => cache.through('k', HOUR, load)));
      for (const one of given as { lines: number[] }[]) one.lines.push(2);
      expect(await cache.through('k', HOUR, load)).toEqual({ lines: [1] });
    });

    it('loads again when the time is over', async () => {
      await cache.through('k', 20, loader('old'));
      await eventually(async () => expect(await cache.through('k', HOUR, loader('new'))).toBe('new'));
    });
  });

  describe('invalidate', () => {
    it('drops what is older', async () => {
      await cache.through('k', HOUR, loader('old', 1));
      await cache.invalidate('k', 2);
      expect(await cache.through('k', HOUR, loader('new', 2))).toBe('new');
    });

    it.each([
      ['the same revision', 5],
      ['an older one', 4],
    ])('keeps a value when it names %s', async (_, revision) => {
      await cache.through('k', HOUR, loader('kept', 5));
      await cache.invalidate('k', revision);
      const load = loader('again', 5);
      expect(await cache.through('k', HOUR, load)).toBe('kept');
      expect(load).not.toHaveBeenCalled();
    });

    it('lets no slower load put back what is older: it loads once more', async () => {
      const { open: finish, passed } = gate();
      const load = jest
        .fn<Promise<{ value: string; revision: number }>, []>()
        .mockImplementationOnce(() => passed.then(() => ({ value: 'old', revision: 1 })))
        .mockImplementation(() => Promise.resolve({ value: 'new', revision: 2 }));
      const first = cache.through('k', HOUR, load);
      await eventually(async () => expect(load).toHaveBeenCalled());
      await cache.invalidate('k', 2);
      const second = cache.through('k', HOUR, load);
      finish();
      expect(await Promise.all([first, second])).toEqual(['new', 'new']);
      expect(await cache.through('k', HOUR, loader('again', 2))).toBe('new');
      expect(load).toHaveBeenCalledTimes(2);
    });

    it('gives a value that stays older after a second load, but does not keep it', async () => {
      await cache.invalidate('k', 7);
      const behind = loader('old', 6);
      expect(await cache.through('k', HOUR, behind)).toBe('old');
      expect(behind).toHaveBeenCalledTimes(2);
      expect(await cache.through('k', HOUR, loader('new', 7))).toBe('new');
      expect(await cache.through('k', HOUR, behind)).toBe('new');
    });

    it('remembers the highest revision, in whatever order the news comes', async () => {
      await cache.invalidate('k', 9);
      await cache.invalidate('k', 3);
      await cache.through('k', HOUR, loader('old', 5));
      expect(await cache.through('k', HOUR, loader('new', 9))).toBe('new');
    });

    it('concerns its key only', async () => {
      await cache.through('k', HOUR, loader('kept', 1));
      await cache.invalidate('other', 2);
      expect(await cache.through('k', HOUR, loader('again', 1))).toBe('kept');
    });
  });

  describe('plain values', () => {
    it('are given back as they were set, and are replaced and deleted', async () => {
      expect(await cache.get('k')).toBeUndefined();
      await cache.set('k', { n: 1, text: 'é"\n', none: null }, HOUR);
      expect(await cache.get('k')).toEqual({ n: 1, text: 'é"\n', none: null });
      await cache.set('k', [2], HOUR);
      expect(await cache.get('k')).toEqual([2]);
      await cache.delete('k');
      await cache.delete('k');
      expect(await cache.get('k')).toBeUndefined();
    });

    it('are copies', async () => {
      const value = { lines: [1] };
      await cache.set('k', value, HOUR);
      value.lines.push(2);
      (await cache.get<typeof value>('k'))!.lines.push(3);
      expect(await cache.get('k')).toEqual({ lines: [1] });
    });

    it('end when their time is over', async () => {
      await cache.set('k', 1, 20);
      await cache.set('stays', 1, HOUR);
      await eventually(async () => expect(await cache.get('k')).toBeUndefined());
      expect(await cache.get('stays')).toBe(1);
    });

    it('are refused when they are not JSON', async () => {
      await expect(cache.set('k', undefined, HOUR)).rejects.toThrow(TypeError);
    });

    it('are added by exactly one of many', async () => {
      const added = await Promise.all(Array.from({ length: 20 }, (_, n) => cache.add('k', n, HOUR)));
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await cache.get('k')).toBe(added.indexOf(true));
    });

    it('can be added again once deleted or ended', async () => {
      await cache.add('k', 1, HOUR);
      await cache.delete('k');
      expect(await cache.add('k', 2, 20)).toBe(true);
      await eventually(async () => expect(await cache.add('k', 3, HOUR)).toBe(true));
      expect(await cache.get('k')).toBe(3);
    });
  });

  describe('counters', () => {
    it('count every use once', async () => {
      const counts = await Promise.all(Array.from({ length: 30 }, () => cache.increment('k', HOUR)));
      expect([...counts].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
      expect(await cache.increment('other', HOUR)).toBe(1);
    });

    it('start again when the time since their first use is over, however much they are used', async () => {
      expect(await cache.increment('k', 200)).toBe(1);
      let last = 1;
      await eventually(async () => {
        const before = last;
        last = await cache.increment('k', 200);
        expect(last).toBeLessThan(before + 1);
      });
      expect(last).toBe(1);
    });

    it('are deleted', async () => {
      await cache.increment('k', HOUR);
      await cache.delete('k');
      expect(await cache.increment('k', HOUR)).toBe(1);
    });
  });

  if (another)
    describe('between processes', () => {
      let other: Cache;
      beforeEach(async () => {
        other = await another();
      });
      afterEach(() => close(other));

      it('shares values and counters', async () => {
        await cache.through('k', HOUR, loader('one', 1));
        expect(await other.through('k', HOUR, loader('two', 1))).toBe('one');
        expect([await cache.increment('n', HOUR), await other.increment('n', HOUR)]).toEqual([1, 2]);
        expect([await cache.add('a', 1, HOUR), await other.add('a', 1, HOUR)]).toEqual([true, false]);
      });

      it('lets no slower load put back what another process knows to be older', async () => {
        const { open: finish, passed } = gate();
        const load = jest.fn(() => passed.then(() => ({ value: 'old', revision: 1 })));
        const slow = cache.through('k', HOUR, load);
        await eventually(async () => expect(load).toHaveBeenCalled());
        await other.invalidate('k', 2);
        finish();
        expect(await slow).toBe('old');
        expect(await other.through('k', HOUR, loader('new', 2))).toBe('new');
      });

      it('lets no slower load put an older value over a newer one', async () => {
        const { open: finish, passed } = gate();
        const load = jest.fn(() => passed.then(() => ({ value: 'old', revision: 1 })));
        const slow = cache.through('k', HOUR, load);
        await eventually(async () => expect(load).toHaveBeenCalled());
        await other.invalidate('k', 2);
        await other.through('k', HOUR, loader('new', 2));
        finish();
        await slow;
        expect(await other.through('k', HOUR, loader('again', 2))).toBe('new');
      });
    });
}
