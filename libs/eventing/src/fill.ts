import type { EntityManager } from 'typeorm';
import type { EventStore, ReadModel, RecordedEvent } from '#ports';
import { Checkpoint } from './eventing.tables.js';
import type { Projection } from './projection.js';
import { lock, upsert } from './upsert.js';

/** Most events of the log that are read for one transaction. */
const BATCH = 2_000;
/** In place of a position: nothing is left to do, for good. */
const FILLED = 'filled';
const NOTHING = { last: undefined, own: [] };

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

  /** Ends where the log ended as it began, or at the signal: what comes meanwhile the feed brings. */
  async run(onProgress: (events: number) => void, signal: AbortSignal): Promise<void> {
    const head = await this.store.head();
    for (let events = 0; !signal.aborted;) {
      const own = await this.readModel.write((manager) => this.next(manager, head));
      if (own === undefined) return;
      onProgress((events += own));
    }
  }

  /** Applies the next events and tells their number; undefined where there are none. */
  private async next(manager: EntityManager, head: number): Promise<number | undefined> {
    await lock(manager, this.projection.name);
    const reached = (await manager.findOneBy(Checkpoint, { name: this.name }))?.position ?? '0';
    if (reached === FILLED) return undefined;
    const after = Number(reached);
    const { last, own } = after < head ? await nextOf(this.projection, this.store, after) : NOTHING;
    if (last === undefined) {
      await this.end(manager);
      return undefined;
    }
    if (own.length) await this.apply(manager, own);
    await this.begin(manager, last);
    return own.length;
  }
}

/** What a projection takes of the next events of the log; `last` is undefined at its end. */
export async function nextOf({ category }: Projection, store: EventStore, after: number) {
  const next = await store.readAll({ after, limit: BATCH });
  return { last: next.at(-1)?.position, own: next.filter(({ stream }) => stream.startsWith(`${category}-`)) };
}
