import { v7 as uuid } from 'uuid';
import type { RecordedEvent } from '#ports';
import { onMysqlAndMariadb } from '../../../../test/mysql-database.js';
import { record } from '../../../ports/contract/record.js';
import { MysqlEventStore } from './event-store.js';

const metadata = { commandId: '', commandHash: '', correlationId: '', causationId: '', actor: '', at: '' };
const event = (stream: string, revision: number, data: unknown = {}): RecordedEvent => ({
  id: uuid(),
  type: 'Counted',
  data,
  metadata,
  stream,
  revision,
  position: 0,
});
const placed = (events: readonly RecordedEvent[], after: number) =>
  events.map((each, i) => ({ ...each, position: after + 1 + i }));

describe('a log that is moved in', () => {
  onMysqlAndMariadb((database) => {
    let store: MysqlEventStore;
    beforeEach(async () => {
      store = await MysqlEventStore.open({ url: database.url });
    });
    afterEach(async () => {
      await store.close();
      await database.aside.query('TRUNCATE event');
    });

    it('stands as it was, and is gone on with', async () => {
      const events = [event('order-é', 0), event('stock-CUP', 0), event('order-é', 1), event('stock-cup', 0)];
      expect(await store.restore(0, events)).toBe(4);
      expect(await store.readAll()).toEqual(placed(events, 0));
      const more = [event('order-é', 2)];
      expect(await store.restore(4, more)).toBe(5);
      const [appended] = await record(store, 'stock-CUP', 0, [event('stock-CUP', 1)]);
      expect(appended).toMatchObject({ revision: 1, position: 6 });
      expect(await store.read('order-é')).toEqual(
        [events[0], events[2], more[0]].map((each, i) => ({
          ...each,
          position: [1, 3, 5][i],
        })),
      );
    });

    it('may be larger than the longest packet of a server (MariaDB: 16 MiB)', async () => {
      const events = Array.from({ length: 12 }, (_, i) => event('order-1', i, 'x'.repeat(1_500_000)));
      expect(await store.restore(0, events)).toBe(12);
      expect(await store.head()).toBe(12);
    });

    it('is refused as a whole where the log does not end there, or a stream is elsewhere', async () => {
      await store.restore(0, [event('order-1', 0)]);
      for (const after of [0, 2]) {
        await expect(store.restore(after, [event('order-2', 0)])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      }
      await expect(store.restore(1, [event('order-2', 0), event('order-1', 0)])).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      expect(await store.head()).toBe(1);
      expect(await store.read('order-2')).toEqual([]);
    });

    it('is refused where an event waits for its position', async () => {
      await database.aside.query(
        `INSERT INTO event (stream, revision, id, type, data, metadata) VALUES ('order-1', 0, 'a', 'b', '{}', '{}')`,
      );
      await expect(store.restore(0, [event('order-2', 0)])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    });
  });
});
