import 'reflect-metadata';
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { giveWay } from '#adapters/give-way';
import { LocalKeeper, type ReadSide } from '#eventing';
import { openToKeep } from './engines.js';
import { StructuredLog } from './logging.js';
import { failureOf, type FromThread, type Opening, type Standing, type ToThread } from './read-side-thread.js';

/** Behind the commands and the log: rows may be late, and are written in larger batches then. */
const NICENESS = 10;

/**
 * Keeps read sides in the present thread for the process that has started it: the whole of such a thread's entry.
 * @param app what the process is called in its log
 */
export async function keepReadSide(app: string, sides: readonly ReadSide[]): Promise<void> {
  giveWay(NICENESS);
  const port = parentPort!;
  const [config] = (await once(port, 'message')) as [Opening];
  const tell = (message: FromThread) => port.postMessage(message);
  Logger.overrideLogger(new StructuredLog(config, process.stdout, app));
  try {
    const { store, feed, readModel, search } = await openToKeep(config, sides);
    let told = '';
    const changed = (name: string) => {
      const standing = standingOf(keeper, sides);
      const now = JSON.stringify([...standing.projections, standing.indexes]);
      tell(now === told ? { changed: name } : { changed: name, standing });
      told = now;
    };
    const keeper = new LocalKeeper(() => sides, feed, store, readModel, search, changed);
    const close = async () => {
      await keeper.stop();
      for (const engine of [search, readModel, store]) await engine.close();
    };
    port.on('message', (message: ToThread) => {
      if (message.task === 'committed') return store.committed();
      const { task, id, args } = message;
      const run = task === 'close' ? close : (keeper[task] as (...args: unknown[]) => Promise<unknown>);
      run.apply(keeper, [...args]).then(
        (value) => tell({ id, value }),
        (error: unknown) => tell({ id, failure: failureOf(error) }),
      );
    });
    tell({ opened: true });
  } catch (error) {
    tell({ failed: failureOf(error) });
  }
}

const standingOf = (keeper: LocalKeeper, sides: readonly ReadSide[]): Standing => ({
  projections: new Map(
    sides
      .flatMap(({ projections }) => projections)
      .flatMap(({ name }) => (keeper.keeps(name) ? [[name, keeper.caughtUp(name)] as const] : [])),
  ),
  indexes: keeper.indexesCaughtUp(),
});
