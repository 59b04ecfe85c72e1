import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Rest } from './rest.js';

/** Within this time after the last start nothing is left half-done. */
export const SETTLED_MS = 60_000;

const OPEN = ['running', 'compensating', 'needsAttention'];

interface Projection {
  readonly name: string;
  readonly caughtUp: boolean;
  readonly lag?: number;
}

/** Resolves when no order waits, and no saga runs any more; fails at the deadline with what is open. */
export async function settled(rest: Rest, deadlineMs = SETTLED_MS): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const open = await openIn(rest);
    if (!open.length) return;
    if (performance.now() > deadline) throw new Error(`After ${deadlineMs} ms there is ${open.join(', ')}`);
    await sleep(50);
  }
}

async function openIn(rest: Rest): Promise<string[]> {
  const count = async (path: string) => (await rest.get<Page<object>>(path)).body.totalCount;
  const projections = (await rest.get<Projection[]>('/v1/admin/projections')).body;
  if (!Array.isArray(projections)) return ['no answer about projections'];
  const behind = projections.filter(({ caughtUp, lag }) => !caughtUp || lag !== 0);
  if (behind.length) return behind.map(({ name, lag = 'nobody knows how far' }) => `${name} ${lag} behind`);
  const placed = await count('/v1/orders?status=placed');
  const sagas = await Promise.all(OPEN.map((state) => count(`/v1/admin/sagas?state=${state}`)));
  const open = [[placed, 'orders placed'] as const, ...OPEN.map((state, i) => [sagas[i]!, `sagas ${state}`] as const)];
  return open.flatMap(([many, what]) => (many ? [`${many} ${what}`] : []));
}
