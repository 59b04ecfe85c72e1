import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from '#adapters';
import { NO_STREAM, type NewEvent } from '#ports';
import { rawCommits } from './raw-commits.js';
import type { Figure } from './figures.js';

const MEASURE_MS = 4_000;
const metadata = {
  commandId: randomUUID(),
  commandHash: 'abcdefghijklmnop',
  correlationId: randomUUID(),
  causationId: randomUUID(),
  actor: 'bench',
  at: new Date().toISOString(),
};
const event = (): NewEvent => ({ id: randomUUID(), type: 'Measured', data: { sku: 'CUP', quantity: 1 }, metadata });

/** Durable appends of one small event, beside bare SQLite that commits as many rows per transaction. */
export async function appends(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const writers of [1, 100]) {
    const reference = rawCommits(writers, MEASURE_MS);
    const folder = mkdtempSync(join(tmpdir(), 'daybook-bench-'));
    const store = new SqliteEventStore(join(folder, 'log.sqlite'));
    const until = performance.now() + MEASURE_MS;
    let done = 0;
    await Promise.all(
      Array.from({ length: writers }, async (_, n) => {
        for (let revision = NO_STREAM; performance.now() < until; revision++, done++) {
          await store.append(`bench-${n}`, revision, [event()]);
        }
      }),
    );
    await store.close();
    rmSync(folder, { recursive: true });
    figures.push({
      name: `appends, ${writers} ${writers === 1 ? 'writer' : 'writers'}`,
      value: (done / MEASURE_MS) * 1_000,
      unit: '/s',
      reference: { name: `raw commits of ${writers}`, value: reference },
      ...(writers === 100 && { floor: reference / 2 }),
    });
  }
  return figures;
}
