import { Logger } from '@nestjs/common';
import { AppError, type EventStore, type ReadModel } from '#ports';
import type { Config } from './config.js';
import { EngineWatch } from './engine-watch.js';
import { Readiness } from './health.js';

describe.each(['sqlite', 'mysql'] as const)('the watch over the engines, with rows in %s', (readModel) => {
  const readiness = new Readiness();
  let failure: Error | undefined;
  const ask = () => (failure ? Promise.reject(failure) : Promise.resolve(0));
  const watch = new EngineWatch(
    readiness,
    { check: ask } as unknown as EventStore,
    { manager: { query: ask } } as unknown as ReadModel,
    { readModel } as Config,
  );
  const asked = readModel === 'sqlite' ? ['log'] : ['log', 'rows'];
  let warn: jest.SpyInstance;
  let log: jest.SpyInstance;

  beforeAll(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    log = jest.spyOn(Logger.prototype, 'log').mockReturnValue();
    jest.useFakeTimers();
    readiness.started();
    watch.onApplicationBootstrap();
  });
  afterAll(() => {
    watch.beforeApplicationShutdown();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('takes no work while they do not serve, and says once why', async () => {
    await jest.advanceTimersByTimeAsync(2_000);
    expect(readiness.report().ready).toBe(true);
    const cause = new Error('database or disk is full');
    failure = Object.assign(new AppError('unavailable', 'LOG_UNAVAILABLE', 'It cannot be used'), { cause });
    await jest.advanceTimersByTimeAsync(10_000);
    const away = { ready: false, detail: 'It cannot be used' };
    expect(readiness.report()).toMatchObject({
      ready: false,
      parts: Object.fromEntries(asked.map((name) => [name, away])),
    });
    const reason = 'Error: It cannot be used (database or disk is full)';
    expect(warn.mock.calls).toEqual(asked.map((engine) => [{ message: 'does not serve', engine, reason }]));
  });

  it('takes work again by itself once they do', async () => {
    failure = undefined;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(readiness.report().ready).toBe(true);
    expect(log.mock.calls).toEqual(asked.map((engine) => [{ message: 'serves again', engine }]));
  });
});
