import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { AppError, ReadModel, SearchIndex } from '#ports';
import { Parked } from './eventing.tables.js';
import type { IndexFeeder } from './index-feeder.js';
import type { Projection } from './projection.js';
import { ReadSideKeeper } from './read-side-keeper.js';
import { categoryOf, idOf, seenIn } from './token.js';

/** How long a read waits for the read side to show what its token says. */
const WAIT_MS = 2_000;
/** How often it looks when nobody tells it of a change. */
const PAUSE_MS = 50;
const INDEX_PAUSE_MS = 20;
/** Streams that are looked up with one statement. */
const AT_ONCE = 500;

/** Lets a read wait until the read side shows what was written before. */
@Injectable()
export class ReadYourWrites {
  constructor(
    private readonly keeper: ReadSideKeeper,
    private readonly readModel: ReadModel,
    private readonly index: SearchIndex,
  ) {}

  /**
   * Waits until a projection shows what a token says; without a token at once. Throws AppError `unavailable` with the
   * lag when it does not get there in time.
   */
  async reached(projection: Projection, token: string | undefined): Promise<void> {
    if (token) await this.wait(projection, token, (wanted) => this.notShown(projection, wanted));
  }

  /**
   * The same for what is made of the rows. A stream that the projection has parked is not waited for: it goes on when an
   * operator has seen to it.
   */
  async reachedOrParked(projection: Projection, token: string): Promise<void> {
    await this.wait(projection, token, async (wanted) =>
      this.notParked(projection, await this.notShown(projection, wanted)),
    );
  }

  /**
   * The same for a search index.
   * @param idsOf the documents that show what a token says
   */
  async found(feeder: IndexFeeder, token: string | undefined, idsOf: (token: string) => Promise<readonly string[]>) {
    if (!token) return;
    for (const projection of feeder.projections) await this.reached(projection, token);
    const documents = await feeder.documents(await idsOf(token), this.readModel.manager);
    const ids = documents.map(({ id }) => id);
    const until = performance.now() + WAIT_MS;
    for (;;) {
      const shown = await this.index.revisions(feeder.index.name, ids);
      if (documents.every(({ id, revision }) => (shown.get(id) ?? -1) >= revision)) return;
      if (performance.now() > until) {
        throw new AppError('unavailable', 'POSITION_NOT_REACHED', 'The search does not show that yet.', [], 1);
      }
      await new Promise((resolve) => setTimeout(resolve, INDEX_PAUSE_MS));
    }
  }

  private async wait(
    projection: Projection,
    token: string,
    stillMissing: (wanted: ReadonlyMap<string, number>) => Promise<Map<string, number>>,
  ): Promise<void> {
    let missing = new Map(
      seenIn(token).flatMap(([stream, revision]) =>
        categoryOf(stream) === projection.category ? [[idOf(stream), revision] as const] : [],
      ),
    );
    const until = performance.now() + WAIT_MS;
    while ((missing = await stillMissing(missing)).size) {
      const left = until - performance.now();
      if (left <= 0) {
        const lag = (await this.keeper.statuses()).find(({ name }) => name === projection.name)?.lag;
        const isParked = (await this.notParked(projection, missing)).size < missing.size;
        const why = isParked ? 'it is parked until an operator has seen to it' : `it is ${lag ?? 'some'} events behind`;
        const message = `The read model does not show that yet; ${why}.`;
        throw new AppError('unavailable', 'POSITION_NOT_REACHED', message, [], 1);
      }
      await this.keeper.changed(projection.name, Math.min(left, PAUSE_MS));
    }
  }

  private async notShown({ entity }: Projection, wanted: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    const missing = new Map(wanted);
    const ids = [...wanted.keys()];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const rows = await this.readModel.manager.find(entity, {
        where: { id: In(ids.slice(at, at + AT_ONCE)) },
        select: { id: true, revision: true },
      });
      for (const { id, revision } of rows) if (revision >= wanted.get(id)!) missing.delete(id);
    }
    return missing;
  }

  private async notParked({ name, category }: Projection, missing: Map<string, number>): Promise<Map<string, number>> {
    if (!missing.size) return missing;
    const parked = await this.readModel.manager.find(Parked, { where: { consumer: name }, select: { stream: true } });
    const streams = new Set(parked.map(({ stream }) => stream));
    return new Map([...missing].filter(([id]) => !streams.has(`${category}-${id}`)));
  }
}
