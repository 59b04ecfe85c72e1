import { Rate } from './rate.js';

describe('a rate', () => {
  const MINUTE = 60_000;
  beforeEach(() => jest.useFakeTimers({ now: 1_000 * MINUTE }));
  afterEach(() => jest.useRealTimers());

  it('is of this minute and the one before', () => {
    const rate = new Rate();
    expect(rate.perSecond()).toBe(0);
    rate.add(600);
    expect(rate.perSecond()).toBe(10);
    jest.advanceTimersByTime(MINUTE);
    rate.add(300);
    jest.advanceTimersByTime(MINUTE / 2);
    expect(rate.perSecond()).toBe(10);
    jest.advanceTimersByTime(MINUTE / 2);
    expect(rate.perSecond()).toBe(5);
    jest.advanceTimersByTime(MINUTE);
    expect(rate.perSecond()).toBe(0);
  });

  it('tells of a few events too', () => {
    const rate = new Rate();
    rate.add(15);
    expect(rate.perSecond()).toBe(0.25);
    jest.advanceTimersByTime(MINUTE / 2);
    expect(rate.perSecond()).toBe(0.17);
  });
});
