import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for each test, gone after it. Gives the path of a file in the present one. */
export function temporaryFolder(): (file: string) => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'daybook-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  return (file) => join(folder, file);
}
