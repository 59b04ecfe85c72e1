import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AppError, type EventStore, type ReadModel, type RecordedEvent } from '#ports';
import { Checkpoint } from './eventing.tables.js';
import { nextOf, type Fill } from './fill.js';
import type { Projection } from './projection.js';
import { alone, differences, makeTwins, swapTwins, type Tables } from './twin-tables.js';
import { twinOf } from './twin.js';
import { lock, upsert } from './upsert.js';

export interface Rebuilt {
  readonly events: number;
  readonly rows: number;
  /** Rows that were not as they ought to be, or not there yet. */
  readonly different: number;
}

interface Progress {
  readonly position: number;
  readonly events: number;
}

/** A rebuild does not outlive what it works on. */
export function assertGoesOn(signal: AbortSignal): void {
  if (signal.aborted)
    throw new AppError('unavailable', 'UNAVAILABLE', 'The process ends: ask for the rebuild again.', [], 1);
}

/**
 * One rebuild of a projection: its tables are made again from the log beside those that serve, compared, and swapped
 * in. When another one of the same projection begins, in any process, this one ends with AppError `rejected`.
 */
export class Rebuild {
  private readonly twins: Tables;
  /** Whose twins the twins are stands in a checkpoint of this name. */
  private readonly owner: string;
  private readonly id = randomUUID();

  constructor(
    private readonly projection: Projection,
    private readonly serving: Tables,
    private readonly store: EventStore,
    private readonly readModel: ReadModel,
    private readonly apply: (
      manager: EntityManager,
      events: readonly RecordedEvent[],
      tables: Tables,
    ) => Promise<unknown>,
    /** What is to be applied again after the swap. */
    private readonly rest: Fill,
  ) {
    this.twins = { rows: twinOf(serving.rows), children: serving.children && twinOf(serving.children) };
    this.owner = `rebuild/${projection.name}`;
  }

  /** Ends with AppError `unavailable` where the signal comes before the twins are filled. */
  async run(onProgress: (events: number) => void, signal: AbortSignal): Promise<Rebuilt> {
    await this.readModel.write((manager) =>
      alone(manager, this.owner, async () => {
        await upsert(manager, Checkpoint, [{ name: this.owner, position: this.id }]);
        await makeTwins(manager, this.serving);
      }),
    );
    let done: Progress = { position: 0, events: 0 };
    const head = await this.store.head();
    while (done.position < head) {
      assertGoesOn(signal);
      done = await this.readModel.write((manager) => this.fill(manager, done));
      onProgress(done.events);
    }
    let rebuilt: Rebuilt;
    try {
      rebuilt = await this.readModel.write((manager) => alone(manager, this.owner, () => this.finish(manager, done)));
    } finally {
      await this.catchUp(done.position);
    }
    await this.readModel.write((manager) => this.rest.end(manager));
    return rebuilt;
  }

  /** Applies the next events to the twins. A write may be run again: what it found out is its result. */
  private async fill(manager: EntityManager, { position, events }: Progress): Promise<Progress> {
    await this.assertOwner(manager);
    const { last, own } = await this.applyNext(manager, position, this.twins);
    return { position: last ?? Infinity, events: events + own };
  }

  /**
   * The twins are its own until they are swapped in: no other rebuild begins meanwhile. No batch is taken either, as the
   * checkpoint is locked: all that the rows show has been recorded by now.
   */
  private async finish(manager: EntityManager, filled: Progress): Promise<Rebuilt> {
    await this.assertOwner(manager);
    await lock(manager, this.projection.name);
    const head = await this.store.head();
    let done = filled;
    while (done.position < head) done = await this.fill(manager, done);
    const different = await differences(manager, this.serving, this.twins);
    const rows = await manager.count(this.twins.rows);
    await this.rest.begin(manager, filled.position);
    await swapTwins(manager, this.serving);
    return { events: done.events, rows, different };
  }

  /**
   * On MySQL the locks end before the tables are swapped, so that a batch may still have gone into the old ones. Its
   * events are in the log: they are applied again, where they are missing; at the next start, if this process dies
   * before.
   */
  private async catchUp(after: number): Promise<void> {
    const head = await this.store.head();
    for (let position = after; position < head;) {
      position = await this.readModel.write(async (manager) => {
        await lock(manager, this.projection.name);
        return (await this.applyNext(manager, position, this.serving)).last ?? head;
      });
    }
  }

  private async applyNext(manager: EntityManager, after: number, tables: Tables) {
    const { last, own } = await nextOf(this.projection, this.store, after);
    if (own.length) await this.apply(manager, own, tables);
    return { last, own: own.length };
  }

  private async assertOwner(manager: EntityManager): Promise<void> {
    await lock(manager, this.owner);
    const { position } = await manager.findOneByOrFail(Checkpoint, { name: this.owner });
    if (position !== this.id) {
      throw new AppError('rejected', 'REBUILD_SUPERSEDED', `Another rebuild of ${this.projection.name} has begun.`);
    }
  }
}
