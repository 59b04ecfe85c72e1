import type { Type } from '@nestjs/common';
import fc from 'fast-check';
import * as contracts from '#contracts';
import { checkOf, schemaOf } from './compiled.js';
import { mistakesOf } from './mistakes.js';
import { isDto, shapeOf } from './shape.js';

const dtos = Object.values(contracts as Record<string, unknown>)
  .filter(isDto)
  .map((dto): [string, Type] => [dto.name, dto]);

/** Values that are near to what fields want, and near to what they must not be. */
const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    'A',
    ' A',
    'A\u0000',
    '\ud800',
    'a\nb',
    '\u202ea',
    '😀'.repeat(64),
    '😀'.repeat(65),
    'x'.repeat(201),
    'GBP',
    'XXX',
    'placed',
    'unspecified',
    'a@b.example',
    '2026-02-28T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '0192f1c0-0000-7000-8000-000000000000',
    'warehouse-1',
    true,
    {},
    [],
    [[]],
    [null],
    { a: 1 },
    { a: 'b' },
  ),
  fc.integer({ min: -2, max: 3 }),
  fc.constantFrom(0.5, NaN, Infinity, -0, 2 ** 31, 2 ** 53, 1_000_001, 1_000_000_001),
  fc.json().map((text) => JSON.parse(text) as unknown),
);

/** A value of the class, or nearly so: every field may be missing, of another kind, or joined by one that is unknown. */
function nearly(dto: Type): fc.Arbitrary<unknown> {
  const fields = [...shapeOf(dto)].map(([name, { nested, list }]): [string, fc.Arbitrary<unknown>] => {
    const one = nested ? nearly(nested) : leaf;
    const value = list ? fc.array(one, { maxLength: 3 }) : one;
    return [name, fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: leaf })];
  });
  const known = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  const extra = fc.constantFrom<string | undefined>(
    undefined,
    undefined,
    undefined,
    'x',
    '__proto__',
    'constructor',
    'a/b',
  );
  return fc.tuple(known, extra, leaf).map(([value, key, own]) => {
    if (key === undefined) return value;
    return Object.defineProperty({ ...value }, key, { value: own, enumerable: true });
  });
}

describe.each(dtos)('%s', (_, dto) => {
  it('is compiled to what class-validator says of it', () => {
    fc.assert(
      fc.property(fc.oneof(nearly(dto), leaf), (value) => {
        expect(checkOf(dto)(value)).toBe(mistakesOf(dto, value).length === 0);
      }),
      { numRuns: 60 },
    );
  });

  it('validates what it holds, in lists as well', () => {
    const holding = [...shapeOf(dto)].filter(([, { nested }]) => nested);
    for (const [name, { list, rules }] of holding) {
      const unknown = { thisIsNotKnown: 1 };
      const pointer = `/${name}${list ? '/0' : ''}/thisIsNotKnown`;
      expect(mistakesOf(dto, { [name]: list ? [unknown] : unknown }).map((each) => each.pointer)).toContain(pointer);
      expect(rules.some((rule) => rule.name === 'isObject' && rule.each === list)).toBe(true);
    }
  });
});

describe('the validation', () => {
  it('knows the classes of all services', () => {
    expect(dtos.length).toBeGreaterThan(50);
  });

  it('tells a value that is right', () => {
    expect(mistakesOf(contracts.NewOrder, { lines: [{ sku: 'A', quantity: 1 }] })).toEqual([]);
  });

  it('names what is missing by one mistake', () => {
    expect(mistakesOf(contracts.NewOrder, { lines: [{ sku: 'A' }] })).toEqual([
      { pointer: '/lines/0/quantity', code: 'REQUIRED', message: 'is required' },
    ]);
  });

  it('escapes names in pointers', () => {
    expect(mistakesOf(contracts.NewOrder, { lines: [], 'a/b~c': 1 })[0]?.pointer).toBe('/a~1b~0c');
  });

  it('refuses a rule that it cannot compile', () => {
    class Odd {
      @contracts.IsText()
      name!: string;
    }
    Object.assign(shapeOf(Odd).get('name')!.rules[0]!, { name: 'isOdd' });
    expect(() => schemaOf(Odd)).toThrow('Odd.name: the rule isOdd cannot be compiled');
  });

  it('stays quick on many wrong lines', () => {
    const lines = Array.from({ length: 30_000 }, () => ({ sku: '', quantity: 0 }));
    const mistakes = mistakesOf(contracts.NewOrder, { lines });
    expect(mistakes).toHaveLength(100);
    expect(mistakes[0]).toMatchObject({ pointer: '/lines', code: 'ARRAY_MAX_SIZE' });
  });
});
