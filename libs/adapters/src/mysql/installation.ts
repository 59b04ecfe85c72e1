import type { Connection } from 'mysql2/promise';
import { CannotStart } from '#ports';
import { rowsOf } from './tables.js';

/** One row: the namespace that has the database. */
const INSTALLATION = `CREATE TABLE IF NOT EXISTS installation (
  id INT NOT NULL PRIMARY KEY, namespace VARCHAR(64) NOT NULL
) ENGINE = InnoDB`;

/** Throws CannotStart where another namespace has the database; gives whether this one has it. */
export async function isOwned(connection: Connection, namespace: string, variable: string): Promise<boolean> {
  const [row] = (await rowsOf(connection, 'installation')) ?? [];
  const owner = row?.['namespace'] as string | undefined;
  if (owner === undefined || owner === namespace) return owner === namespace;
  throw new CannotStart(
    `The database of ${variable} is that of NAMESPACE=${owner}, not of NAMESPACE=${namespace}: each needs its own.`,
  );
}

/** Takes a database that nobody has; throws CannotStart where another namespace is faster. */
export async function own(connection: Connection, namespace: string, variable: string): Promise<void> {
  await connection.query(INSTALLATION);
  await connection.query('INSERT IGNORE INTO installation VALUES (1, ?)', [namespace]);
  await isOwned(connection, namespace, variable);
}
