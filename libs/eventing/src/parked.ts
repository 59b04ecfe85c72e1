import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { In, MoreThan } from 'typeorm';
import { AppError, EventStore, ReadModel } from '#ports';
import { Parked } from './eventing.tables.js';
import { Reactors } from './reactors.js';
import { ReadSideKeeper } from './read-side-keeper.js';
import { readSidesIn } from './read-side.js';

export interface ParkedStream extends Parked {
  /** Events of the stream that wait behind it. */
  readonly waiting: number;
}

/** What consumers of this process could not take: seen, tried again, or passed over by an operator. */
@Injectable()
export class ParkedEvents {
  private readonly log = new Logger('parked');

  constructor(
    private readonly readModel: ReadModel,
    private readonly store: EventStore,
    private readonly keeper: ReadSideKeeper,
    private readonly reactors: Reactors,
    private readonly discovery: DiscoveryService,
  ) {}

  /** Of the consumers of this process: others may keep their rows in the same database. */
  async list(size: number, after = ''): Promise<{ items: ParkedStream[]; total: number }> {
    const { manager } = this.readModel;
    const kept = readSidesIn(this.discovery).flatMap(({ projections, feeders }) => [...projections, ...feeders]);
    const consumer = In([...kept.map(({ name }) => name), ...this.reactors.names()]);
    const [rows, total] = await Promise.all([
      manager.find(Parked, { where: { consumer, id: MoreThan(after) }, order: { id: 'ASC' }, take: size }),
      manager.countBy(Parked, { consumer }),
    ]);
    const waiting = rows.map(async (row) => {
      const [last] = await this.store.read(row.stream, { direction: 'backwards', limit: 1 });
      return { ...row, waiting: (last?.revision ?? row.revision) - row.revision };
    });
    return { items: await Promise.all(waiting), total };
  }

  /** Tells whether the stream goes on; where not, it stays parked. */
  async retry(id: string): Promise<boolean> {
    const { consumer, stream, revision } = await this.find(id);
    const reactor = this.reactors.runner(consumer);
    return reactor ? reactor.retry(stream, revision) : this.keeper.retry(consumer, stream);
  }

  /** Passes over the event and goes on behind it; the reason is written to the log of operations. */
  async skip(id: string, reason: string, actor: string): Promise<void> {
    const { consumer, stream, revision } = await this.find(id);
    this.log.warn({ message: 'passed over', consumer, stream, revision, reason, actor });
    const reactor = this.reactors.runner(consumer);
    if (reactor) await reactor.retry(stream, revision + 1);
    else await this.keeper.skip(consumer, stream, revision);
  }

  private async find(id: string): Promise<Parked> {
    const row = await this.readModel.manager.findOneBy(Parked, { id });
    if (!row) throw new AppError('notFound', 'NOT_FOUND', `Nothing is parked under ${id}.`);
    return row;
  }
}
