import fc from 'fast-check';
import { RememberedCommands } from './remembered-commands.js';

const hashOf = (n: number) => Buffer.from(`hash of ${n}`.padEnd(12).slice(0, 12)).toString('base64');
const facts = (of: RememberedCommands, id: string) => {
  const found = of.find(id);
  return found && { revision: found.revision, count: found.count };
};

describe('the commands that a stream remembers', () => {
  it('are what a list of all of them would tell, also after a snapshot', () => {
    const ids = fc.uniqueArray(fc.oneof(fc.uuid(), fc.string({ minLength: 1 })), { maxLength: 40 });
    fc.assert(
      fc.property(ids, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 40, maxLength: 40 }), (all, counts) => {
        const remembered = new RememberedCommands();
        let revision = 0;
        const expected = all.map((id, n) => {
          const first = revision;
          for (let i = 0; i < counts[n]!; i++) remembered.note(id, hashOf(n), revision++);
          return { id, revision: first, count: counts[n] };
        });
        for (const one of [remembered, new RememberedCommands(remembered.toText()), remembered.copy()]) {
          expect(expected.map(({ id }) => ({ id, ...facts(one, id) }))).toEqual(expected);
          expect(all.every((id, n) => one.find(id)!.hasHash(hashOf(n)) && !one.find(id)!.hasHash(hashOf(n + 1)))).toBe(
            true,
          );
          expect(one.find('7d444840-9dc0-11d1-b245-5ffdce74fad2')).toBeUndefined();
        }
      }),
    );
  });

  it('are the last thousand, the oldest forgotten first, also after a snapshot', () => {
    const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    const first = new RememberedCommands();
    for (let n = 0; n < 1_500; n++) first.note(id(n), hashOf(n), n);
    const second = new RememberedCommands(first.toText());
    for (let n = 1_500; n < 1_800; n++) second.note(id(n), hashOf(n), n);
    expect([facts(first, id(499)), facts(first, id(500))]).toEqual([undefined, { revision: 500, count: 1 }]);
    expect([facts(second, id(799)), facts(second, id(800))]).toEqual([undefined, { revision: 800, count: 1 }]);
    expect(facts(second, id(1_799))).toEqual({ revision: 1_799, count: 1 });
    expect(second.size).toBe(36_000);
  });

  it('are apart in a copy', () => {
    const one = new RememberedCommands();
    one.note('a', 'x', 0);
    const two = one.copy();
    two.note('b', 'y', 1);
    two.note('b', 'y', 2);
    expect([facts(one, 'b'), facts(two, 'b'), facts(two, 'a')]).toEqual([
      undefined,
      { revision: 1, count: 2 },
      { revision: 0, count: 1 },
    ]);
  });
});
