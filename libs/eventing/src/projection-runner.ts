import { Logger } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { AppError, isTransient, type EventStore, type ReadModel, type StreamEvent } from '#ports';
import { decode } from './codec.js';
import { Checkpoint, Parked } from './eventing.tables.js';
import { Fill } from './fill.js';
import { park } from './parking.js';
import type { Projection, ProjectedRow } from './projection.js';
import { idOf } from './token.js';
import { Rebuild, type Rebuilt } from './rebuild.js';
import type { Entity, Tables } from './twin-tables.js';
import { lock, upsert } from './upsert.js';

/** Keeps the rows of one projection. Repeats change nothing, what is missing is read from the log, poison parks its stream. */
export class ProjectionRunner {
  readonly name: string;
  private readonly log = new Logger('projection');
  private readonly serving: Tables;
  private readonly parked = new Set<string>();

  constructor(
    readonly projection: Projection,
    private readonly store: EventStore,
    private readonly readModel: ReadModel,
  ) {
    this.name = projection.name;
    this.serving = { rows: projection.entity, children: projection.children?.entity };
  }

  /** Reads what is parked; gives the checkpoint. */
  async open(): Promise<string | undefined> {
    const { manager } = this.readModel;
    await this.readParked(manager);
    return (await manager.findOneBy(Checkpoint, { name: this.name }))?.position || undefined;
  }

  /** By their rows, since another replica may have seen to some; where these cannot be read, those known here. */
  countParked(): Promise<number> {
    return this.readModel.manager.countBy(Parked, { consumer: this.name }).catch(() => this.parked.size);
  }

  /**
   * Rows and checkpoint in one transaction. The checkpoint comes first: who writes it has its lock, so that replicas
   * write one after another, and none bases a row on one that another is changing.
   */
  async take(events: readonly StreamEvent[], position: string): Promise<void> {
    await this.readModel.write(async (manager) => {
      await upsert(manager, Checkpoint, [{ name: this.name, position }]);
      // Another replica may have seen to it; and what a transaction parked that failed is not parked.
      if (this.parked.size) await this.readParked(manager);
      if (events.length) await this.apply(manager, events, this.serving);
    });
  }

  /** Tries a parked stream again from where it stopped; tells whether it goes on. */
  async retry(stream: string): Promise<boolean> {
    await this.readModel.write(async (manager) => {
      await lock(manager, this.name);
      this.parked.delete(stream);
      const row = await manager.findOneBy(this.projection.entity, { id: idOf(stream) });
      const tail = await this.store.read(stream, { from: (row?.revision ?? -1) + 1 });
      await this.apply(manager, tail, this.serving);
      if (!this.parked.has(stream)) await manager.delete(Parked, { id: `${this.name}/${stream}` });
    });
    return !this.parked.has(stream);
  }

  /** Passes over the event at which a stream is parked, and goes on. */
  async skip(stream: string, revision: number): Promise<void> {
    const { affected } = await this.readModel.write(async (manager) => {
      await lock(manager, this.name);
      return manager.update(this.projection.entity, { id: idOf(stream) }, { revision });
    });
    if (!affected) {
      throw new AppError('rejected', 'NOTHING_TO_SKIP_TO', 'The first event of a stream cannot be passed over.');
    }
    await this.retry(stream);
  }

  /** Builds the table again from the log beside the one that serves, compares them, and puts it in its place. */
  rebuild(onProgress: (events: number) => void, signal: AbortSignal): Promise<Rebuilt> {
    const apply = (manager: EntityManager, events: readonly StreamEvent[], tables: Tables) =>
      this.apply(manager, events, tables);
    const rebuild = new Rebuild(this.projection, this.serving, this.store, this.readModel, apply, this.fill());
    return rebuild.run(onProgress, signal);
  }

  /** What makes the rows from the log where they were never made. */
  fill(): Fill {
    return new Fill(this.projection, this.store, this.readModel, async (manager, events) => {
      if (this.parked.size) await this.readParked(manager);
      await this.apply(manager, events, this.serving);
    });
  }

  private async readParked(manager: EntityManager): Promise<void> {
    const parked = await manager.findBy(Parked, { consumer: this.name });
    this.parked.clear();
    for (const { stream } of parked) this.parked.add(stream);
  }

  private async apply(manager: EntityManager, events: readonly StreamEvent[], tables: Tables): Promise<void> {
    const byStream = new Map<string, StreamEvent[]>();
    for (const event of events) {
      if (tables === this.serving && this.parked.has(event.stream)) continue;
      const known = byStream.get(event.stream);
      if (known) known.push(event);
      else byStream.set(event.stream, [event]);
    }
    const before = await this.rowsOf(manager, [...byStream.keys()].map(idOf), tables);
    const after: ProjectedRow[] = [];
    for (const [stream, ofStream] of byStream) {
      const row = await this.evolve(manager, before.get(idOf(stream)), stream, ofStream);
      if (row) after.push(row);
    }
    await upsert(manager, tables.rows, after);
    if (tables.children) await this.putChildren(manager, tables.children, before, after);
  }

  /** The row after the events that it does not show yet; undefined when none of them changes it. */
  private async evolve(
    manager: EntityManager,
    before: ProjectedRow | undefined,
    stream: string,
    events: readonly StreamEvent[],
  ): Promise<ProjectedRow | undefined> {
    const id = idOf(stream);
    let row = before;
    let revision = before?.revision ?? -1;
    for (const next of events) {
      if (next.revision <= revision) continue;
      const missing =
        next.revision > revision + 1
          ? await this.store.read(stream, { from: revision + 1, limit: next.revision - revision - 1 })
          : [];
      for (const event of [...missing, next]) {
        try {
          const known = this.projection.events ? decode(this.projection.events, event) : event;
          const evolved = this.projection.evolve(row, known);
          row = evolved && { ...evolved, id, revision: event.revision };
        } catch (error) {
          if (isTransient(error) && (error as AppError).code !== 'UNKNOWN_EVENT') throw error;
          await this.park(manager, event, error);
          return row === before ? undefined : row;
        }
        revision = event.revision;
      }
    }
    return row === before ? undefined : row;
  }

  private async park(manager: EntityManager, event: StreamEvent, error: unknown): Promise<void> {
    const { stream, revision, type } = event;
    const reason = error instanceof Error ? error.message : String(error);
    this.parked.add(stream);
    await park(manager, { consumer: this.name, stream, revision, type, reason });
    this.log.error({ message: 'parked', consumer: this.name, stream, revision, type, reason });
  }

  private async rowsOf(manager: EntityManager, ids: readonly string[], tables: Tables) {
    const rows = new Map<string, ProjectedRow>();
    for (const some of chunks(ids, 500)) {
      for (const row of await manager.findBy(tables.rows, { id: In(some) }))
        rows.set(row['id'] as string, row as ProjectedRow);
    }
    return rows;
  }

  private async putChildren(
    manager: EntityManager,
    entity: Entity,
    before: ReadonlyMap<string, ProjectedRow>,
    after: readonly ProjectedRow[],
  ): Promise<void> {
    const of = (row: ProjectedRow) => this.projection.children!.of(row);
    const changed = after.flatMap((row) => {
      const old = before.get(row.id);
      const children = of(row);
      return old && JSON.stringify(of(old)) === JSON.stringify(children) ? [] : [{ id: row.id, old, children }];
    });
    const stale = changed.filter(({ old }) => old).map(({ id }) => id);
    for (const some of chunks(stale, 500)) await manager.delete(entity, { parentId: In(some) });
    await upsert(
      manager,
      entity,
      changed.flatMap(({ children }) => children),
    );
  }
}

function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
