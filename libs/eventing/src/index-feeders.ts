import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { In, Like } from 'typeorm';
import {
  AppError,
  DocumentsRefused,
  isTransient,
  reasonOf,
  untilDone,
  type EventFeed,
  type ReadModel,
  type RecordedEvent,
  type SearchDocument,
  type SearchIndex,
  type StreamEvent,
  type Subscription,
} from '#ports';
import { streamOf } from './aggregates.js';
import { Checkpoint, Parked } from './eventing.tables.js';
import type { IndexFeeder } from './index-feeder.js';
import { Rate } from './rate.js';
import type { KeptStatus, ReadSideKeeper } from './read-side-keeper.js';
import { ReadYourWrites } from './read-your-writes.js';
import { assertGoesOn, type Rebuilt } from './rebuild.js';
import { categoryOf, idOf, tokenOf } from './token.js';
import { alone, type Held } from './twin-tables.js';

/** Documents are put at most so often. */
const LINGER_MS = 100;
/** In the place of an event's type, where what is parked is a document. */
const DOCUMENT = 'SearchDocument';

interface Running {
  readonly feeder: IndexFeeder;
  subscription?: Subscription;
  position: string | undefined;
  caughtUp: boolean;
  readonly rate: Rate;
  /** Documents that a running rebuild has put. */
  rebuilding: number | undefined;
  /** Name of what is built beside the index. */
  twin: string | undefined;
  /** Ends with the last put that was asked for. */
  turn: Promise<void>;
}

interface Filled {
  readonly rows: number;
  /** Rows whose document the index that serves did not have, or had older. */
  readonly different: number;
}

/**
 * Keeps search indexes. An index that is away holds up nothing but itself, a document that it refuses not even the others:
 * it is parked until it is put after all, as it is then or changed.
 */
export class IndexFeeders {
  private readonly log = new Logger('search');
  private readonly running = new Map<string, Running>();
  private readonly late: Promise<void>[] = [];
  private readonly stopping = new AbortController();
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
    const running: Running = {
      feeder,
      position: undefined,
      caughtUp: false,
      rate: new Rate(),
      rebuilding: undefined,
      twin: undefined,
      turn: Promise.resolve(),
    };
    this.running.set(feeder.name, running);
    await this.begin(running).catch((error: unknown) => {
      if (!isTransient(error) && (error as AppError).code !== 'REBUILD_RUNNING') throw error;
      this.doLater('begins later', feeder, () => this.begin(running), error);
    });
  }

  /** Tries in the background what has failed, until it is done or all stops. */
  private doLater(message: string, feeder: IndexFeeder, run: () => Promise<unknown>, failure: unknown): void {
    const tell = (reason: unknown) => this.log.warn({ message, feeder: feeder.name, reason: reasonOf(reason) });
    tell(failure);
    this.late.push(untilDone(run, this.stopping.signal, tell));
  }

  private async begin(running: Running): Promise<void> {
    const { feeder } = running;
    const { name } = feeder;
    running.position = (await this.readModel.manager.findOneBy(Checkpoint, { name }))?.position;
    // What was put before is not put by the feed: it is owed, whoever makes the index and ends before it is filled.
    const isGone = running.position !== undefined && !(await this.index.has(feeder.index.name));
    if (isGone) await this.keeper.saveCheckpoint(allOf(feeder), '');
    await this.index.ensure(feeder.index);
    await this.restore(running);
    running.subscription = this.feed.subscribe(
      {
        group: name,
        categories: [...new Set(feeder.projections.map(({ category }) => category))],
        from: running.position,
        batchSize: 1_000,
        lingerMs: LINGER_MS,
        onCaughtUp: (caughtUp) => {
          running.caughtUp = caughtUp;
          this.changed(name);
        },
      },
      async ({ events, position }) => {
        try {
          await this.take(running, events);
        } catch (error) {
          this.log.warn({ message: 'tried again', feeder: name, reason: reasonOf(error) });
          throw error;
        }
        await this.keeper.saveCheckpoint(name, position);
        running.position = position;
        running.rate.add(events.length);
      },
    );
    const tell = (reason: unknown) => this.log.warn({ message: 'made later', feeder: name, reason: reasonOf(reason) });
    this.late.push(untilDone(() => this.payOff(running), this.stopping.signal, tell));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.late);
    await Promise.all([...this.running.values()].map(async ({ subscription }) => subscription?.stop()));
  }

  caughtUp(): boolean {
    return [...this.running.values()].every(({ caughtUp }) => caughtUp);
  }

  async statuses(): Promise<KeptStatus[]> {
    return Promise.all(
      [...this.running.values()].map(async ({ feeder: { name }, position, caughtUp, rate, rebuilding }) => ({
        name,
        position: position ?? '',
        lag: await this.feed.lag(name, position),
        rate: rate.perSecond(),
        caughtUp,
        parked: await this.readModel.manager.countBy(Parked, { consumer: name }),
        rebuilding,
      })),
    );
  }

  has(name: string): boolean {
    return this.running.has(name);
  }

  /**
   * Puts the documents of a stream that a projection had parked, once it has gone on: no event brings them, since the
   * feeders came past it. Those of an index that is away are put later; where the process ends before, the index is
   * made again at the next start.
   * @param events those that the projection had not taken
   */
  async goOn(projection: string, events: () => Promise<readonly StreamEvent[]>): Promise<void> {
    for (const running of this.running.values()) {
      const { feeder } = running;
      if (!feeder.projections.some(({ name }) => name === projection)) continue;
      const owed = await this.owe(feeder);
      const put = async () => {
        await this.putAll(running, await events());
        await this.settle([owed]);
      };
      await put().catch((error: unknown) => this.doLater('put later', feeder, put, error));
    }
  }

  /** Puts a document that was refused again, as its rows are now; tells whether it is taken. */
  async retry(name: string, stream: string): Promise<boolean> {
    const running = this.running.get(name)!;
    const id = idOf(stream);
    await this.inTurn(running, () => this.put(running, [id]));
    return !(await this.parked(running.feeder)).has(stream);
  }

  /** Leaves a document that was refused out of the index until it changes, or the index is made again. */
  async skip(name: string, stream: string): Promise<void> {
    await this.keeper.unpark(name, stream);
  }

  /** Builds the index of a feeder again; see `remake`. */
  async rebuild(name: string): Promise<Rebuilt> {
    const running = this.running.get(name)!;
    return { events: 0, ...(await this.alone(running, (held) => this.remake(running, held))) };
  }

  /**
   * Builds an index again from the rows beside the one that serves, and puts it in its place. What changes meanwhile
   * goes into both. Other processes know of no twin: what they put went into the index that is gone, and is put again
   * from its rows, which were there before; where this process ends before that, at the next start. Ends before the swap
   * where another process may be at it.
   */
  private async remake(running: Running, held: Held): Promise<Filled> {
    const { feeder } = running;
    const { name } = feeder.index;
    const twin = `${name}-twin`;
    const owed = [await this.owe(feeder), ...(await this.owedTo(feeder))];
    try {
      await this.inTurn(running, async () => {
        // Where it was thrown away, all of it is different.
        await this.index.ensure(feeder.index);
        await this.index.beginRebuild(feeder.index, twin);
        running.twin = twin;
      });
      const filled = await this.fill(running, twin, held);
      await this.inTurn(running, async () => {
        await held();
        await this.index.swap(name, twin);
        running.twin = undefined;
      });
      const fillAgain = async () => {
        await this.fill(running, name);
        await this.settle(owed);
      };
      await fillAgain().catch((error: unknown) => this.doLater('filled again later', feeder, fillAgain, error));
      return filled;
    } finally {
      running.twin = undefined;
    }
  }

  /**
   * One process at a time makes an index again, as all use the twin's one name: another one would throw away what is
   * half filled, and see its own swapped in half filled. Throws AppError `rejected` where that takes too long.
   */
  private async alone<T>(running: Running, run: (held: Held) => Promise<T>): Promise<T> {
    const { name, index } = running.feeder;
    if (running.rebuilding !== undefined)
      throw new AppError('rejected', 'REBUILD_RUNNING', `${index.name} is being rebuilt already.`);
    running.rebuilding = 0;
    const connection = this.readModel.manager.connection.createQueryRunner();
    try {
      return await alone(connection.manager, `rebuild/${name}`, run);
    } finally {
      await connection.release();
      running.rebuilding = undefined;
    }
  }

  /** Puts the documents of all rows into an index; into the twin as long as it is held. */
  private async fill(running: Running, index: string, held?: Held): Promise<Filled> {
    const { feeder } = running;
    const filled = { rows: 0, different: 0 };
    for (let after = ''; ;) {
      if (index === running.twin) assertGoesOn(this.stopping.signal);
      await held?.();
      const ids = await feeder.all(after, 500, this.readModel.manager);
      const last = ids.at(-1);
      if (last === undefined) return filled;
      const documents = await feeder.documents(ids, this.readModel.manager);
      if (index === running.twin) filled.different += await this.countDifferent(feeder, documents);
      await this.putOrPark(running, index, documents);
      filled.rows += ids.length;
      if (running.rebuilding !== undefined) running.rebuilding = filled.rows;
      after = last;
    }
  }

  private async countDifferent({ index }: IndexFeeder, documents: readonly SearchDocument[]): Promise<number> {
    const ids = documents.map(({ id }) => id);
    const served = await this.index.revisions(index.name, ids);
    return documents.filter(({ id, revision }) => (served.get(id) ?? -1) < revision).length;
  }

  /** Live documents and a rebuild's beginning and end come one after another. */
  private inTurn(running: Running, run: () => Promise<void>): Promise<void> {
    const turn = running.turn.then(run);
    running.turn = turn.catch(() => undefined);
    return turn;
  }

  /** An index that was thrown away is made again, by one process: its feeder goes on behind what was in it. */
  private restore(running: Running): Promise<void> {
    const isOwed = async () => (await this.owedTo(running.feeder)).includes(allOf(running.feeder));
    return this.remakeWhere(running, isOwed, 'the index was gone and is made again');
  }

  /** Makes an index again that a process which has ended still owed documents. */
  private async payOff(running: Running): Promise<void> {
    const isOwed = async () => (await this.owedTo(running.feeder)).length > 0;
    await this.remakeWhere(running, isOwed, 'the index lacked documents and is made again');
  }

  private async remakeWhere(running: Running, isNeeded: () => Promise<boolean>, message: string): Promise<void> {
    if (!(await isNeeded())) return;
    await this.alone(running, async (held) => {
      if (!(await isNeeded())) return;
      const { rows: documents } = await this.remake(running, held);
      this.log.warn({ message, feeder: running.feeder.name, documents });
    });
  }

  /** Keeps that documents are to be put which no event brings; gives what `settle` takes once they are. */
  private async owe({ name }: IndexFeeder): Promise<string> {
    const owed = `owed/${name}/${randomUUID()}`;
    await this.keeper.saveCheckpoint(owed, '');
    return owed;
  }

  private async owedTo({ name }: IndexFeeder): Promise<string[]> {
    const owed = await this.readModel.manager.findBy(Checkpoint, { name: Like(`owed/${name}/%`) });
    return owed.map((each) => each.name);
  }

  private async settle(owed: readonly string[]): Promise<void> {
    await this.readModel.write((manager) => manager.delete(Checkpoint, { name: In([...owed]) }));
  }

  private async take(running: Running, events: readonly RecordedEvent[]): Promise<void> {
    if (!events.length) return;
    const last = new Map(events.map(({ stream, revision }) => [stream, revision]));
    for (const projection of running.feeder.projections) {
      const own = [...last].filter(([stream]) => categoryOf(stream) === projection.category);
      if (own.length) await this.rows.reachedOrParked(projection, tokenOf(...own));
    }
    await this.putAll(running, events);
  }

  /** Puts the documents that events may have changed, as their rows are now. */
  private async putAll(running: Running, events: readonly StreamEvent[]): Promise<void> {
    const all = [...new Set(await running.feeder.documentsOf(events, this.readModel.manager))];
    for (let at = 0; at < all.length; at += 500) {
      await this.inTurn(running, () => this.put(running, all.slice(at, at + 500)));
    }
  }

  private async put(running: Running, ids: readonly string[]): Promise<void> {
    const { feeder, twin } = running;
    const documents = await feeder.documents(ids, this.readModel.manager);
    await this.putOrPark(running, feeder.index.name, documents);
    if (twin) await this.putOrPark(running, twin, documents);
  }

  /**
   * Puts documents into an index; those that it refuses are parked, and those that it takes no longer are, whichever
   * process has parked them.
   */
  private async putOrPark({ feeder }: Running, index: string, documents: readonly SearchDocument[]): Promise<void> {
    const refused = await this.refused(index, documents);
    const parked = await this.parked(feeder);
    for (const { id } of documents) {
      const [reason, stream] = [refused.get(id), streamOf(feeder.projections[0]!, id)];
      if (reason !== undefined) await this.park(feeder, id, reason);
      else if (parked.has(stream)) await this.keeper.unpark(feeder.name, stream);
    }
  }

  /** Puts all documents that an index takes; gives the others, by id, with its reasons. */
  private async refused(index: string, documents: readonly SearchDocument[]): Promise<ReadonlyMap<string, string>> {
    try {
      await this.index.put(index, documents);
      return new Map();
    } catch (error) {
      if (error instanceof DocumentsRefused) return error.reasons;
      throw error;
    }
  }

  /** The streams whose documents the index has refused. */
  private async parked({ name }: IndexFeeder): Promise<ReadonlySet<string>> {
    const rows = await this.readModel.manager.findBy(Parked, { consumer: name });
    return new Set(rows.map(({ stream }) => stream));
  }

  private async park(feeder: IndexFeeder, id: string, reason: string): Promise<void> {
    const { category, entity } = feeder.projections[0]!;
    const row = await this.readModel.manager.findOneBy(entity, { id });
    const stream = streamOf({ category }, id);
    const revision = (row?.['revision'] as number | undefined) ?? 0;
    await this.keeper.park({ consumer: feeder.name, stream, revision, type: DOCUMENT, reason });
    this.log.error({ message: 'parked', consumer: feeder.name, stream, reason });
  }
}

/** Under what it is noted that an index lacks all that its feeder has put. */
const allOf = ({ name }: IndexFeeder) => `owed/${name}/all`;
