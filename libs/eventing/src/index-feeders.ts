import { Logger } from '@nestjs/common';
import {
  AppError,
  isTransient,
  untilDone,
  type EventFeed,
  type ReadModel,
  type RecordedEvent,
  type SearchIndex,
  type StreamEvent,
  type Subscription,
} from '#ports';
import { Checkpoint } from './eventing.tables.js';
import type { IndexFeeder } from './index-feeder.js';
import type { KeptStatus, ReadSideKeeper } from './read-side-keeper.js';
import { ReadYourWrites } from './read-your-writes.js';
import type { Rebuilt } from './rebuild.js';
import { categoryOf, tokenOf } from './token.js';
import { alone } from './twin-tables.js';

/** Documents are put at most so often. */
const LINGER_MS = 100;

/** Keeps search indexes. An index that is away holds up nothing but itself. */
export class IndexFeeders {
  private readonly log = new Logger('search');
  private readonly subscriptions: Subscription[] = [];
  private readonly late: Promise<void>[] = [];
  private readonly stopping = new AbortController();
  private readonly behind = new Set<string>();
  private readonly feeders = new Map<string, IndexFeeder>();
  private readonly positions = new Map<string, string>();
  private readonly rebuilding = new Set<string>();
  /** What is built beside an index, by the index's name. */
  private readonly twins = new Map<string, string>();
  private readonly turns = new Map<string, Promise<void>>();
  private readonly rows: ReadYourWrites;

  /** @param changed told the name of a feeder whose being caught up has changed */
  constructor(
    private readonly feed: EventFeed,
    private readonly readModel: ReadModel,
    private readonly index: SearchIndex,
    private readonly keeper: ReadSideKeeper,
    private readonly changed: (name: string) => void,
  ) {
    this.rows = new ReadYourWrites(keeper, readModel, index);
  }

  /** Begins to keep an index; one that is away is waited for in the background. Throws where it cannot be used. */
  async start(feeder: IndexFeeder): Promise<void> {
    this.feeders.set(feeder.name, feeder);
    this.behind.add(feeder.name);
    await this.begin(feeder).catch((error: unknown) => {
      if (!isTransient(error) && (error as AppError).code !== 'REBUILD_RUNNING') throw error;
      this.doLater('begins later', feeder, () => this.begin(feeder), error);
    });
  }

  /** Tries in the background what has failed, until it is done or all stops. */
  private doLater(message: string, feeder: IndexFeeder, run: () => Promise<unknown>, failure: unknown): void {
    const tell = (reason: unknown) => this.log.warn({ message, feeder: feeder.name, reason: String(reason) });
    tell(failure);
    this.late.push(untilDone(run, this.stopping.signal, tell));
  }

  private async begin(feeder: IndexFeeder): Promise<void> {
    const { name } = feeder;
    await this.index.ensure(feeder.index);
    const from = (await this.readModel.manager.findOneBy(Checkpoint, { name }))?.position;
    if (from !== undefined) {
      this.positions.set(name, from);
      await this.restore(feeder);
    }
    const categories = [...new Set(feeder.projections.map(({ category }) => category))];
    this.subscriptions.push(
      this.feed.subscribe(
        {
          group: name,
          categories,
          from,
          batchSize: 1_000,
          lingerMs: LINGER_MS,
          onCaughtUp: (caughtUp) => {
            if (caughtUp) this.behind.delete(name);
            else this.behind.add(name);
            this.changed(name);
          },
        },
        async ({ events, position }) => {
          try {
            await this.take(feeder, events);
          } catch (error) {
            this.log.warn({ message: 'tried again', feeder: name, reason: String(error) });
            throw error;
          }
          await this.keeper.saveCheckpoint(name, position);
          this.positions.set(name, position);
        },
      ),
    );
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.late);
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
  }

  caughtUp(): boolean {
    return this.behind.size === 0;
  }

  async statuses(): Promise<KeptStatus[]> {
    return Promise.all(
      [...this.feeders.keys()].map(async (name) => {
        const position = this.positions.get(name);
        const lag = await this.feed.lag(name, position);
        const caughtUp = !this.behind.has(name);
        return { name, position: position ?? '', lag, caughtUp, rate: 0, parked: 0, rebuilding: undefined };
      }),
    );
  }

  has(name: string): boolean {
    return this.feeders.has(name);
  }

  /**
   * Puts the documents of a stream that a projection had parked, once it has gone on: no event brings them, since the
   * feeders came past it. Those of an index that is away are put later.
   * @param events those that the projection had not taken
   */
  async goOn(projection: string, events: () => Promise<readonly StreamEvent[]>): Promise<void> {
    for (const feeder of this.feeders.values()) {
      if (!feeder.projections.some(({ name }) => name === projection)) continue;
      const put = async () => this.putAll(feeder, await events());
      await put().catch((error: unknown) => this.doLater('put later', feeder, put, error));
    }
  }

  /** Builds the index of a feeder again; see `remake`. */
  async rebuild(name: string): Promise<Rebuilt> {
    const feeder = this.feeders.get(name)!;
    return { events: 0, rows: await this.alone(feeder, () => this.remake(feeder)), different: 0 };
  }

  /**
   * Builds an index again from the rows beside the one that serves, and puts it in its place. What changes meanwhile
   * goes into both. Other processes know of no twin: what they put went into the index that is gone, and is put again
   * from its rows, which were there before.
   */
  private async remake(feeder: IndexFeeder): Promise<number> {
    const { name } = feeder.index;
    const twin = `${name}-twin`;
    try {
      await this.inTurn(feeder, async () => {
        await this.index.beginRebuild(feeder.index, twin);
        this.twins.set(name, twin);
      });
      const count = await this.fill(feeder, twin);
      await this.inTurn(feeder, async () => {
        await this.index.swap(name, twin);
        this.twins.delete(name);
      });
      const fillAgain = () => this.fill(feeder, name);
      await fillAgain().catch((error: unknown) => this.doLater('filled again later', feeder, fillAgain, error));
      return count;
    } finally {
      this.twins.delete(name);
    }
  }

  /**
   * One process at a time makes an index again, as all use the twin's one name: another one would throw away what is
   * half filled, and see its own swapped in half filled. Throws AppError `rejected` where that takes too long.
   */
  private async alone<T>({ name, index }: IndexFeeder, run: () => Promise<T>): Promise<T> {
    if (this.rebuilding.has(name))
      throw new AppError('rejected', 'REBUILD_RUNNING', `${index.name} is being rebuilt already.`);
    this.rebuilding.add(name);
    const connection = this.readModel.manager.connection.createQueryRunner();
    try {
      return await alone(connection.manager, `rebuild/${name}`, run);
    } finally {
      await connection.release();
      this.rebuilding.delete(name);
    }
  }

  /** Puts the documents of all rows into an index; gives their number. */
  private async fill(feeder: IndexFeeder, index: string): Promise<number> {
    let count = 0;
    for (let after = ''; ;) {
      const ids = await feeder.all(after, 500, this.readModel.manager);
      const last = ids.at(-1);
      if (last === undefined) return count;
      await this.index.put(index, await feeder.documents(ids, this.readModel.manager));
      count += ids.length;
      after = last;
    }
  }

  /** Live documents and a rebuild's beginning and end come one after another. */
  private inTurn(feeder: IndexFeeder, run: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(feeder.name) ?? Promise.resolve()).then(run);
    this.turns.set(
      feeder.name,
      turn.catch(() => undefined),
    );
    return turn;
  }

  /** An index that was thrown away is made again, by one process: its feeder goes on behind what was in it. */
  private async restore(feeder: IndexFeeder): Promise<void> {
    if (!(await this.isEmpty(feeder))) return;
    await this.alone(feeder, async () => {
      if (!(await this.isEmpty(feeder))) return;
      const documents = await this.remake(feeder);
      this.log.warn({ message: 'the index was empty and is made again', feeder: feeder.name, documents });
    });
  }

  /** Whether it lacks what the rows begin with. */
  private async isEmpty(feeder: IndexFeeder): Promise<boolean> {
    const [first] = await feeder.all('', 1, this.readModel.manager);
    return first !== undefined && !(await this.index.revisions(feeder.index.name, [first])).has(first);
  }

  private async take(feeder: IndexFeeder, events: readonly RecordedEvent[]): Promise<void> {
    if (!events.length) return;
    const last = new Map(events.map(({ stream, revision }) => [stream, revision]));
    for (const projection of feeder.projections) {
      const own = [...last].filter(([stream]) => categoryOf(stream) === projection.category);
      if (own.length) await this.rows.reachedOrParked(projection, tokenOf(...own));
    }
    await this.putAll(feeder, events);
  }

  /** Puts the documents that events may have changed, as their rows are now. */
  private async putAll(feeder: IndexFeeder, events: readonly StreamEvent[]): Promise<void> {
    const all = [...new Set(await feeder.documentsOf(events, this.readModel.manager))];
    for (let at = 0; at < all.length; at += 500) {
      await this.inTurn(feeder, async () => {
        const documents = await feeder.documents(all.slice(at, at + 500), this.readModel.manager);
        await this.index.put(feeder.index.name, documents);
        const twin = this.twins.get(feeder.index.name);
        if (twin) await this.index.put(twin, documents);
      });
    }
  }
}
