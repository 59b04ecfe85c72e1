import type { Connection, RowDataPacket } from 'mysql2/promise';
import { isMissingTable } from './failures.js';

/** All rows of a table, with whatever columns it has; undefined where there is no such table. */
export async function rowsOf(connection: Connection, table: string): Promise<RowDataPacket[] | undefined> {
  try {
    return (await connection.query<RowDataPacket[]>(`SELECT * FROM ${table}`))[0];
  } catch (error) {
    if (isMissingTable(error)) return undefined;
    throw error;
  }
}
