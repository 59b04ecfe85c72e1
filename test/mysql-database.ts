import { randomUUID } from 'node:crypto';
import { createConnection, type Connection } from 'mysql2/promise';

/** A database of its own for the suite, dropped at its end, and a connection to it that stands apart from what is tested. */
export function mysqlDatabase(server: string) {
  const name = `daybook_test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = name;
  const database = { name, url: url.href } as { readonly name: string; readonly url: string; aside: Connection };
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
