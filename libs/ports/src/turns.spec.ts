import { Turns } from './turns.js';

it('lets so many run at a time, in order, whatever becomes of them', async () => {
  const turns = new Turns(2);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const all = [0, 1, 2, 3].map((n) =>
    turns.take(
      () =>
        new Promise<void>((resolve, reject) => {
          begun.push(n);
          ends.push(n === 0 ? () => reject(new Error('lost')) : resolve);
        }),
    ),
  );
  const lost = all[0]!.catch((error: Error) => error.message);
  expect(begun).toEqual([0, 1]);
  ends[0]!();
  expect(await lost).toBe('lost');
  expect(begun).toEqual([0, 1, 2]);
  ends[1]!();
  ends[2]!();
  await Promise.all([all[1], all[2]]);
  ends[3]!();
  await all[3];
  expect(begun).toEqual([0, 1, 2, 3]);
});
