import { isDateTime } from './rules.js';

describe('a moment', () => {
  it.each([
    '2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00.123456789+05:30',
    '2024-02-29T23:59:59-23:59',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59+14:00',
  ])('is %s', (text) => {
    expect(isDateTime(text)).toBe(true);
    expect(new Date(text).toISOString()).toMatch(/^\d{4}-/);
  });

  it.each([
    ['of no day', '2026-02-29T00:00:00Z'],
    ['of no month', '2026-13-01T00:00:00Z'],
    ['of no hour', '2026-01-01T24:00:00Z'],
    ['of a leap second', '2026-12-31T23:59:60Z'],
    ['without a zone', '2026-01-01T00:00:00'],
    ['after the year 9999 in UTC', '9999-12-31T23:59:59-05:00'],
    ['before the year 0 in UTC', '0000-01-01T00:00:00+05:00'],
  ])('is none %s', (_, text) => {
    expect(isDateTime(text)).toBe(false);
  });
});
