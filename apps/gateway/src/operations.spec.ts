import { Logger } from '@nestjs/common';
import { MemoryCache } from '#adapters/memory/cache';
import { AppError } from '#ports';
import { Operations } from './operations.js';

describe('Operations', () => {
  let cache: MemoryCache;
  let here: Operations;
  let there: Operations;

  beforeEach(() => {
    jest.useFakeTimers();
    cache = new MemoryCache();
    [here, there] = [new Operations(cache), new Operations(cache)];
  });
  afterEach(async () => {
    await Promise.all([here, there].map((operations) => operations.beforeApplicationShutdown()));
    await cache.close();
    jest.useRealTimers();
  });

  /** One that runs until it is told to end. */
  const begun = async () => {
    let end!: (result: unknown) => void;
    const operation = await here.start('audit', () => new Promise((resolve) => (end = resolve)));
    const key = `operation:${operation.id}`;
    return { id: operation.id, key, end: (result: unknown) => (end(result), jest.advanceTimersByTimeAsync(0)) };
  };

  it('are looked at from every replica, while they run and when they have ended', async () => {
    const { id, end } = await begun();
    expect(await there.find(id)).toMatchObject({ kind: 'audit', status: 'running' });
    await end({ findings: 0 });
    const ended = { status: 'succeeded', result: { findings: 0 }, endedAt: expect.any(String) };
    expect([await here.find(id), await there.find(id)]).toMatchObject([ended, ended]);
  });

  it('are known to the process that runs them also while the cache has forgotten them', async () => {
    const { id, key, end } = await begun();
    await cache.delete(key);
    expect(await here.find(id)).toMatchObject({ status: 'running' });
    await end(1);
    await cache.delete(key);
    expect(await here.find(id)).toMatchObject({ status: 'succeeded', result: 1 });
  });

  it('are known to the other replicas again once the cache serves, how they ended included', async () => {
    const { id, end } = await begun();
    const away = jest.spyOn(cache, 'set').mockResolvedValue();
    await end(1);
    expect(await there.find(id)).toMatchObject({ status: 'running' });
    await jest.advanceTimersByTimeAsync(60_000);
    away.mockRestore();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await there.find(id)).toMatchObject({ status: 'succeeded', result: 1 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are running as long as their process lives, and have failed when it is gone', async () => {
    const { id } = await begun();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(await there.find(id)).toMatchObject({ status: 'running' });
    jest.spyOn(cache, 'set').mockResolvedValue();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await there.find(id)).toMatchObject({ status: 'failed', error: { code: 'INTERRUPTED' } });
    jest.restoreAllMocks();
  });

  it('have failed at once where their process stops, and stay as they ended before', async () => {
    const [ended, { id }] = [await begun(), await begun()];
    await ended.end(1);
    await here.beforeApplicationShutdown();
    expect(await there.find(id)).toMatchObject({ status: 'failed', error: { code: 'INTERRUPTED' } });
    expect(await there.find(ended.id)).toMatchObject({ status: 'succeeded', result: 1 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fail by what the caller is to know, and by nothing else', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const failed = async (reason: Error) => {
      const { id } = await here.start('rebuild', () => Promise.reject(reason));
      await jest.advanceTimersByTimeAsync(0);
      return (await there.find(id)).error;
    };
    expect(await failed(new AppError('unavailable', 'UNAVAILABLE', 'Not now'))).toEqual({
      code: 'UNAVAILABLE',
      detail: 'Not now',
    });
    expect(await failed(new Error('at /secret/path'))).toEqual({ code: 'INTERNAL', detail: 'Internal error' });
    expect(error).toHaveBeenCalledTimes(1);
    jest.restoreAllMocks();
  });

  it('that nobody began are not found', async () => {
    await expect(here.find('0192f1c0-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
