import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ContractRow, contractRow, ContractRow1767225600000, readModelContract } from '#contract/read-model';
import { CannotStart, isTransient } from '#ports';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { Sqlite } from './driver.js';
import { SqliteReadModel } from './read-model.js';

class LaterTable1767225700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    await queryRunner.query('CREATE TABLE later_table (id varchar(64) PRIMARY KEY)');
  }
  async down(queryRunner: QueryRunner) {
    await queryRunner.query('DROP TABLE later_table');
  }
}

class FailingMigration1767225800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    await queryRunner.query('CREATE TABLE half_done (id varchar(64) PRIMARY KEY)');
    throw new Error('the migration fails');
  }
  async down() {}
}

describe('the read model on SQLite', () => {
  const file = temporaryFolder();
  const path = () => file('read.sqlite');
  const entities = [ContractRow];
  const open = (options: Partial<Parameters<typeof SqliteReadModel.open>[0]> = {}) =>
    SqliteReadModel.open({ path: path(), entities, migrations: [ContractRow1767225600000], ...options });

  describe('as every read model', () => {
    readModelContract(open, (model) => model.close());
  });

  it('keeps its rows when it is opened again, and runs the migrations that are new', async () => {
    const first = await open();
    await first.write((manager) => manager.insert(ContractRow, contractRow('1')));
    await first.close();
    const second = await open({ migrations: [ContractRow1767225600000, LaterTable1767225700000] });
    expect(await second.manager.findBy(ContractRow, {})).toEqual([contractRow('1')]);
    expect(await second.manager.query('SELECT * FROM later_table')).toEqual([]);
    await second.close();
  });

  it('refuses to write from where queries run', async () => {
    const model = await open();
    await expect(model.manager.insert(ContractRow, contractRow('1'))).rejects.toThrow('readonly');
    await expect(model.snapshot((manager) => manager.insert(ContractRow, contractRow('1')))).rejects.toThrow(
      'cannot be used',
    );
    await model.close();
  });

  it('refuses a write inside a write, which would wait for itself', async () => {
    const model = await open();
    const nested = model.write(() => model.write(async () => {}));
    await expect(nested).rejects.toThrow('wait for itself');
    await model.close();
  });

  it('does what was asked for before it closes', async () => {
    const first = await open();
    const writes = Promise.all(
      [1, 2, 3].map((n) => first.write((manager) => manager.insert(ContractRow, contractRow(`${n}`)))),
    );
    const snapshot = first.snapshot((manager) => manager.count(ContractRow));
    await first.close();
    await writes;
    expect(await snapshot).toBeLessThanOrEqual(3);
    const second = await open();
    expect(await second.manager.count(ContractRow)).toBe(3);
    await second.close();
  });

  it('goes on after a failure that has ended the transaction by itself, as a full disk does', async () => {
    const model = await open();
    const disk = new Sqlite(path());
    disk.exec(`CREATE TRIGGER failing BEFORE INSERT ON contract_row WHEN new.id = 'failing'
               BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END`);
    const failing = model.write(async (manager) => {
      await manager.insert(ContractRow, contractRow('1'));
      await manager.insert(ContractRow, contractRow('failing'));
    });
    await expect(failing).rejects.toThrow('the disk is full');
    await expect(model.write(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await model.write((manager) => manager.insert(ContractRow, contractRow('2')));
    await model.write((manager) => manager.insert(ContractRow, contractRow('3')));
    expect(disk.prepare('SELECT id FROM contract_row ORDER BY id').all()).toEqual([{ id: '2' }, { id: '3' }]);
    disk.close();
    await model.close();
  });

  it('closes on a full disk, and has all of it when it is opened again', async () => {
    const first = await open();
    await first.write((manager) => manager.insert(ContractRow, contractRow('1')));
    const prepare = jest.spyOn(Sqlite.prototype, 'prepare').mockImplementation(() => {
      throw new Error('database or disk is full');
    });
    await first.close();
    expect(prepare.mock.calls).toEqual([['PRAGMA wal_checkpoint(TRUNCATE)']]);
    prepare.mockRestore();
    const second = await open();
    expect(await second.manager.count(ContractRow)).toBe(1);
    await second.close();
  });

  it('tells an outage from a mistake: a lock that another process holds', async () => {
    const model = await open({ lockTimeoutMs: 1 });
    const other = new Sqlite(path());
    other.exec('BEGIN IMMEDIATE');
    const error: unknown = await model
      .write((manager) => manager.insert(ContractRow, contractRow('1')))
      .catch((e: unknown) => e);
    expect(isTransient(error)).toBe(true);
    other.exec('ROLLBACK');
    other.close();
    await model.write((manager) => manager.insert(ContractRow, contractRow('1')));
    expect(await model.manager.count(ContractRow)).toBe(1);
    await model.close();
  });

  describe('opened for reading', () => {
    it('works while another one writes, and does not write', async () => {
      const writer = await open();
      const reader = await open({ readonly: true });
      await writer.write((manager) => manager.insert(ContractRow, contractRow('1')));
      expect(await reader.snapshot((manager) => manager.count(ContractRow))).toBe(1);
      await expect(reader.write(async () => {})).rejects.toThrow('for reading only');
      await reader.close();
      await writer.close();
    });

    it('needs a file that has seen all migrations', async () => {
      await expect(open({ readonly: true })).rejects.toThrow(`The read model ${path()} is not there.`);
      await (await open()).close();
      const migrations = [ContractRow1767225600000, LaterTable1767225700000];
      await expect(open({ readonly: true, migrations })).rejects.toThrow('was written by an earlier version');
    });
  });

  describe('says in one sentence, and does not start, when', () => {
    const told = async (opening: Promise<unknown>) => {
      const error: unknown = await opening.catch((e: unknown) => e);
      expect(error).toBeInstanceOf(CannotStart);
      expect((error as Error).message).toMatch(/^The read model [^\n]*\.$/);
      return (error as Error).message;
    };

    it('its file is damaged', async () => {
      writeFileSync(path(), 'not a database at all '.repeat(1000));
      expect(await told(open())).toContain('is damaged (file is not a database); once deleted, it is made again');
    });

    it('its file is cut short', async () => {
      await (await open()).close();
      truncateSync(path(), readFileSync(path()).length - 4096);
      expect(await told(open())).toContain('is damaged');
    });

    it('its tables are of a later version', async () => {
      await (await open({ migrations: [ContractRow1767225600000, LaterTable1767225700000] })).close();
      expect(await told(open())).toContain('was written by a later version of Daybook (LaterTable1767225700000)');
    });

    it('its folder cannot be written', async () => {
      writeFileSync(file('taken'), '');
      expect(await told(open({ path: file('taken/read.sqlite') }))).toContain('cannot be used');
    });

    it('a migration fails, of which nothing stays', async () => {
      const migrations = [ContractRow1767225600000, FailingMigration1767225800000];
      expect(await told(open({ migrations }))).toContain('the migration fails');
      const disk = new Sqlite(path());
      expect(disk.prepare(`SELECT name FROM sqlite_master WHERE name = 'half_done'`).all()).toEqual([]);
      disk.close();
    });
  });
});
