import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { KEEPER } from '#eventing';
import { Cache, EventFeed, EventStore, ReadModel, SearchIndex, SnapshotStore } from '#ports';
import { CONFIG, type Config } from './config.js';
import type { Engines } from './engines.js';

const ENGINES = Symbol('engines');

/** The configured engines behind their ports, and the configuration. */
@Global()
@Module({})
export class EnginesModule implements OnApplicationShutdown {
  constructor(@Inject(ENGINES) private readonly engines: Engines) {}

  static with(config: Config, engines: Engines): DynamicModule {
    const tokens = [
      { provide: CONFIG, useValue: config },
      { provide: EventStore, useValue: engines.store },
      { provide: SnapshotStore, useValue: engines.snapshots },
      { provide: EventFeed, useValue: engines.feed },
      { provide: ReadModel, useValue: engines.readModel },
      { provide: Cache, useValue: engines.cache },
      { provide: SearchIndex, useValue: engines.search },
      { provide: KEEPER, useValue: engines.keeper },
    ];
    return {
      module: EnginesModule,
      providers: [...tokens, { provide: ENGINES, useValue: engines }],
      exports: tokens.map(({ provide }) => provide),
    };
  }

  /** Last of all: what still runs may need them until the end. */
  onApplicationShutdown(): Promise<void> {
    return this.engines.close();
  }
}
