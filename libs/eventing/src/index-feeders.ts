import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AppError, EventFeed, ReadModel, SearchIndex, type RecordedEvent, type Subscription } from '#ports';
import { Checkpoint } from './eventing.tables.js';
import type { IndexFeeder } from './index-feeder.js';
import { Projections, readSidesIn, type ProjectionStatus } from './projections.js';
import { categoryOf, tokenOf } from './token.js';
import { upsert } from './upsert.js';

/** How long a read waits for the index to show what its token says. */
const WAIT_MS = 2_000;
const PAUSE_MS = 20;
/** Documents are put at most so often. */
const LINGER_MS = 100;

/** Keeps the search indexes of this process. An index that is away holds up nothing but itself. */
@Injectable()
export class IndexFeeders implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('search');
  private readonly subscriptions: Subscription[] = [];
  private readonly behind = new Set<string>();
  private readonly feeders = new Map<string, IndexFeeder>();
  private readonly positions = new Map<string, string>();
  private readonly rebuilding = new Set<string>();
  /** What is built beside an index, by the index's name. */
  private readonly twins = new Map<string, string>();
  private readonly turns = new Map<string, Promise<void>>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly feed: EventFeed,
    private readonly readModel: ReadModel,
    private readonly index: SearchIndex,
    private readonly projections: Projections,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const side of readSidesIn(this.discovery)) for (const feeder of side.feeders) await this.start(feeder);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
  }

  caughtUp(): boolean {
    return this.behind.size === 0;
  }

  /** How far each index is. */
  async statuses(): Promise<Pick<ProjectionStatus, 'name' | 'position' | 'lag' | 'caughtUp'>[]> {
    return Promise.all(
      [...this.feeders.keys()].map(async (name) => {
        const position = this.positions.get(name);
        const lag = await this.feed.lag(name, position);
        return { name, position: position ?? '', lag, caughtUp: !this.behind.has(name) };
      }),
    );
  }

  /** The feeder of this name, where this process has it. */
  find(name: string): IndexFeeder | undefined {
    return this.feeders.get(name);
  }

  /** Waits until the index shows what a token says; throws AppError `unavailable` when it does not get there in time. */
  async reached(feeder: IndexFeeder, token: string | undefined, idsOf: (token: string) => Promise<readonly string[]>) {
    if (!token) return;
    for (const projection of feeder.projections) await this.projections.reached(projection, token);
    const documents = await feeder.documents(await idsOf(token), this.readModel.manager);
    const until = performance.now() + WAIT_MS;
    for (;;) {
      const shown = await this.index.revisions(
        feeder.index.name,
        documents.map(({ id }) => id),
      );
      if (documents.every(({ id, revision }) => (shown.get(id) ?? -1) >= revision)) return;
      if (performance.now() > until) {
        throw new AppError('unavailable', 'POSITION_NOT_REACHED', 'The search does not show that yet.', [], 1);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /**
   * Builds an index again from the rows beside the one that serves, and puts it in its place. What changes meanwhile
   * goes into both.
   */
  async rebuild(feeder: IndexFeeder): Promise<number> {
    const { name } = feeder.index;
    const twin = `${name}-twin`;
    if (this.rebuilding.has(name))
      throw new AppError('rejected', 'REBUILD_RUNNING', `${name} is being rebuilt already.`);
    this.rebuilding.add(name);
    try {
      await this.inTurn(feeder, async () => {
        await this.index.beginRebuild(feeder.index, twin);
        this.twins.set(name, twin);
      });
      let count = 0;
      for (let after = ''; ;) {
        const ids = await feeder.all(after, 500, this.readModel.manager);
        const last = ids.at(-1);
        if (last === undefined) break;
        await this.index.put(twin, await feeder.documents(ids, this.readModel.manager));
        count += ids.length;
        after = last;
      }
      await this.inTurn(feeder, async () => {
        await this.index.swap(name, twin);
        this.twins.delete(name);
      });
      return count;
    } finally {
      this.twins.delete(name);
      this.rebuilding.delete(name);
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

  private async start(feeder: IndexFeeder): Promise<void> {
    const { name } = feeder;
    this.feeders.set(name, feeder);
    await this.index.ensure(feeder.index);
    const from = (await this.readModel.manager.findOneBy(Checkpoint, { name }))?.position;
    if (from !== undefined) {
      this.positions.set(name, from);
      await this.restore(feeder);
    }
    const categories = [...new Set(feeder.projections.map(({ category }) => category))];
    this.behind.add(name);
    this.subscriptions.push(
      this.feed.subscribe(
        {
          group: name,
          categories,
          from,
          batchSize: 1_000,
          lingerMs: LINGER_MS,
          onCaughtUp: (caughtUp) => (caughtUp ? this.behind.delete(name) : this.behind.add(name)),
        },
        async ({ events, position }) => {
          try {
            await this.take(feeder, events);
          } catch (error) {
            this.log.warn({ message: 'tried again', feeder: name, reason: String(error) });
            throw error;
          }
          await this.readModel.write((manager) => upsert(manager, Checkpoint, [{ name, position }]));
          this.positions.set(name, position);
        },
      ),
    );
  }

  /** An index that was thrown away is made again: its feeder goes on behind what was in it. */
  private async restore(feeder: IndexFeeder): Promise<void> {
    const [first] = await feeder.all('', 1, this.readModel.manager);
    if (first === undefined || (await this.index.revisions(feeder.index.name, [first])).has(first)) return;
    const documents = await this.rebuild(feeder);
    this.log.warn({ message: 'the index was empty and is made again', feeder: feeder.name, documents });
  }

  private async take(feeder: IndexFeeder, events: readonly RecordedEvent[]): Promise<void> {
    if (!events.length) return;
    const last = new Map(events.map(({ stream, revision }) => [stream, revision]));
    for (const projection of feeder.projections) {
      const own = [...last].filter(([stream]) => categoryOf(stream) === projection.category);
      if (own.length) await this.projections.reached(projection, tokenOf(...own));
    }
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
