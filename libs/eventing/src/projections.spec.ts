import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { MemoryEventStore, SqliteReadModel } from '#adapters';
import { AppError, type NewEvent, type RecordedEvent } from '#ports';
import { Parked } from './eventing.tables.js';
import { ProjectionRunner } from './projection-runner.js';
import { integer, projection, type ChildRow, type ProjectedRow } from './projection.js';
import { ReadSide } from './read-side.js';

@Entity({ name: 'shelf_view' })
class ShelfView implements ProjectedRow {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;
  @Column(integer)
  revision: number;
  @Column(integer)
  pieces: number;
  @Column({ type: 'simple-json' })
  labels: string[];
}

@Entity({ name: 'shelf_label' })
class ShelfLabel implements ChildRow {
  @PrimaryColumn({ type: 'varchar', length: 130 })
  id: string;
  @Column({ type: 'varchar', length: 64 })
  parentId: string;
  @Column({ type: 'varchar', length: 64 })
  label: string;
}

class Shelves1 implements MigrationInterface {
  readonly name = 'Shelves1760000000001';
  async up(db: QueryRunner) {
    await db.query(
      'CREATE TABLE shelf_view (id varchar(64) PRIMARY KEY NOT NULL, revision bigint NOT NULL, pieces bigint NOT NULL, labels text NOT NULL)',
    );
    await db.query(
      'CREATE TABLE shelf_label (id varchar(130) PRIMARY KEY NOT NULL, parentId varchar(64) NOT NULL, label varchar(64) NOT NULL)',
    );
    await db.query('CREATE INDEX shelf_label_parent ON shelf_label (parentId)');
  }
  async down() {}
}

type ShelfEvent =
  | { type: 'Filled'; data: { pieces: number } }
  | { type: 'Labelled'; data: { label: string } }
  | { type: 'Dropped'; data: Record<never, never> };

/** Set while the code that handles `Dropped` is wrong. */
let broken = true;

const shelves = projection<ShelfView, ShelfEvent>({
  name: 'shelf_view',
  category: 'shelf',
  entity: ShelfView,
  evolve(row = { pieces: 0, labels: [] as string[] } as unknown as ShelfView, event) {
    switch (event.type) {
      case 'Filled':
        return { pieces: row.pieces + event.data.pieces, labels: row.labels };
      case 'Labelled':
        return { pieces: row.pieces, labels: [...row.labels, event.data.label] };
      case 'Dropped':
        if (broken) throw new Error('what fell is not known');
        return { pieces: 0, labels: row.labels };
    }
  },
  children: {
    entity: ShelfLabel,
    of: ({ id, labels }) => labels.map((label) => ({ id: `${id}/${label}`, parentId: id, label }) as ChildRow),
  },
});

describe('a projection', () => {
  let folder: string;
  let store: MemoryEventStore;
  let readModel: SqliteReadModel;
  let runner: ProjectionRunner;
  let ids = 0;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'daybook-'));
    const { entities, migrations } = new ReadSide([shelves], [], [Shelves1]);
    readModel = await SqliteReadModel.open({ path: join(folder, 'read.sqlite'), entities, migrations });
    store = new MemoryEventStore();
    runner = new ProjectionRunner(shelves, store, readModel);
    broken = true;
    await runner.open();
  });
  afterEach(async () => {
    await readModel.close();
    rmSync(folder, { recursive: true });
  });

  const event = ({ type, data }: ShelfEvent): NewEvent => {
    const commandId = `c${++ids}`;
    const at = '2026-01-01T00:00:00.000Z';
    const metadata = { commandId, commandHash: '', correlationId: '', causationId: '', actor: 'test', at };
    return { id: `e${ids}`, type, data, metadata };
  };
  const append = async (id: string, ...events: ShelfEvent[]): Promise<RecordedEvent[]> => {
    const revision = (await store.read(`shelf-${id}`)).length - 1;
    return store.append(`shelf-${id}`, revision, events.map(event));
  };
  const filled = (pieces: number): ShelfEvent => ({ type: 'Filled', data: { pieces } });
  const labelled = (label: string): ShelfEvent => ({ type: 'Labelled', data: { label } });
  const rows = () => readModel.manager.find(ShelfView, { order: { id: 'ASC' } });
  const labels = async () => (await readModel.manager.find(ShelfLabel, { order: { id: 'ASC' } })).map(({ id }) => id);

  it('makes a row of a stream, with the rows that follow from it', async () => {
    await runner.take(await append('a', filled(3), labelled('new'), filled(2)), '3');
    expect(await rows()).toEqual([{ id: 'a', revision: 2, pieces: 5, labels: ['new'] }]);
    expect(await labels()).toEqual(['a/new']);
    expect(await new ProjectionRunner(shelves, store, readModel).open()).toBe('3');
  });

  it('changes nothing when events come again, late or doubled', async () => {
    const events = await append('a', filled(3), labelled('new'), filled(2));
    await runner.take([...events, ...events], '3');
    await runner.take(events.slice(1), '3');
    expect(await rows()).toEqual([{ id: 'a', revision: 2, pieces: 5, labels: ['new'] }]);
  });

  it('reads from the log what is missing before an event', async () => {
    const events = await append('a', filled(3), labelled('new'), filled(2));
    await runner.take(events.slice(2), '3');
    expect(await rows()).toEqual([{ id: 'a', revision: 2, pieces: 5, labels: ['new'] }]);
  });

  it('takes rows and checkpoint together or not at all', async () => {
    const events = await append('a', filled(3));
    await expect(runner.take(events, 'x'.repeat(5) as never)).resolves.toBeUndefined();
    const failing = new ProjectionRunner(
      { ...shelves, evolve: () => ({ pieces: {} as never, labels: [] }) as never },
      store,
      readModel,
    );
    await failing.open();
    await expect(failing.take(await append('b', filled(1)), '9')).rejects.toThrow();
    expect(await rows()).toHaveLength(1);
    expect(await runner.open()).toBe('xxxxx');
  });

  it('parks a stream with an event that it cannot take; the others flow, and it goes on once mended', async () => {
    const bad = await append('a', filled(3), { type: 'Dropped', data: {} }, filled(1));
    await runner.take([...bad, ...(await append('b', filled(7)))], '4');
    expect(await rows()).toMatchObject([
      { id: 'a', revision: 0 },
      { id: 'b', pieces: 7 },
    ]);
    expect(await readModel.manager.find(Parked)).toMatchObject([
      { id: 'shelf_view/shelf-a', revision: 1, type: 'Dropped', reason: 'what fell is not known', attempts: 1 },
    ]);
    const later = await append('a', filled(9));
    await runner.take(later, '5');
    expect((await rows())[0]).toMatchObject({ revision: 0 });

    expect(await runner.retry('shelf-a')).toBe(false);
    expect(await readModel.manager.find(Parked)).toMatchObject([{ attempts: 2 }]);
    broken = false;
    expect(await runner.retry('shelf-a')).toBe(true);
    expect((await rows())[0]).toMatchObject({ revision: 3, pieces: 10 });
    expect(await readModel.manager.find(Parked)).toEqual([]);
  });

  it('still knows after a restart what is parked, and passes over it when told to', async () => {
    await runner.take(await append('a', filled(3), { type: 'Dropped', data: {} }, filled(1)), '3');
    const restarted = new ProjectionRunner(shelves, store, readModel);
    await restarted.open();
    expect(restarted.parkedStreams).toBe(1);
    await restarted.skip('shelf-a', 1);
    expect(await rows()).toMatchObject([{ id: 'a', revision: 2, pieces: 4 }]);
  });

  it('does not take an outage for poison', async () => {
    const away = new ProjectionRunner(
      {
        ...shelves,
        evolve: () => {
          throw new AppError('unavailable', 'AWAY');
        },
      },
      store,
      readModel,
    );
    await away.open();
    await expect(away.take(await append('a', filled(1)), '1')).rejects.toMatchObject({ code: 'AWAY' });
    expect(await readModel.manager.count(Parked)).toBe(0);
  });

  it('is rebuilt beside the table that serves, compared and swapped in', async () => {
    await runner.take([...(await append('a', filled(3), labelled('x'))), ...(await append('b', filled(7)))], '3');
    await readModel.write((manager) => manager.update(ShelfView, { id: 'b' }, { pieces: 8 }));
    await readModel.write((manager) => manager.createQueryBuilder().delete().from(ShelfLabel).execute());
    const progress: number[] = [];
    expect(await runner.rebuild((n) => progress.push(n))).toEqual({ events: 3, rows: 2, different: 1 });
    expect(await rows()).toMatchObject([
      { id: 'a', pieces: 3 },
      { id: 'b', pieces: 7 },
    ]);
    expect(await labels()).toEqual(['a/x']);
    expect(await runner.rebuild(() => undefined)).toEqual({ events: 3, rows: 2, different: 0 });
    await runner.take(await append('a', labelled('y')), '4');
    expect(await labels()).toEqual(['a/x', 'a/y']);
  });
});
