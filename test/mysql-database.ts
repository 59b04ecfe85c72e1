import { randomUUID } from 'node:crypto';
import { createConnection, type Connection } from 'mysql2/promise';
import { describeWithEngine } from './engines.js';

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

/** Runs one statement on a server. */
export async function runOn(server: string, sql: string): Promise<void> {
  const connection = await createConnection(server);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
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
