import type { DiscoveryService } from '@nestjs/core';
import { LogFeed, MemoryEventStore, MemorySnapshotStore, SqliteReadModel } from '#adapters';
import type { RecordedEvent, SearchIndex } from '#ports';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { Aggregates } from './aggregates.js';
import { Checkpoint, eventingEntities, eventingMigrations } from './eventing.tables.js';
import { LocalKeeper } from './local-keeper.js';
import { Reactor } from './reactor.js';
import { Reactors } from './reactors.js';

class Counting extends Reactor {
  readonly name = 'counting';
  readonly categories = ['shelf'];
  readonly seen: string[] = [];

  async react({ id }: RecordedEvent): Promise<void> {
    this.seen.push(id);
  }
}

const file = temporaryFolder();

describe('a reactor', () => {
  it('has its checkpoint at the end of the log when nothing more happens', async () => {
    const [entities, migrations] = [eventingEntities, eventingMigrations];
    const readModel = await SqliteReadModel.open({ path: file('read.sqlite'), entities: [...entities], migrations });
    const store = new MemoryEventStore();
    const reactor = new Counting();
    const discovery = { getProviders: () => [{ instance: reactor }] } as unknown as DiscoveryService;
    const aggregates = new Aggregates(store, new MemorySnapshotStore(store));
    const feed = new LogFeed(store);
    const keeper = new LocalKeeper(() => [], feed, store, readModel, {} as SearchIndex);
    const reactors = new Reactors(discovery, aggregates, store, feed, readModel, keeper);
    await reactors.onApplicationBootstrap();

    const metadata = { commandId: 'c', commandHash: '', correlationId: '', causationId: '', actor: 'a', at: '' };
    for (let i = 0; i < 5; i++) {
      await store.append('shelf-a', i - 1, [{ id: `e${i}`, type: 'Filled', data: {}, metadata }]);
      while (reactor.seen.length <= i) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const position = async () => (await readModel.manager.findOneBy(Checkpoint, { name: 'counting' }))?.position;
    while ((await position()) !== '5') await new Promise((resolve) => setTimeout(resolve, 10));

    expect(reactor.seen).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
    await reactors.beforeApplicationShutdown();
    await store.close();
    await readModel.close();
  });
});
