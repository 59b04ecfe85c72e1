import fc from 'fast-check';
import { v5, validate, version } from 'uuid';
import { uuidv5, uuidv7 } from './ids.js';

describe('derived ids', () => {
  it('are UUIDs of version 5', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (name, namespace) => {
        expect(uuidv5(name, namespace)).toBe(v5(name, namespace));
      }),
    );
  });

  it('are the same however long names before were', () => {
    const namespace = '6a0f6f0e-3a5b-4f2e-9d0f-5f0b8f7f2a11';
    for (const name of ['é'.repeat(5_000), 'short', '', 'x'.repeat(1_400)]) {
      expect(uuidv5(name, namespace)).toBe(v5(name, namespace));
    }
  });

  it('are derived from a UUID, not from any text', () => {
    for (const namespace of [
      '',
      'c1',
      '6a0f6f0e-3a5b-4f2e-9d0f-5f0b8f7f2a',
      '6a0f6f0e-3a5b-4f2e-9d0f-5f0b8f7f2a1100',
    ]) {
      expect(() => uuidv5('name', namespace)).toThrow(TypeError);
    }
  });

  it('are UUIDs of version 7 that begin with the time where there is nothing to derive them from', () => {
    jest.useFakeTimers({ now: 0x0123_4567_89ab });
    const ids = Array.from({ length: 1_000 }, uuidv7);
    jest.useRealTimers();
    expect(ids.every((id) => validate(id) && version(id) === 7 && id.startsWith('01234567-89ab-'))).toBe(true);
    expect(new Set(ids).size).toBe(1_000);
  });
});
