import { Fingerprints } from './fingerprints.js';

it('fingerprints keep a number for each of many texts, and give the one before', () => {
  const kept = new Fingerprints();
  for (let i = 1; i <= 100_000; i++) expect(kept.put(`stock-${i}\n${i % 7}`, i)).toBe(0);
  for (let i = 1; i <= 100_000; i += 997) expect(kept.get(`stock-${i}\n${i % 7}`)).toBe(i);
  expect(kept.put('stock-5\n5', 9)).toBe(5);
  expect(kept.get('stock-5\n5')).toBe(9);
  expect(kept.get('stock-5\n6')).toBe(0);
});
