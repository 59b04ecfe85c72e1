import { Logger } from '@nestjs/common';
import { EmbeddedSearchIndex, LogFeed, MemoryEventStore, SqliteReadModel } from '#adapters';
import { AppError, type IndexDefinition } from '#ports';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { until } from '../../ports/contract/until.js';
import { eventingEntities, eventingMigrations } from './eventing.tables.js';
import type { IndexFeeder } from './index-feeder.js';
import { LocalKeeper } from './local-keeper.js';
import { ReadSide } from './read-side.js';

const feeder: IndexFeeder = {
  name: 'notes_search',
  index: { name: 'notes', fields: { text: { type: 'text' } } },
  projections: [],
  documentsOf: () => [],
  documents: () => Promise.resolve([]),
  all: () => Promise.resolve([]),
};

/** An index that fails to be there for its first calls. */
class LateIndex extends EmbeddedSearchIndex {
  failures: Error[] = [];
  override async ensure(index: IndexDefinition): Promise<void> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    await super.ensure(index);
  }
}

describe('what feeds a search index', () => {
  const file = temporaryFolder();
  const away = () => new AppError('unavailable', 'SEARCH_UNAVAILABLE');
  let index: LateIndex;
  let keeper: LocalKeeper;
  let close: () => Promise<void>;

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    const [entities, migrations] = [eventingEntities, eventingMigrations];
    const readModel = await SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations });
    const store = new MemoryEventStore();
    index = new LateIndex(file('search.sqlite'));
    keeper = new LocalKeeper(() => [new ReadSide([], [feeder], [])], new LogFeed(store), store, readModel, index);
    close = async () => {
      await keeper.stop();
      await Promise.all([readModel.close(), store.close(), index.close()]);
    };
  });
  afterEach(() => close());

  it('waits for one that is away, and holds up no start by it', async () => {
    index.failures = [away(), away()];
    await keeper.start();
    expect(keeper.indexesCaughtUp()).toBe(false);
    await until(() => keeper.indexesCaughtUp());
    expect(await index.search('notes', { size: 1 })).toMatchObject({ total: 0 });
  });

  it('stops while it waits', async () => {
    index.failures = Array.from({ length: 1_000 }, away);
    await keeper.start();
    await keeper.stop();
    const left = index.failures.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(index.failures).toHaveLength(left);
  });

  it('refuses to start with one that cannot be used', async () => {
    index.failures = [new Error('it has other fields')];
    await expect(keeper.start()).rejects.toThrow('other fields');
  });
});
