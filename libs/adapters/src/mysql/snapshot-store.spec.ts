import { snapshotStoreContract, type Snapshots } from '#contract/snapshot-store';
import { NO_STREAM } from '#ports';
import { onMysqlAndMariadb } from '../../../../test/mysql-database.js';
import { sampleCategory, sampleEvent } from '../../../ports/contract/sample-event.js';
import { MemoryEventStore } from '../memory/event-store.js';
import { MysqlSnapshotStore } from './snapshot-store.js';

describe('snapshots', () => {
  onMysqlAndMariadb((database) => {
    const open = async () => {
      const log = new MemoryEventStore();
      return { log, snapshots: await MysqlSnapshotStore.open({ url: database.url }, log) };
    };
    const close = async ({ log, snapshots }: Snapshots) => {
      await snapshots.close();
      await log.close();
    };

    describe('as every store', () => {
      snapshotStoreContract(open, close);
    });

    it.each([
      ['state', `state = REPLACE(state, '1', '2')`],
      ['revision', 'revision = 0'],
      ['hash', `hash = REPEAT('x', 32)`],
      ['owner', `stream = CONCAT(stream, '2')`],
    ])('give nothing when the %s was changed', async (_what, change) => {
      const opened = await open();
      const stream = `${sampleCategory()}-1`;
      for (const name of [stream, `${stream}2`])
        await opened.log.append(name, NO_STREAM, [sampleEvent('A'), sampleEvent('B')]);
      await opened.snapshots.save(stream, '1', 1, { n: 1 });
      await database.aside.query(`UPDATE snapshot SET ${change} WHERE stream = ?`, [stream]);
      expect(await opened.snapshots.load(stream, '1')).toBeUndefined();
      expect(await opened.snapshots.load(`${stream}2`, '1')).toBeUndefined();
      await close(opened);
    });
  });
});
