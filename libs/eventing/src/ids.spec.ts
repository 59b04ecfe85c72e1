import fc from 'fast-check';
import { v5 } from 'uuid';
import { uuidv5 } from './ids.js';

describe('derived ids', () => {
  it('are UUIDs of version 5', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (name, namespace) => {
        expect(uuidv5(name, namespace)).toBe(v5(name, namespace));
      }),
    );
  });
});
