import { performance } from 'node:perf_hooks';
import type { WriteStream } from 'node:tty';
import { CannotImport } from './cannot-import.js';
import { readCsv } from './csv-file.js';
import { optionsFrom, type Options } from './options.js';
import { Planner, type Plan, type Quarantined } from './plan.js';
import { Platform, Unreachable } from './platform.js';
import { duration, Progress } from './progress.js';
import { writeQuarantine } from './quarantine-file.js';
import { readBack } from './read-back.js';
import { reconcile, table, type Reconciliation } from './reconciliation.js';
import { Records, type Task, type Tasks } from './records.js';
import { COLUMNS } from './row.js';
import { runImport, type Outcome } from './run-import.js';
import { PACE, Sender, type Pace } from './sender.js';
import { StateFile } from './state-file.js';

export interface Streams {
  /** The result. */
  readonly out: Pick<WriteStream, 'write'>;
  /** Progress, and why it stopped. */
  readonly err: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean };
}

/** Exit codes: it reconciles, it does not (yet), it could not begin. */
const RECONCILED = 0;
const NOT_RECONCILED = 1;
const CANNOT_IMPORT = 2;

/** The command: imports a file, and answers with its exit code. */
export async function importFile(args: string[], { out, err }: Streams, pace: Pace = PACE): Promise<number> {
  try {
    const options = optionsFrom(args);
    const started = performance.now();
    const platform = new Platform(options.url);
    if (!options.dryRun) await platform.ready();
    const planner = new Planner(options);
    const hash = await readCsv(options.file, COLUMNS, (record) => planner.add(record));
    const plan = planner.plan();
    await writeQuarantine(options.quarantine, plan.quarantine);
    const tasks = new Records(hash, options.currency).tasks(plan);
    err.write(`${planned(plan, tasks)} Read in ${duration((performance.now() - started) / 1_000)}.\n`);
    if (options.dryRun) return report({ plan, options, out });
    try {
      return await send({ plan, tasks, hash, options, platform, pace, started, out, err });
    } finally {
      platform.close();
    }
  } catch (error) {
    if (error instanceof CannotImport) {
      err.write(`${error.message}\n`);
      return CANNOT_IMPORT;
    }
    if (error instanceof Unreachable) {
      err.write(`The platform does not answer any more (${error.message}); the same command goes on where it stopped.\n`);
      return NOT_RECONCILED;
    }
    throw error;
  }
}
