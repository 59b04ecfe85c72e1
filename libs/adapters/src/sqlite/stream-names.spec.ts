import fc from 'fast-check';
import { StreamNames } from './stream-names.js';

const NEVER = new AbortController().signal;
const pages = (names: readonly string[]) => {
  const sorted = names.toSorted();
  return (after: string, limit: number) => sorted.filter((name) => name > after).slice(0, limit);
};

describe('the names of the streams', () => {
  it('rules out nothing before it knows them all', () => {
    expect(new StreamNames().mayHold('order-1')).toBe(true);
  });

  it('never rules out a stream that there is, learnt or added', () =>
    fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.string({ minLength: 1 })), fc.array(fc.string()), async (old, added) => {
        const names = new StreamNames();
        await names.learn(pages(old), NEVER);
        for (const stream of added) names.add(stream);
        expect([...old, ...added].filter((stream) => !names.mayHold(stream))).toEqual([]);
      }),
    ));

  it('rules out nearly all that there are not, after it has grown', async () => {
    const names = new StreamNames();
    await names.learn(pages(Array.from({ length: 1_200 }, (_, n) => `old-${n}`)), NEVER);
    for (let n = 0; n < 300_000; n++) names.add(`order-${n}`);
    const wrong = Array.from({ length: 10_000 }, (_, n) => `other-${n}`).filter((stream) => names.mayHold(stream));
    expect(wrong.length).toBeLessThan(60);
    expect(['old-0', 'old-1199', 'order-0', 'order-299999'].every((stream) => names.mayHold(stream))).toBe(true);
  });

  it('rules out nothing where it was stopped before it knew them', async () => {
    const names = new StreamNames();
    const stopping = new AbortController();
    const learnt = names.learn(pages(Array.from({ length: 600 }, (_, n) => `s-${n}`)), stopping.signal);
    stopping.abort();
    await expect(learnt).rejects.toMatchObject({ name: 'AbortError' });
    expect(names.mayHold('other')).toBe(true);
  });
});
