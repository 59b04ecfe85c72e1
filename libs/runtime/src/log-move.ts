import { join } from 'node:path';
import { SqliteEventStore, WriterLock } from '#adapters';
import type { EventStore } from '#ports';
import type { Config } from './config.js';
import { realEngines } from './real-engines.js';
import { StartError } from './start-error.js';

/** The engines that the embedded log can be moved to, with the variable that says where each is. */
export const MOVES_TO = { kurrentdb: 'EVENTSTORE_URL', mysql: 'MYSQL_URL' } as const;

export interface Move {
  /** The embedded log, for reading; as long as it is open nobody can write to it. */
  readonly log: EventStore;
  /** Where it goes. */
  readonly copy: EventStore;
  close(): Promise<void>;
}

/** Opens both ends of a move; throws CannotStart or StartError, as where a platform runs on DATA_DIR. */
export async function openMove(config: Config, to: keyof typeof MOVES_TO): Promise<Move> {
  if (!config.addresses[MOVES_TO[to]]) throw new StartError(`--to ${to} needs ${MOVES_TO[to]}.`);
  const log = new SqliteEventStore(join(config.dataDir, 'log.sqlite'), { readonly: true });
  let lock: WriterLock | undefined;
  const leave = async () => {
    await log.close();
    lock?.release();
  };
  try {
    lock = new WriterLock(config.dataDir);
    const copy = await (to === 'mysql' ? realEngines.mysqlLog(config) : realEngines.kurrentdb(config));
    const close = async () => {
      await copy.close();
      await leave();
    };
    return { log, copy, close };
  } catch (error) {
    await leave();
    throw error;
  }
}
