import { join } from 'node:path';
import { SqliteEventStore, WriterLock } from '#adapters';
import { realEngines } from './real-engines.js';
import { StartError } from './start-error.js';
/** The engines that the embedded log can be moved to, with the variable that says where each is. */
export const MOVES_TO = { kurrentdb: 'EVENTSTORE_URL', mysql: 'MYSQL_URL' };
/** Opens both ends of a move; throws CannotStart or StartError, as where a platform runs on DATA_DIR. */
export async function openMove(config, to) {
    if (!config.addresses[MOVES_TO[to]])
        throw new StartError(`--to ${to} needs ${MOVES_TO[to]}.`);
    const log = new SqliteEventStore(join(config.dataDir, 'log.sqlite'), { readonly: true });
    let lock;
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
    }
    catch (error) {
        await leave();
        throw error;
    }
}
//# sourceMappingURL=log-move.js.map