import { snapshotStoreContract } from '#contract/snapshot-store';
import { NO_STREAM } from '#ports';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { Sqlite } from './driver.js';
import { SqliteEventStore } from './event-store.js';
import { SqliteSnapshotStore } from './snapshot-store.js';

describe('snapshots on SQLite', () => {
  const file = temporaryFolder();
  const open = async () => {
    const log = new SqliteEventStore(file('log.sqlite'));
    return { log, snapshots: new SqliteSnapshotStore(file('snapshots.sqlite'), file('log.sqlite')) };
  };
  const close = async ({ log, snapshots }: Awaited<ReturnType<typeof open>>) => {
    await snapshots.close();
    await log.close();
  };

  describe('as every store', () => {
    snapshotStoreContract(open, async ({ log, snapshots }) => {
      await snapshots.close();
      await log.close();
    });
  });

  it('are there when the log is opened again', async () => {
    const first = await open();
    await first.log.append('s-1', NO_STREAM, [sampleEvent('A')]);
    await first.snapshots.save('s-1', '1', 0, { n: 1 });
    await close(first);
    const second = await open();
    expect(await second.snapshots.load('s-1', '1')).toEqual({ revision: 0, state: { n: 1 } });
    await close(second);
  });

  it.each([
    ['state', `state = replace(state, '1', '2')`],
    ['revision', 'revision = 0'],
    ['hash', `hash = 'x'`],
    ['owner', `stream = 's-2'`],
  ])('give nothing when the %s was changed', async (_what, change) => {
    const opened = await open();
    for (const stream of ['s-1', 's-2'])
      await opened.log.append(stream, NO_STREAM, [sampleEvent('A'), sampleEvent('B')]);
    await opened.snapshots.save('s-1', '1', 1, { n: 1 });
    const disk = new Sqlite(file('snapshots.sqlite'));
    disk.exec(`UPDATE snapshot SET ${change}`);
    disk.close();
    expect(await opened.snapshots.load('s-1', '1')).toBeUndefined();
    expect(await opened.snapshots.load('s-2', '1')).toBeUndefined();
    await close(opened);
  });

  it('saved beside appends disturb neither', async () => {
    const opened = await open();
    const work = Array.from({ length: 200 }, async (_, n) => {
      await opened.log.append(`s-${n}`, NO_STREAM, [sampleEvent('A')]);
      await opened.snapshots.save(`s-${n}`, '1', 0, { n });
    });
    await Promise.all(work);
    expect(await opened.snapshots.load('s-199', '1')).toEqual({ revision: 0, state: { n: 199 } });
    expect(opened.log.epoch).toBe(0);
    await close(opened);
  });
});
