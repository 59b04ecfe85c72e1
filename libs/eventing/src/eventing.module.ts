import {
  Global,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type Provider,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { EventFeed, EventStore, ReadModel, SearchIndex } from '#ports';
import { Aggregates } from './aggregates.js';
import { Claims } from './claims.js';
import { LocalKeeper } from './local-keeper.js';
import { Numbers } from './numbers.js';
import { ParkedEvents } from './parked.js';
import { Reactors } from './reactors.js';
import { ReadSideKeeper } from './read-side-keeper.js';
import { readSidesIn } from './read-side.js';
import { ReadYourWrites } from './read-your-writes.js';

/** Injection token of a keeper that was made before the modules; without one, this thread keeps its read side itself. */
export const KEEPER = Symbol('keeper');

const keeper: Provider = {
  provide: ReadSideKeeper,
  inject: [{ token: KEEPER, optional: true }, DiscoveryService, EventFeed, EventStore, ReadModel, SearchIndex],
  useFactory: (
    made: ReadSideKeeper | undefined,
    discovery: DiscoveryService,
    ...engines: [EventFeed, EventStore, ReadModel, SearchIndex]
  ) => made ?? new LocalKeeper(() => readSidesIn(discovery), ...engines),
};

const parts = [keeper, Aggregates, Claims, Numbers, Reactors, ReadYourWrites, ParkedEvents];

/** The write path and the runners of the read side, one of each per process. */
@Global()
@Module({ imports: [DiscoveryModule], providers: parts, exports: parts })
export class EventingModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly keeper: ReadSideKeeper) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.keeper.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.keeper.stop();
  }
}
