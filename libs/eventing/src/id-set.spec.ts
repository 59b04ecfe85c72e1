import fc from 'fast-check';
import { IdSet } from './id-set.js';

const ids = fc.array(fc.oneof(fc.uuid(), fc.string()), { maxLength: 200 });

describe('a set of ids', () => {
  it('has what was added, once, also after it was written down', () => {
    fc.assert(
      fc.property(ids, ids, fc.nat(200), (added, others, cut) => {
        const first = added.slice(0, cut).reduce((set, id) => set.add(id), IdSet.empty);
        const set = added.slice(cut).reduce((grown, id) => grown.add(id), IdSet.from(first.toText()));
        const all = new Set(added);
        expect(set.size).toBe(all.size);
        for (const id of [...added, ...others]) expect(set.has(id)).toBe(all.has(id));
        expect(IdSet.from(set.toText()).toText()).toBe(set.toText());
      }),
    );
  });

  it('is not changed by what is added to it', () => {
    const one = IdSet.empty.add('a').add('b');
    const [two, three] = [one.add('c'), one.add('d')];
    expect([one, two, three].map((set) => ['a', 'b', 'c', 'd'].filter((id) => set.has(id)).join(''))).toEqual([
      'ab',
      'abc',
      'abd',
    ]);
    expect(one.add('a')).toBe(one);
  });

  it('takes 16 bytes for an id', () => {
    const many = Array.from({ length: 3_000 }, (_, n) => `id ${n}`).reduce((set, id) => set.add(id), IdSet.empty);
    expect(Buffer.from(many.toText(), 'base64')).toHaveLength(48_000);
  });
});
