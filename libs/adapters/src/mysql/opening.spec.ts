import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type RowDataPacket } from 'mysql2';
import { ContractRow, ContractRow1767225600000 } from '#contract/read-model';
import { CannotStart, NO_STREAM } from '#ports';
import { freePort } from '../../../../test/free-port.js';
import { onMysqlAndMariadb } from '../../../../test/mysql-database.js';
import { LOSSES, Proxy } from '../../../../test/proxy.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { until } from '../../../ports/contract/until.js';
import { MysqlEventStore } from './event-store.js';
import { reach } from './opening.js';
import { endPool, guardedPool } from './pool.js';
import { MysqlReadModel } from './read-model.js';
import { MysqlSnapshotStore } from './snapshot-store.js';

const told = async (opening: Promise<unknown>) => {
  const error: unknown = await opening.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CannotStart);
  expect((error as Error).message).toMatch(/^[^\n]*\.$/);
  return (error as Error).message;
};
const open = (url: string, startTimeoutMs?: number) => MysqlEventStore.open({ url, startTimeoutMs });

describe('a MySQL that cannot be used is told of in one sentence', () => {
  it.each([
    'not a url',
    'http://127.0.0.1:3306/daybook',
    'mysql://127.0.0.1:3306',
    'mysql://127.0.0.1:3306/',
    'mysql:///daybook',
    'mysql://daybook:50%@127.0.0.1:3306/daybook',
    'mysql://daybook:secret@127.0.0.1:3306/daybook#log',
    'mysql://daybook:1/daybook?secret@127.0.0.1:3306',
  ])('when its URL is none: %s', async (url) => {
    expect(await told(open(url))).toBe('MYSQL_URL is not like mysql://user:password@host:3306/database.');
  });

  it.each([
    ['ssl=true', 'ssl'],
    ['ssl-mode=REQUIRED&charset=utf8', 'ssl-mode'],
    ['connectTimeout=5', 'connectTimeout'],
  ])('when its URL sets what nobody would honour: %s', async (query, name) => {
    expect(await told(open(`mysql://daybook:secret@127.0.0.1:3306/daybook?${query}`))).toBe(
      `MYSQL_URL sets ${name}, which is not possible here: TLS is told by MYSQL_CA_FILE.`,
    );
  });

  it('when nothing listens there, after the time that it was awaited', async () => {
    const port = await freePort();
    const message = await told(open(`mysql://daybook:secret@127.0.0.1:${port}/daybook`, 400));
    expect(message).toBe(`MYSQL_URL (127.0.0.1:${port}) was not reached within 0.4 s (ECONNREFUSED).`);
  });

  describe('when another server is there', () => {
    const sockets = new Set<Socket>();
    let server: Server;
    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const listen = async (accept: (socket: Socket) => void) => {
      server = createServer((socket) => {
        sockets.add(socket.on('error', () => undefined));
        accept(socket);
      });
      const port = await freePort();
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      return `mysql://daybook:secret@127.0.0.1:${port}/daybook`;
    };

    it('that accepts and says nothing', async () => {
      expect(await told(open(await listen(() => undefined), 300))).toContain(
        'was not reached within 0.3 s (ETIMEDOUT).',
      );
    });

    it('that speaks another language', async () => {
      const url = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      expect(await told(open(url, 300))).toMatch(/^MYSQL_URL /);
    });

    it.each(['5.7.44', '10.5.21-MariaDB'])('of the version %s', async (version) => {
      const url = await listen((socket) => speakMysql(socket, version));
      expect(await told(open(url, 2_000))).toBe(
        `MYSQL_URL is a server of version ${version}; Daybook needs MySQL 8.0, MariaDB 10.6 or later.`,
      );
    });
  });

  onMysqlAndMariadb((database) => {
    const changed = (change: (url: URL) => void) => {
      const url = new URL(database.url);
      change(url);
      return url.href;
    };

    it('when the password is wrong, which it does not tell', async () => {
      const message = await told(open(changed((url) => (url.password = 'wrong-secret'))));
      expect(message).toBe('The server of MYSQL_URL refuses the user "daybook" or its password.');
    });

    it('when the database is not there, or not for this user', async () => {
      const missing = `${database.name}_missing`;
      expect(await told(open(changed((url) => (url.pathname = missing))))).toBe(
        `MYSQL_URL names the database "${missing}", which is not there.`,
      );
      expect(await told(open(changed((url) => (url.pathname = 'mysql'))))).toBe(
        'MYSQL_URL names the database "mysql", which its user "daybook" may not use.',
      );
    });

    it('when the database takes different texts for equal; nothing is changed', async () => {
      await database.aside.query(`ALTER DATABASE ${database.name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`);
      expect(await told(open(database.url))).toBe(
        `The database of MYSQL_URL has the collation utf8mb4_general_ci; change it with ALTER DATABASE \`${database.name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin.`,
      );
      await database.aside.query(`ALTER DATABASE ${database.name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
      expect((await database.aside.query('SHOW TABLES'))[0]).toEqual([]);
    });

    it('when the log is of a later version; the variable is called as it is told to be', async () => {
      await (await open(database.url)).close();
      await database.aside.query('UPDATE event_log SET version = 2');
      const opening = MysqlEventStore.open({ url: database.url, variable: 'OTHER_URL' });
      expect(await told(opening)).toBe(
        'The log in the database of OTHER_URL was written by a later version of Daybook.',
      );
      await database.aside.query('DROP TABLE event, event_log');
    });

    it.each([true, false])('when it is, and its columns are called otherwise; read only: %s', async (readonly) => {
      await (await open(database.url)).close();
      await database.aside.query(
        'UPDATE event_log SET version = 2; ALTER TABLE event CHANGE data body LONGBLOB NOT NULL',
      );
      expect(await told(MysqlEventStore.open({ url: database.url, readonly }))).toBe(
        'The log in the database of MYSQL_URL was written by a later version of Daybook.',
      );
      await database.aside.query('DROP TABLE event, event_log');
    });

    describe('when another namespace has the database', () => {
      const openAs = async (namespace: string, readonly = false) => {
        const store = await MysqlEventStore.open({ url: database.url, namespace, readonly });
        await store.close();
      };
      const refusal =
        'The database of MYSQL_URL is that of NAMESPACE=ours, not of NAMESPACE=theirs: each needs its own.';
      const tables = async () => (await database.aside.query('SHOW TABLES'))[0] as object[];
      afterEach(async () => {
        await database.aside.query('DROP TABLE IF EXISTS event, event_log, installation');
      });

      it('and nothing is changed; the first who starts with it has it', async () => {
        await (await open(database.url)).close(); // of an earlier time
        await openAs('ours');
        await openAs('ours');
        await database.aside.query('DROP TABLE event');
        const before = await tables();
        expect(await told(openAs('theirs'))).toBe(refusal);
        expect(await told(openAs('theirs', true))).toBe(refusal);
        const theirs = { url: database.url, namespace: 'theirs' };
        expect(await told(MysqlSnapshotStore.open(theirs, { read: async () => [] }))).toBe(refusal);
        expect(await told(MysqlReadModel.open({ ...theirs, entities: [], migrations: [] }))).toBe(refusal);
        expect(await tables()).toEqual(before);
      });

      it('however many start at once', async () => {
        const namespaces = ['a', 'b', 'c', 'a', 'b', 'c'];
        const started = await Promise.allSettled(
          namespaces.map(async (namespace) => {
            await reach({ url: database.url, namespace }, `lock of ${namespace}`, async () => undefined);
            return namespace;
          }),
        );
        const [[owner]] = await database.aside.query<RowDataPacket[]>('SELECT namespace FROM installation');
        const winners = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
        expect(winners).toEqual([owner!['namespace'], owner!['namespace']]);
      });

      it('but one that cannot be used for another reason is not taken', async () => {
        await (await open(database.url)).close();
        await database.aside.query('UPDATE event_log SET version = 2');
        expect(await told(openAs('ours'))).toMatch(/a later version/);
        expect((await database.aside.query(`SHOW TABLES LIKE 'installation'`))[0]).toEqual([]);
      });

      it('but who only reads takes none that is nobody’s', async () => {
        await (await open(database.url)).close();
        await openAs('theirs', true);
        await openAs('ours');
        expect(await told(openAs('theirs', true))).toBe(refusal);
      });
    });

    describe('when it is only to be read', () => {
      const openToRead = () => MysqlEventStore.open({ url: database.url, readonly: true });
      const what = 'The log in the database of MYSQL_URL';
      afterEach(async () => {
        await database.aside.query('DROP TABLE IF EXISTS event, event_log');
      });

      it('and has no log; nothing is made', async () => {
        expect(await told(openToRead())).toBe(`${what} is not there.`);
        expect((await database.aside.query('SHOW TABLES'))[0]).toEqual([]);
      });

      it('and its log is of an earlier version', async () => {
        await (await open(database.url)).close();
        await database.aside.query('UPDATE event_log SET version = 0');
        expect(await told(openToRead())).toBe(`${what} was written by an earlier version of Daybook.`);
      });

      it('but what is there is read, beside who writes it and changes its tables, and stays as it is', async () => {
        const writer = await open(database.url);
        await writer.append('order-1', NO_STREAM, [sampleEvent('A')]);
        expect(await writer.head()).toBe(1);
        const name = `CONCAT('daybook log@', LEFT(DATABASE(), 40))`;
        await database.aside.query(`DO GET_LOCK(${name}, 5)`);
        const reader = await openToRead();
        await database.aside.query(`DO RELEASE_LOCK(${name})`);
        await writer.append('order-1', 0, [sampleEvent('B')]);
        expect(await reader.head()).toBe(1);
        expect((await reader.readAll()).map(({ type }) => type)).toEqual(['A']);
        expect((await reader.readPlaced('order-1')).map(({ type }) => type)).toEqual(['A']);
        expect((await reader.read('order-1')).map(({ type }) => type)).toEqual(['A', 'B']);
        await expect(reader.append('order-1', 1, [sampleEvent('C')])).rejects.toMatchObject({ kind: 'unavailable' });
        expect(() => reader.subscribe(0, async () => {})).toThrow('for reading only');
        const [rows] = await database.aside.query('SELECT position FROM event ORDER BY revision');
        expect(rows).toEqual([{ position: 1 }, { position: null }]);
        await reader.close();
        await writer.close();
      });

      it('whatever is asked, the server itself refuses to write', async () => {
        await database.aside.query('CREATE TABLE note (line INT)');
        const changes = ['INSERT INTO note VALUES (1)', 'CREATE TABLE other (line INT)', 'DROP TABLE note'];
        await reach({ url: database.url, readonly: true }, 'test', async (connection, { address }) => {
          const pool = guardedPool({ ...address, connectionLimit: 1, timeoutMs: 5_000, readonly: true });
          for (const asked of [connection, pool.promise()]) {
            for (const sql of changes) await expect(asked.query(sql)).rejects.toThrow(/read[ -]only/i);
          }
          await endPool(pool);
        });
        await database.aside.query('DROP TABLE note');
      });
    });

    it.each([
      ['event', 'CREATE TABLE event (day DATE)', 'position'],
      ['event_log', 'CREATE TABLE event_log (line TEXT)', 'Column count'],
    ])('when there is a table %s of something else', async (_table, sql, named) => {
      await database.aside.query(sql);
      const message = await told(open(database.url));
      await database.aside.query(`DROP TABLE IF EXISTS event, event_log`);
      expect(message).toMatch(/^MYSQL_URL cannot be used \(.*\)\.$/);
      expect(message).toContain(named);
    });

    it('but what a server that commits nothing by itself is given is committed', async () => {
      const { prototype } = Connection as unknown as { prototype: { query: (...args: unknown[]) => unknown } };
      const { query } = prototype;
      const seen = new WeakSet<object>();
      const asked = jest.spyOn(prototype, 'query').mockImplementation(function (this: object, ...args) {
        if (!seen.has(this)) query.call(this, `SET SESSION autocommit = 0, completion_type = 'CHAIN'`);
        seen.add(this);
        return query.apply(this, args);
      });
      const store = await open(database.url);
      await store.append('order-1', NO_STREAM, [sampleEvent('A')]);
      const head = await store.head();
      await store.close();
      asked.mockRestore();
      expect(head).toBe(1);
      const [[found]] = await database.aside.query<RowDataPacket[]>(
        'SELECT (SELECT COUNT(*) FROM event_log) AS logs, (SELECT MAX(position) FROM event) AS last',
      );
      expect(found).toEqual({ logs: 1, last: 1 });
      await database.aside.query('DROP TABLE event, event_log');
    });

    it('but one that is not reached yet is awaited', async () => {
      const { proxy, address } = await Proxy.before(database.url);
      proxy.refuse();
      const opening = open(address, 10_000);
      setTimeout(() => proxy.heal(), 300);
      const store = await opening;
      expect(await store.head()).toBe(0);
      await store.close();
      await proxy.close();
    });

    it('but another process that changes the tables is not, for longer than START_TIMEOUT', async () => {
      const name = `CONCAT('daybook log@', LEFT(DATABASE(), 40))`;
      await database.aside.query(`DO GET_LOCK(${name}, 5)`);
      expect(await told(open(database.url, 500))).toBe(
        'Another process has been changing the tables in the database of MYSQL_URL for 0.5 s.',
      );
      await database.aside.query(`DO RELEASE_LOCK(${name})`);
    });

    it('nor is that time spent while the server was away', async () => {
      const name = `CONCAT('daybook log@', LEFT(DATABASE(), 40))`;
      await database.aside.query(`DO GET_LOCK(${name}, 5)`);
      const { proxy, address } = await Proxy.before(database.url);
      proxy.refuse();
      const opening = open(address, 3_000);
      await sleep(2_500);
      proxy.heal();
      await sleep(1_500);
      await database.aside.query(`DO RELEASE_LOCK(${name})`);
      const store = await opening;
      expect(await store.head()).toBe(0);
      await store.close();
      await proxy.close();
    });

    it('and the lock on the tables is given back by a process that is gone without a word', async () => {
      const settings = await reach({ url: database.url }, 'test', async (connection) => {
        const [rows] = await connection.query<RowDataPacket[]>('SELECT @@wait_timeout AS waitS');
        return rows;
      });
      expect(settings).toEqual([{ waitS: 30 }]);
    });

    describe('while the tables are made, each under its lock', () => {
      const OPENED = {
        'daybook log': open,
        'daybook snapshots': (url: string, startTimeoutMs: number) =>
          MysqlSnapshotStore.open({ url, startTimeoutMs }, { read: async () => [] }),
        'daybook read model': (url: string, startTimeoutMs: number) =>
          MysqlReadModel.open({
            url,
            startTimeoutMs,
            entities: [ContractRow],
            migrations: [ContractRow1767225600000],
          }),
      };
      const nameOf = (lock: string) => `CONCAT('${lock}@', LEFT(DATABASE(), 40))`;
      let proxy: Proxy;
      let address: string;
      beforeEach(async () => {
        ({ proxy, address } = await Proxy.before(database.url));
      });
      afterEach(() => proxy.close());

      /** Opens them through the proxy, which fails as all wait for their locks; these are free from then on. */
      const openedWhile = async (fail: () => void, startTimeoutMs: number) => {
        for (const lock of Object.keys(OPENED)) await database.aside.query(`DO GET_LOCK(${nameOf(lock)}, 5)`);
        const opening = Promise.allSettled(Object.values(OPENED).map((opened) => opened(address, startTimeoutMs)));
        const waiting = `SELECT 1 FROM information_schema.processlist
          WHERE db = DATABASE() AND id <> CONNECTION_ID() AND info LIKE '%GET_LOCK%'`;
        await until(async () => (await database.aside.query<RowDataPacket[]>(waiting))[0].length === 3);
        fail();
        for (const lock of Object.keys(OPENED)) await database.aside.query(`DO RELEASE_LOCK(${nameOf(lock)})`);
        return opening;
      };

      it.each(LOSSES)('one that %s is awaited', async (_, lose) => {
        const opened = await openedWhile(() => lose(proxy), 6_000);
        for (const outcome of opened) if (outcome.status === 'fulfilled') await outcome.value.close();
        expect(opened.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
        const [tables] = await database.aside.query<RowDataPacket[]>('SHOW TABLES');
        expect(tables.length).toBeGreaterThanOrEqual(5);
      });

      it('one that is frozen is told of after the time that it was awaited', async () => {
        const told = (await openedWhile(() => proxy.freeze(), 4_000)) as PromiseRejectedResult[];
        const sentence = `MYSQL_URL (127.0.0.1:${proxy.port}) was not reached within 4 s (ETIMEDOUT).`;
        expect(told.map(({ reason }) => String(reason))).toEqual(Array(3).fill(`Error: ${sentence}`));
      });
    });

    it('and several processes that start at once do not get in each other’s way', async () => {
      const log = await open(database.url);
      const stores = await Promise.all(
        [1, 2, 3].flatMap(() => [
          open(database.url),
          MysqlSnapshotStore.open({ url: database.url }, log),
          MysqlReadModel.open({ url: database.url, entities: [], migrations: [] }),
        ]),
      );
      expect(stores).toHaveLength(9);
      for (const store of [...stores, log]) await store.close();
    });
  });
});

/** As much of the protocol as it takes to be asked for one's version. */
function speakMysql(socket: Socket, version: string) {
  const say = (sequence: number, ...parts: (string | number[])[]) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
    socket.write(Buffer.concat([Buffer.from([body.length, 0, 0, sequence]), body]));
  };
  const text = (value: string) => [value.length, ...Buffer.from(value)];
  const column = (name: string) =>
    ['def', '', '', '', name, ''].flatMap(text).concat(12, 45, 0, 255, 0, 0, 0, 253, 0, 0, 0, 0, 0);
  const end = [0xfe, 0, 0, 2, 0];
  const scramble = '12345678';
  say(
    0,
    [10],
    `${version}\0`,
    [1, 0, 0, 0],
    `${scramble}\0`,
    [0xff, 0xf7, 45, 2, 0, 0x08, 0, 21],
    Array<number>(10).fill(0),
    `${scramble}1234\0`,
    'mysql_native_password\0',
  );
  let said = 0;
  socket.on('data', () => {
    if (said++ === 0) return say(2, [0, 0, 0, 2, 0, 0, 0]);
    say(1, [2]);
    say(2, column('version'));
    say(3, column('collation'));
    say(4, end);
    say(5, text(version), text('utf8mb4_bin'));
    say(6, end);
  });
}
