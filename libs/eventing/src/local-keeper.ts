import { AppError, type EventFeed, type EventStore, type ReadModel, type SearchIndex } from '#ports';
import { Checkpoint, Parked } from './eventing.tables.js';
import { IndexFeeders } from './index-feeders.js';
import { park } from './parking.js';
import type { ProjectionRunner } from './projection-runner.js';
import { Projections } from './projections.js';
import { ReadSideKeeper, type KeptStatus, type ToPark } from './read-side-keeper.js';
import type { ReadSide } from './read-side.js';
import type { Rebuilt } from './rebuild.js';
import { upsert } from './upsert.js';

/** Hears that something is different with a projection or an index: its rows, or whether it has caught up. */
export type KeeperListener = (name: string) => void;

/** Keeps the read side in the thread that made it. */
export class LocalKeeper extends ReadSideKeeper {
  private readonly projections: Projections;
  private readonly feeders: IndexFeeders;
  private readonly rebuilds = new Set<Promise<Rebuilt>>();

  /** @param sides asked for at the start */
  constructor(
    private readonly sides: () => readonly ReadSide[],
    feed: EventFeed,
    private readonly store: EventStore,
    private readonly readModel: ReadModel,
    index: SearchIndex,
    listener: KeeperListener = () => undefined,
  ) {
    super();
    const changed = (name: string) => {
      this.wake(name);
      listener(name);
    };
    this.projections = new Projections(feed, store, readModel, changed);
    this.feeders = new IndexFeeders(feed, readModel, index, this, changed);
  }

  override async start(): Promise<void> {
    for (const { projections } of this.sides()) for (const each of projections) await this.projections.start(each);
    for (const { feeders } of this.sides()) for (const each of feeders) await this.feeders.start(each);
  }

  override async stop(): Promise<void> {
    await Promise.all([this.feeders.stop(), this.projections.stop(), Promise.allSettled(this.rebuilds)]);
  }

  override caughtUp(projection?: string): boolean {
    return this.projections.caughtUp(projection);
  }

  override indexesCaughtUp(): boolean {
    return this.feeders.caughtUp();
  }

  override async statuses(): Promise<readonly KeptStatus[]> {
    return [...(await this.projections.statuses()), ...(await this.feeders.statuses())];
  }

  override rebuild(name: string): Promise<Rebuilt> {
    const rebuilding = this.rebuildNow(name);
    this.rebuilds.add(rebuilding);
    return rebuilding.finally(() => this.rebuilds.delete(rebuilding));
  }

  private async rebuildNow(name: string): Promise<Rebuilt> {
    if (this.feeders.has(name)) return this.feeders.rebuild(name);
    const rebuilt = await this.projections.rebuild(name);
    for (const { stream } of await this.readModel.manager.findBy(Parked, { consumer: name })) {
      await this.retry(name, stream);
    }
    return rebuilt;
  }

  override keeps(projection: string): boolean {
    return this.projections.runner(projection) !== undefined;
  }

  override retry(name: string, stream: string): Promise<boolean> {
    if (this.feeders.has(name)) return this.feeders.retry(name, stream);
    return this.goOn(name, stream, (runner) => runner.retry(stream));
  }

  override skip(name: string, stream: string, revision: number): Promise<void> {
    if (this.feeders.has(name)) return this.feeders.skip(name, stream);
    return this.goOn(name, stream, (runner) => runner.skip(stream, revision));
  }

  override async saveCheckpoint(consumer: string, position: string): Promise<void> {
    await this.readModel.write((manager) => upsert(manager, Checkpoint, [{ name: consumer, position }]));
  }

  override async park(event: ToPark): Promise<void> {
    await this.readModel.write((manager) => park(manager, event));
  }

  override async unpark(consumer: string, stream: string): Promise<void> {
    await this.readModel.write((manager) => manager.delete(Parked, { id: `${consumer}/${stream}` }));
  }

  /** Runs what changes the row of a parked stream; its documents follow. */
  private async goOn<T>(projection: string, stream: string, run: (runner: ProjectionRunner) => Promise<T>): Promise<T> {
    const runner = this.runner(projection);
    const parked = await this.readModel.manager.findOneBy(Parked, { id: `${projection}/${stream}` });
    const done = await run(runner);
    if (parked) await this.feeders.goOn(projection, () => this.store.read(stream, { from: parked.revision }));
    return done;
  }

  private runner(projection: string) {
    const runner = this.projections.runner(projection);
    if (!runner) throw new AppError('notFound', 'NOT_FOUND', `There is no projection ${projection} here.`);
    return runner;
  }
}
