import { toleratesTypo, withinOneTypo, wordsOf } from './search-words.js';

describe('the words of a text', () => {
  it.each([
    ['White Hanging-Heart, T-Light', ['white', 'hanging', 'heart', 't', 'light']],
    ['ORD-2026-000017', ['ord', '2026', '000017']],
    ['85123A 85123a', ['85123a', '85123a']],
    ['CAFÉ Cafe\u0301 café', ['cafe', 'cafe', 'cafe']],
    ['Straße Łódź Smørrebrød Æble İstanbul', ['strasse', 'lodz', 'smorrebrod', 'aeble', 'istanbul']],
    ['Σοφός ΣΟΦΌΣ', ['σοφοσ', 'σοφοσ']],
    ['ﬁne ½ ２', ['fine', '1', '2', '2']],
    ['한국어', ['한국어']],
    ['हिन्दी', ['हिन्दी']],
    ['snake_case', ['snake', 'case']],
    ['\ud800 \u0000 " * : 🏮', []],
    ['x'.repeat(70), ['x'.repeat(64)]],
    ['𝔘'.repeat(70), ['u'.repeat(64)]],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('tolerate a typo from four letters on, and none with a digit', () => {
    expect(['lamp', 'lampe', 'лампа', 'lam', '85123a', 'lamp2'].filter(toleratesTypo)).toEqual([
      'lamp',
      'lampe',
      'лампа',
    ]);
  });

  it('are one typo apart by a letter more, less, other or exchanged with its neighbour', () => {
    const near = ['lamps', 'lam', 'lump', 'almp', 'lapm', 'xlamp', 'lamp'];
    const far = ['lampes', 'la', 'lmpa', 'plam', 'amlp', 'lampxy'];
    expect([...near, ...far].filter((other) => withinOneTypo('lamp', other))).toEqual(near);
  });
});
