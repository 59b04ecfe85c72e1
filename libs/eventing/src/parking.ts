import type { EntityManager } from 'typeorm';
import { Parked } from './eventing.tables.js';
import type { ToPark } from './read-side-keeper.js';

/** Notes a stream that a consumer leaves alone from now on, once more where it was noted before. */
export async function park(manager: EntityManager, event: ToPark): Promise<void> {
  const id = `${event.consumer}/${event.stream}`;
  const attempts = ((await manager.findOneBy(Parked, { id }))?.attempts ?? 0) + 1;
  await manager.upsert(Parked, { ...event, id, parkedAt: new Date().toISOString(), attempts }, ['id']);
}
