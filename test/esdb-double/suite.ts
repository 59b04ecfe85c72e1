import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EsdbDouble } from './start.js';

/** What processes are started and killed for takes longer than other tests. */
const LONGEST_TEST_MS = 60_000;

/** A double for the tests of a suite, without faults at the start of each. */
export function doubleForSuite(): () => EsdbDouble {
  jest.setTimeout(LONGEST_TEST_MS);
  let folder: string;
  let double: EsdbDouble;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'daybook-'));
    double = await EsdbDouble.start(join(folder, 'log'));
  });
  afterEach(() => double.heal());
  afterAll(async () => {
    await double.kill();
    rmSync(folder, { recursive: true });
  });
  return () => double;
}
