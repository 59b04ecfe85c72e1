import 'reflect-metadata';
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { LocalKeeper } from '#eventing';
import { openToKeep } from './engines.js';
import { StructuredLog } from './logging.js';
import { failureOf } from './read-side-thread.js';
/** Keeps read sides in the present thread for the process that has started it: the whole of such a thread's entry. */
export async function keepReadSide(sides) {
    const port = parentPort;
    const [config] = (await once(port, 'message'));
    const tell = (message) => port.postMessage(message);
    Logger.overrideLogger(new StructuredLog(config));
    try {
        const { store, feed, readModel, search } = await openToKeep(config, sides);
        let told = '';
        const changed = (name) => {
            const standing = standingOf(keeper, sides);
            const now = JSON.stringify([...standing.projections, standing.indexes]);
            tell(now === told ? { changed: name } : { changed: name, standing });
            told = now;
        };
        const keeper = new LocalKeeper(() => sides, feed, store, readModel, search, changed);
        const close = async () => {
            await keeper.stop();
            for (const engine of [search, readModel, store])
                await engine.close();
        };
        port.on('message', (message) => {
            if (message.task === 'committed')
                return store.committed();
            const { task, id, args } = message;
            const run = task === 'close' ? close : keeper[task];
            run.apply(keeper, [...args]).then((value) => tell({ id, value }), (error) => tell({ id, failure: failureOf(error) }));
        });
        tell({ opened: true });
    }
    catch (error) {
        tell({ failed: failureOf(error) });
    }
}
const standingOf = (keeper, sides) => ({
    projections: new Map(sides
        .flatMap(({ projections }) => projections)
        .flatMap(({ name }) => (keeper.keeps(name) ? [[name, keeper.caughtUp(name)]] : []))),
    indexes: keeper.indexesCaughtUp(),
});
//# sourceMappingURL=keep-read-side.js.map