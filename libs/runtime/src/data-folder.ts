import { existsSync, mkdirSync, opendirSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotStart } from '#ports';

/** Makes the data folder where it is missing; throws CannotStart where it cannot be one. */
export function makeFolder(folder: string): void {
  try {
    makeWithParents(folder);
    opendirSync(folder).closeSync();
  } catch (error) {
    throw new CannotStart(`The data folder ${folder} cannot be used: ${(error as Error).message}.`);
  }
}

/** Node's own recursive mkdir never ends where the system denies a folder with ENOENT, as below /proc. */
function makeWithParents(folder: string): void {
  if (existsSync(folder)) return;
  makeWithParents(dirname(folder));
  mkdirSync(folder);
}
