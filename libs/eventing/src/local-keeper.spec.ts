import { MoreThan } from 'typeorm';
import { EmbeddedSearchIndex, LogFeed, MemoryEventStore, SqliteReadModel } from '#adapters';
import type { AppError } from '#ports';
import { shelfSide, ShelfView, shelves } from '../../../test/shelves.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { record } from '../../ports/contract/record.js';
import { sampleEvent } from '../../ports/contract/sample-event.js';
import { until } from '../../ports/contract/until.js';
import type { IndexFeeder } from './index-feeder.js';
import { LocalKeeper } from './local-keeper.js';

const side = shelfSide({
  name: 'shelves_index',
  index: { name: 'shelves', fields: { words: { type: 'text' } } },
  projections: [shelves],
  documentsOf: () => [],
  documents: (ids) => Promise.resolve(ids.map((id) => ({ id, revision: 0, fields: { words: id }, source: null }))),
  async all(after, _limit, manager) {
    const where = { id: MoreThan(after) };
    return (await manager.find(ShelfView, { where, order: { id: 'ASC' }, take: 1 })).map(({ id }) => id);
  },
} satisfies IndexFeeder);
const { entities, migrations } = side;

/** One event at a time is read, while somebody watches. */
class SlowLog extends MemoryEventStore {
  readonly reading = jest.fn<Promise<void>, []>().mockResolvedValue();
  override async readAll(options: Parameters<MemoryEventStore['readAll']>[0]) {
    await this.reading();
    return super.readAll({ ...options, limit: 1 });
  }
}

class SlowIndex extends EmbeddedSearchIndex {
  readonly putting = jest.fn<Promise<void>, []>().mockResolvedValue();
  override async put(...args: Parameters<EmbeddedSearchIndex['put']>) {
    await this.putting();
    return super.put(...args);
  }
}

describe('a keeper that stops', () => {
  const file = temporaryFolder();

  it.each(['shelf_view', 'shelves_index'])(
    'has ended a rebuild of %s, which uses nothing from then on',
    async (name) => {
      const store = new SlowLog();
      for (const id of ['a', 'b', 'c']) await record(store, `shelf-${id}`, -1, [sampleEvent('Filled', { pieces: 1 })]);
      const readModel = await SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations });
      const index = new SlowIndex(file('search.sqlite'));
      const keeper = new LocalKeeper(() => [side], new LogFeed(store), store, readModel, index);
      const uses = () => [store.reading, index.putting].map(({ mock }) => mock.calls.length);
      await keeper.start();
      await until(() => keeper.caughtUp() && keeper.indexesCaughtUp());

      const ends = new Promise<void>((stopped) => {
        const stop = () => (void keeper.stop().then(stopped), Promise.resolve());
        for (const watched of [store.reading, index.putting]) watched.mockClear().mockImplementationOnce(stop);
      });
      const rebuilt = keeper.rebuild(name).then(JSON.stringify, (error: AppError) => [error.kind, error.message]);
      await ends;
      const used = uses();
      expect(await rebuilt).toEqual(['unavailable', expect.stringContaining('ask for the rebuild again')]);
      expect(uses()).toEqual(used);
      await Promise.all([readModel.close(), store.close(), index.close()]);
    },
  );
});
