import { inTime } from './in-time.js';

describe('in time', () => {
  const never = new Promise<string>(() => undefined);
  const late = () => 'late';

  it('gives what the call gives, or throws what it throws', async () => {
    await expect(inTime(Promise.resolve('there'), 10_000, late)).resolves.toBe('there');
    await expect(inTime(Promise.reject(new Error('broken')), 10_000, late)).rejects.toThrow('broken');
  });

  it('gives or throws what is meant for that when the time is up', async () => {
    await expect(inTime(never, 5, late)).resolves.toBe('late');
    const tooLate = () => {
      throw new Error('too late');
    };
    await expect(inTime(never, 5, tooLate)).rejects.toThrow('too late');
  });

  it('keeps no timer when the call is over', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    await inTime(Promise.resolve('there'), 10_000, late);
    await inTime(Promise.reject(new Error('broken')), 10_000, late).catch(() => undefined);
    expect(timers()).toBe(before);
  });
});
