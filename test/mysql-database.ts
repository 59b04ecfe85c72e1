import { randomUUID } from 'node:crypto';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { describeWithEngine } from './engines.js';
import { until } from './until.js';

export interface MysqlDatabase {
  readonly name: string;
  readonly url: string;
  /** A connection that stands apart from what is tested, with several statements at once; made before the tests. */
  readonly aside: Connection;
}

/** The same suite on MySQL and on MariaDB, where they are, each with a database of its own that is dropped at the end. */
export function onMysqlAndMariadb(suite: (database: MysqlDatabase) => void) {
  describeWithEngine('MySQL', 'MYSQL_URL', (server) => suite(databaseOn(server)));
  describeWithEngine('MariaDB', 'MARIADB_URL', (server) => suite(databaseOn(server)));
}

/** Runs one statement on a server; gives its rows, of one that has some. */
export async function runOn(server: string, sql: string): Promise<unknown> {
  const connection = await createConnection(server);
  try {
    const [rows] = await connection.query(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

/** Resolves when the server has closed a session that was idle for a second, as long as any that went idle before. */
export async function untilIdleIsClosed({ url, aside }: MysqlDatabase): Promise<void> {
  const idle = await createConnection(url);
  idle.on('error', () => undefined);
  await idle.query('SET SESSION wait_timeout = 1');
  const open = 'SELECT id FROM information_schema.processlist WHERE id = ?';
  await until(async () => !(await aside.query<RowDataPacket[]>(open, [idle.threadId]))[0].length);
  idle.destroy();
}

function databaseOn(server: string): MysqlDatabase {
  const name = `daybook_test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = name;
  const database = { name, url: url.href } as { -readonly [Key in keyof MysqlDatabase]: MysqlDatabase[Key] };
  beforeAll(async () => {
    database.aside = await createConnection({ uri: server, multipleStatements: true });
    await database.aside.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; USE ${name}`);
  });
  afterAll(async () => {
    await database.aside.query(`DROP DATABASE ${name}`);
    await database.aside.end();
  });
  return database;
}
