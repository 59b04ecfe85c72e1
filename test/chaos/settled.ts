import type { Page, Rest } from '../e2e/rest.js';
import { until } from '../until.js';

/** Within this time after the last start nothing is left half-done. */
export const SETTLED_MS = 60_000;

/** No order waits, and no saga runs any more. */
export async function settled(rest: Rest): Promise<void> {
  const count = async (path: string) => (await rest.get<Page<object>>(path)).body.totalCount;
  const caughtUp = async () => {
    const { body } = await rest.get<{ caughtUp: boolean; lag?: number }[]>('/v1/admin/projections');
    return body.every((projection) => projection.caughtUp && !projection.lag);
  };
  await until(async () => {
    if (!(await caughtUp()) || (await count('/v1/orders?status=placed'))) return false;
    const states = ['running', 'compensating', 'needsAttention'];
    const sagas = await Promise.all(states.map((state) => count(`/v1/admin/sagas?state=${state}`)));
    return sagas.every((open) => open === 0);
  }, SETTLED_MS);
}
