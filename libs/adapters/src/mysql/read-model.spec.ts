import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { ContractRow, contractRow, ContractRow1767225600000, readModelContract } from '#contract/read-model';
import { CannotStart, isTransient, type ReadModel } from '#ports';
import { onMysqlAndMariadb, untilIdleIsClosed } from '../../../../test/mysql-database.js';
import { LOSSES, Proxy } from '../../../../test/proxy.js';
import { until } from '../../../ports/contract/until.js';
import { MysqlReadModel, type MysqlReadModelOptions } from './read-model.js';

class OtherTable1767225700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    await queryRunner.query('CREATE TABLE other_table (id varchar(64) PRIMARY KEY)');
  }
  async down() {}
}

class WiderRow1767225800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    await queryRunner.query('ALTER TABLE contract_row ADD weight bigint NOT NULL');
  }
  async down() {}
}

const STEPS = [
  'CREATE TABLE stepwise (id varchar(64) PRIMARY KEY)',
  'CREATE INDEX stepwise_index ON stepwise (id)',
  'ALTER TABLE stepwise ADD weight bigint NULL',
  'DROP INDEX stepwise_index ON stepwise',
  'ALTER TABLE stepwise ADD height bigint NULL',
];

class Stepwise1767225850000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    for (const step of STEPS) await queryRunner.query(step);
  }
  async down() {}
}

class FailingMigration1767225900000 implements MigrationInterface {
  async up() {
    throw new Error('the migration fails');
  }
  async down() {}
}

describe('the read model', () => {
  onMysqlAndMariadb((database) => {
    const models: ReadModel[] = [];
    const open = (options: Partial<MysqlReadModelOptions> = {}) =>
      MysqlReadModel.open({
        url: database.url,
        entities: [ContractRow],
        migrations: [ContractRow1767225600000],
        ...options,
      });
    /** One that is closed after the test. */
    const model = async (options: Partial<MysqlReadModelOptions> = {}) => {
      const opened = await open(options);
      models.push(opened);
      return opened;
    };
    afterEach(async () => {
      for (const opened of models.splice(0)) await opened.close();
      await database.aside.query('DELETE FROM contract_row');
    });

    describe('as every read model', () => {
      readModelContract(open, (opened) => opened.close());
    });

    describe('opened for reading', () => {
      const what = 'The read model in the database of MYSQL_URL';
      const migrations = [ContractRow1767225600000, OtherTable1767225700000];
      const content = async () => {
        const [found] = await database.aside.query<RowDataPacket[]>(
          `SELECT table_name AS tab, column_name AS col FROM information_schema.columns
            WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`,
        );
        return JSON.stringify([found, (await database.aside.query('SELECT * FROM migrations'))[0]]);
      };

      it('works while another one writes, and does not write', async () => {
        const writer = await model();
        const reader = await model({ readonly: true });
        await writer.write((manager) => manager.insert(ContractRow, contractRow('1')));
        expect(await reader.snapshot((manager) => manager.count(ContractRow))).toBe(1);
        await expect(reader.write(async () => {})).rejects.toThrow('for reading only');
        for (const change of [
          reader.manager.delete(ContractRow, '1'),
          reader.snapshot((manager) => manager.delete(ContractRow, '1')),
        ])
          await expect(change).rejects.toThrow('read model cannot be used');
        expect(await reader.manager.count(ContractRow)).toBe(1);
      });

      it('needs a database that has seen all migrations, and changes nothing', async () => {
        await (await open()).close();
        const before = await content();
        await expect(open({ readonly: true, migrations })).rejects.toThrow(
          new CannotStart(`${what} was written by an earlier version of Daybook.`),
        );
        expect(await content()).toBe(before);
      });

      it('needs one that has seen no others', async () => {
        await database.aside.query(
          `INSERT INTO migrations (timestamp, name) VALUES (1767225950000, 'Later1767225950000')`,
        );
        await expect(open({ readonly: true })).rejects.toThrow(
          new CannotStart(`${what} was written by a later version of Daybook (Later1767225950000).`),
        );
        await database.aside.query(`DELETE FROM migrations WHERE name = 'Later1767225950000'`);
      });

      it('needs one that is there, and makes none', async () => {
        await database.aside.query('RENAME TABLE migrations TO elsewhere');
        await expect(open({ readonly: true })).rejects.toThrow(new CannotStart(`${what} is not there.`));
        expect((await database.aside.query(`SHOW TABLES LIKE 'migrations'`))[0]).toEqual([]);
        await database.aside.query('RENAME TABLE elsewhere TO migrations');
      });
    });

    it('refuses a write inside a write, which might wait for itself', async () => {
      const rows = await model();
      await expect(rows.write(() => rows.write(async () => {}))).rejects.toThrow('wait for itself');
    });

    it('keeps connections for queries, however many writes and snapshots ask for one of their own', async () => {
      const rows = await model({ connections: 4 });
      const count = () => rows.manager.count(ContractRow);
      const counts = await Promise.all(
        Array.from({ length: 20 }, () => [rows.write(count), rows.snapshot(count)]).flat(),
      );
      expect(counts).toEqual(counts.map(() => 0));
    });

    it('keeps a snapshot though it asks nothing for longer than the server keeps an idle session', async () => {
      const rows = await model();
      // Of the one session that there is by now.
      await rows.manager.query('SET SESSION wait_timeout = 1');
      const count = async (manager: EntityManager) => {
        const [{ seconds }] = await manager.query<[{ seconds: unknown }]>('SELECT @@wait_timeout AS seconds');
        expect(Number(seconds)).toBe(1);
        await untilIdleIsClosed(database);
        return manager.count(ContractRow);
      };
      expect(await rows.snapshot(count)).toBe(0);
    });

    it('ends a snapshot whose session is lost, and calls it an outage', async () => {
      const rows = await model();
      await rows.manager.query('SET SESSION wait_timeout = 1');
      const lost = rows.snapshot(async (manager) => {
        const [{ id }] = await manager.query<[{ id: number }]>('SELECT CONNECTION_ID() AS id');
        await database.aside.query(`KILL ${Number(id)}`);
        await new Promise(() => undefined);
      });
      expect(isTransient(await lost.catch((e: unknown) => e))).toBe(true);
    });

    it('runs a write again from its start that was rolled back for a deadlock', async () => {
      const rows = await model();
      await rows.write((manager) => manager.insert(ContractRow, [contractRow('1'), contractRow('2')]));
      let runs = 0;
      let meet = () => {};
      const met = new Promise<void>((resolve) => (meet = resolve));
      const add = (first: string, second: string) =>
        rows.write(async (manager) => {
          await manager.increment(ContractRow, { id: first }, 'amount', 1);
          // Each holds its row before it asks for the other one's.
          if (++runs === 2) meet();
          await met;
          await manager.increment(ContractRow, { id: second }, 'amount', 1);
        });
      await Promise.all([add('1', '2'), add('2', '1')]);
      expect(runs).toBe(3);
      expect((await rows.manager.find(ContractRow)).map(({ amount }) => amount)).toEqual([3n, 3n]);
    });

    it('leaves nothing of a write whose connection was killed, calls it an outage, and goes on', async () => {
      const rows = await model();
      const killed = rows.write(async (manager) => {
        await manager.insert(ContractRow, contractRow('1'));
        const [{ id }] = await manager.query<[{ id: number }]>('SELECT CONNECTION_ID() AS id');
        await database.aside.query(`KILL ${Number(id)}`);
        await manager.insert(ContractRow, contractRow('2'));
      });
      expect(isTransient(await killed.catch((e: unknown) => e))).toBe(true);
      expect(await rows.manager.count(ContractRow)).toBe(0);
      await rows.write((manager) => manager.insert(ContractRow, contractRow('3')));
      expect(await rows.manager.count(ContractRow)).toBe(1);
    });

    it.each<[string, (proxy: Proxy) => void]>([
      ['frozen', (server) => server.freeze()],
      ['half open', (server) => server.halfOpen()],
      ['too slow', (server) => server.delay(400)],
      ['away', (server) => server.refuse()],
    ])('hangs nobody when the server is %s, calls it an outage, and goes on when it is back', async (_, fail) => {
      const { proxy, address } = await Proxy.before(database.url);
      const rows = await model({ url: address, timeoutMs: 300 });
      const calls = () => [
        rows.write((manager) => manager.insert(ContractRow, contractRow('1'))),
        rows.snapshot((manager) => manager.count(ContractRow)),
        rows.manager.count(ContractRow),
      ];
      await rows.manager.count(ContractRow);
      fail(proxy);
      for (let time = 0; time < 2; time++) {
        for (const call of calls()) expect(isTransient(await call.catch((e: unknown) => e))).toBe(true);
      }
      proxy.heal();
      await until(() =>
        rows.manager.count(ContractRow).then(
          () => true,
          () => false,
        ),
      );
      expect(await rows.snapshot((manager) => manager.count(ContractRow))).toBeLessThanOrEqual(1);
      await proxy.close();
    });

    it.each<[string, (proxy: Proxy) => void]>([
      ['byte by byte', (server) => server.slice()],
      ['late', (server) => server.delay(30)],
    ])('takes answers that come %s', async (_, slow) => {
      const { proxy, address } = await Proxy.before(database.url);
      slow(proxy);
      const rows = await model({ url: address });
      const row = Object.assign(contractRow('1'), { note: '漢 é'.repeat(50) });
      await rows.write((manager) => manager.insert(ContractRow, row));
      expect(await rows.manager.find(ContractRow)).toEqual([row]);
      await proxy.close();
    });

    it('closes though the server does not answer', async () => {
      const { proxy, address } = await Proxy.before(database.url);
      const rows = await open({ url: address, timeoutMs: 300 });
      await rows.manager.count(ContractRow);
      proxy.freeze();
      await rows.close();
      await proxy.close();
      await expect(rows.manager.count(ContractRow)).rejects.toThrow('Connection is not established');
    });

    it('runs each migration once, also when several processes start at once', async () => {
      const migrations = [ContractRow1767225600000, OtherTable1767225700000];
      await Promise.all([1, 2, 3].map(() => model({ migrations })));
      const [ran] = await database.aside.query<RowDataPacket[]>('SELECT name FROM migrations ORDER BY name');
      expect(ran.map(({ name }) => String(name))).toEqual(['ContractRow1767225600000', 'OtherTable1767225700000']);
    });

    it('ends a migration that was broken off after any of its statements, each of which the server has kept', async () => {
      for (let made = 1; made <= STEPS.length; made++) {
        for (const step of STEPS.slice(0, made)) await database.aside.query(step);
        await model({ migrations: [ContractRow1767225600000, Stepwise1767225850000] });
        const [columns] = await database.aside.query<RowDataPacket[]>('SHOW COLUMNS FROM stepwise');
        const [keys] = await database.aside.query<RowDataPacket[]>('SHOW INDEX FROM stepwise');
        expect(columns.map((column) => String(column['Field']))).toEqual(['id', 'weight', 'height']);
        expect(keys.map((key) => String(key['Key_name']))).toEqual(['PRIMARY']);
        await database.aside.query('DROP TABLE stepwise');
        await database.aside.query(`DELETE FROM migrations WHERE name = 'Stepwise1767225850000'`);
      }
    });

    describe('through a proxy that fails in the middle of a migration', () => {
      let proxy: Proxy;
      let address: string;
      let runs: number;
      let fail: () => void;
      class CutOff1767225860000 implements MigrationInterface {
        async up(queryRunner: QueryRunner) {
          await queryRunner.query('CREATE TABLE cut_off (id varchar(64) PRIMARY KEY)');
          if (runs++ === 0) fail();
          await queryRunner.query('ALTER TABLE cut_off ADD weight bigint NULL');
        }
        async down() {}
      }
      const migrations = [ContractRow1767225600000, CutOff1767225860000];
      beforeEach(async () => {
        ({ proxy, address } = await Proxy.before(database.url));
        runs = 0;
      });
      afterEach(async () => {
        await proxy.close();
        await database.aside.query('DROP TABLE IF EXISTS cut_off');
        await database.aside.query(`DELETE FROM migrations WHERE name = 'CutOff1767225860000'`);
      });

      it.each(LOSSES)('awaits a server that %s, and runs it again', async (_, lose) => {
        fail = () => lose(proxy);
        await (await open({ url: address, migrations, startTimeoutMs: 6_000 })).close();
        expect(runs).toBe(2);
        const [columns] = await database.aside.query<RowDataPacket[]>('SHOW COLUMNS FROM cut_off');
        expect(columns).toHaveLength(2);
      });

      it('gives up one that is frozen, after START_TIMEOUT', async () => {
        fail = () => proxy.freeze();
        await expect(open({ url: address, migrations, startTimeoutMs: 2_000 })).rejects.toThrow(
          `MYSQL_URL (127.0.0.1:${proxy.port}) was not reached within 2 s (ETIMEDOUT).`,
        );
      });
    });

    it('runs a migration whose statements take longer than any other call may', async () => {
      class Long1767225870000 implements MigrationInterface {
        async up(queryRunner: QueryRunner) {
          await queryRunner.query('SELECT SLEEP(2)');
        }
        async down() {}
      }
      const migrations = [ContractRow1767225600000, Long1767225870000];
      await (await open({ migrations, startTimeoutMs: 1_000, timeoutMs: 1_000 })).close();
      const [{ affectedRows }] = await database.aside.query<ResultSetHeader>(
        `DELETE FROM migrations WHERE name = 'Long1767225870000'`,
      );
      expect(affectedRows).toBe(1);
    });

    it('is opened beside tables of other apps, whose migrations it does not know', async () => {
      const rows = await model();
      expect(await rows.manager.count(ContractRow)).toBe(0);
    });

    describe('says in one sentence, and does not start, when', () => {
      const told = async (opening: Promise<unknown>) => {
        const error: unknown = await opening.catch((e: unknown) => e);
        expect(error).toBeInstanceOf(CannotStart);
        expect((error as Error).message).toMatch(/^The [^\n]*\.$/);
        return (error as Error).message;
      };

      it('its tables are of a later version, or are not what they were', async () => {
        await model({ migrations: [ContractRow1767225600000, WiderRow1767225800000] }).catch(() => undefined);
        expect(await told(open())).toBe(
          'The tables of the read model in the database of MYSQL_URL were written by a later version of Daybook (WiderRow1767225800000): contract_row.weight.',
        );
        await database.aside.query('ALTER TABLE contract_row DROP COLUMN weight, DROP COLUMN note');
        await database.aside.query(`DELETE FROM migrations WHERE name <> 'ContractRow1767225600000'`);
        expect(await told(open())).toBe(
          'The tables of the read model in the database of MYSQL_URL are not as they were made: contract_row.note.',
        );
        await database.aside.query('ALTER TABLE contract_row ADD note text NULL');
      });

      it('a migration fails', async () => {
        const migrations = [ContractRow1767225600000, FailingMigration1767225900000];
        expect(await told(open({ migrations }))).toContain('cannot be used (the migration fails)');
        await (await open()).close();
      });
    });

    it('does what was asked for before it closes', async () => {
      const rows = await open();
      const write = rows.write(async (manager) => {
        await sleep(20);
        await manager.insert(ContractRow, contractRow('1'));
      });
      await rows.close();
      await write;
      expect(await (await model()).manager.count(ContractRow)).toBe(1);
    });
  });
});
