import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Database {
  exec(sql: string): void;
  prepare(sql: string): { run(values: unknown[]): void };
  close(): void;
}

/** Rows per second that bare SQLite commits durably, so many to a transaction: what the disk and the engine allow. */
export function rawCommits(rows: number, measureMs: number): number {
  const Libsql = createRequire(import.meta.url)('libsql') as new (path: string) => Database;
  const folder = mkdtempSync(join(tmpdir(), 'daybook-bench-'));
  const db = new Libsql(join(folder, 'raw.sqlite'));
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec(
    'CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, id TEXT, type TEXT, data TEXT, metadata TEXT, UNIQUE (stream, revision))',
  );
  const insert = db.prepare('INSERT INTO event (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)');
  const text = JSON.stringify({ text: 'x'.repeat(230) });
  const until = performance.now() + measureMs;
  let done = 0;
  for (let revision = 0; performance.now() < until; revision++) {
    db.exec('BEGIN IMMEDIATE');
    for (let n = 0; n < rows; n++)
      insert.run([`bench-${n}`, revision, randomUUID(), 'Measured', '{"sku":"CUP"}', text]);
    db.exec('COMMIT');
    done += rows;
  }
  db.close();
  rmSync(folder, { recursive: true });
  return (done / measureMs) * 1_000;
}
