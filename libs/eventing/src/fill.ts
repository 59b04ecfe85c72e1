import type { EntityManager } from 'typeorm';
import type { EventStore, ReadModel, RecordedEvent } from '#ports';
import { Checkpoint } from './eventing.tables.js';
import type { Projection } from './projection.js';
import { lock, upsert } from './upsert.js';

/** Most events of the log that are read for one transaction. */
const BATCH = 2_000;
/** In place of a position: nothing is left to do, for good. */
const FILLED = 'filled';

/**
 * Makes the rows of a projection from the log where its tables were never filled, for feeds that keep positions: into an
 * empty read model they would bring only what is new. How far it is stands in a checkpoint of its own: replicas share
 * the work, and what one left unfinished is finished at the next start. It may run beside those who take batches.
 */
export class Fill {
  private readonly name: string;

  constructor(
    private readonly projection: Projection,
    private readonly store: EventStore,
    private readonly readModel: ReadModel,
    private readonly apply: (manager: EntityManager, events: readonly RecordedEvent[]) => Promise<unknown>,
  ) {
    this.name = `fill/${projection.name}`;
  }

  /** Whether the projection has no checkpoint, or was left unfinished. */
  async isNeeded(): Promise<boolean> {
    const { manager } = this.readModel;
    const own = await manager.findOneBy(Checkpoint, { name: this.name });
    if (own) return own.position !== FILLED;
    return !(await manager.findOneBy(Checkpoint, { name: this.projection.name }))?.position;
  }

  /** Says that it is needed, behind a position of the log. */
  async begin(manager: EntityManager, after: number): Promise<void> {
    await upsert(manager, Checkpoint, [{ name: this.name, position: String(after) }]);
  }

  /** Says that nothing is left to do. */
  async end(manager: EntityManager): Promise<void> {
    await upsert(manager, Checkpoint, [{ name: this.name, position: FILLED }]);
  }

  /** Ends at the end of the log, or at the signal. */
  async run(onProgress: (events: number) => void, signal: AbortSignal): Promise<void> {
    for (let events = 0; !signal.aborted;) {
      const own = await this.readModel.write((manager) => this.next(manager));
      if (own === undefined) return;
      onProgress((events += own));
    }
  }

  /** Applies the next events and tells their number; undefined where there are none. */
  private async next(manager: EntityManager): Promise<number | undefined> {
    await lock(manager, this.projection.name);
    const reached = (await manager.findOneBy(Checkpoint, { name: this.name }))?.position ?? '0';
    if (reached === FILLED) return undefined;
    const { last, own } = await nextOf(this.projection, this.store, Number(reached));
    if (own.length) await this.apply(manager, own);
    await upsert(manager, Checkpoint, [{ name: this.name, position: last === undefined ? FILLED : String(last) }]);
    return last === undefined ? undefined : own.length;
  }
}

/** What a projection takes of the next events of the log; `last` is undefined at its end. */
export async function nextOf({ category }: Projection, store: EventStore, after: number) {
  const next = await store.readAll({ after, limit: BATCH });
  return { last: next.at(-1)?.position, own: next.filter(({ stream }) => stream.startsWith(`${category}-`)) };
}
