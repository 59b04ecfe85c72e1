import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SqliteEventStore } from '#adapters';
import { EventStore } from '#ports';
import { CONFIG, type Config } from './config.js';
import { StartError } from './start-error.js';

/** The engines that the configuration chose, behind their ports. */
@Global()
@Module({
  providers: [{ provide: EventStore, inject: [CONFIG], useFactory: openLog }],
  exports: [EventStore],
})
export class EnginesModule implements OnApplicationShutdown {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async onApplicationShutdown() {
    await this.store.close();
  }
}

function openLog({ dataDir }: Config): EventStore {
  try {
    mkdirSync(dataDir, { recursive: true });
    return new SqliteEventStore(join(dataDir, 'log.sqlite'));
  } catch (error) {
    throw new StartError(`The data folder ${dataDir} cannot be used: ${(error as Error).message}.`);
  }
}
