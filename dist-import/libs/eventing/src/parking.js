import { Parked } from './eventing.tables.js';
/** Notes a stream that a consumer leaves alone from now on, once more where it was noted before. */
export async function park(manager, event) {
    const id = `${event.consumer}/${event.stream}`;
    const attempts = ((await manager.findOneBy(Parked, { id }))?.attempts ?? 0) + 1;
    await manager.upsert(Parked, { ...event, id, parkedAt: new Date().toISOString(), attempts }, ['id']);
}
//# sourceMappingURL=parking.js.map