import { hashOfKey, keysIn, newKey } from './key-file.js';

const hash = hashOfKey('k').toString('hex');

describe('a file of keys', () => {
  it('has a name, scopes and a hash on each line', () => {
    const text = `# who may what\n\nshop read,write ${hash}\r\n  desk\tadmin ${hashOfKey('other').toString('hex')}\n`;
    expect(keysIn(text)).toEqual({
      keys: [
        { name: 'shop', scopes: ['read', 'write'], hash: hashOfKey('k') },
        { name: 'desk', scopes: ['admin'], hash: hashOfKey('other') },
      ],
      mistakes: [],
    });
  });

  it('may have two keys of one name, while one replaces the other', () => {
    expect(keysIn(`shop read ${hash}\nshop read ${hashOfKey('l').toString('hex')}`).keys).toHaveLength(2);
  });

  it.each([
    ['', 'There is no key in it.'],
    ['shop read', 'Line 1 must be a name, its scopes and the hash of its key, with blanks between.'],
    [`shop read ${hash} more`, 'Line 1 must be a name,'],
    [`shöp read ${hash}`, 'Line 1 has a name that is not 1 to 64 letters,'],
    [`anonymous read ${hash}`, 'Line 1 has the name anonymous, which the platform uses itself.'],
    [`saga-timers read ${hash}`, 'Line 1 has the name saga-timers,'],
    [`shop read,root ${hash}`, 'Line 1 has scopes that are not of read, write, admin.'],
    [`shop , ${hash}`, 'Line 1 has scopes that are not of read, write, admin.'],
    ['shop read k', 'Line 1 has no SHA-256 in lower-case hexadecimal digits.'],
    [`shop read ${hash}\nspy admin ${hash}`, 'Line 2 has the key of another line.'],
  ])('that is %j is told its mistake', (text, mistake) => {
    expect(keysIn(text).mistakes).toEqual([expect.stringContaining(mistake)]);
  });
});

describe('a new key', () => {
  it('is the one that its line knows, and never the same', () => {
    const { key, line } = newKey('shop', ['read', 'write']);
    expect(key).toMatch(/^daybook_[\w-]{43}$/);
    expect(line).not.toContain(key);
    expect(keysIn(line).keys).toEqual([{ name: 'shop', scopes: ['read', 'write'], hash: hashOfKey(key) }]);
    expect(newKey('shop', ['read']).key).not.toBe(key);
  });

  it('is not made with a name or scope that the file could not have', () => {
    expect(() => newKey('a b', ['read'])).toThrow('The key must be a name, its scopes');
    expect(() => newKey('shop', ['root'])).toThrow('The key has scopes that are not of read, write, admin.');
  });
});
