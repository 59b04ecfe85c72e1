import { AppError } from '#ports';
import { Checkpoint, Parked } from './eventing.tables.js';
import { IndexFeeders } from './index-feeders.js';
import { park } from './parking.js';
import { Projections } from './projections.js';
import { ReadSideKeeper } from './read-side-keeper.js';
import { upsert } from './upsert.js';
/** Keeps the read side in the thread that made it. */
export class LocalKeeper extends ReadSideKeeper {
    sides;
    readModel;
    projections;
    feeders;
    waiting = new Map();
    /** @param sides asked for at the start */
    constructor(sides, feed, store, readModel, index, listener = () => undefined) {
        super();
        this.sides = sides;
        this.readModel = readModel;
        const changed = (name) => {
            for (const wake of this.waiting.get(name) ?? [])
                wake();
            listener(name);
        };
        this.projections = new Projections(feed, store, readModel, changed);
        this.feeders = new IndexFeeders(feed, readModel, index, this, changed);
    }
    async start() {
        for (const { projections } of this.sides())
            for (const each of projections)
                await this.projections.start(each);
        for (const { feeders } of this.sides())
            for (const each of feeders)
                await this.feeders.start(each);
    }
    async stop() {
        await Promise.all([this.feeders.stop(), this.projections.stop()]);
    }
    caughtUp(projection) {
        return this.projections.caughtUp(projection);
    }
    indexesCaughtUp() {
        return this.feeders.caughtUp();
    }
    async statuses() {
        return [...(await this.projections.statuses()), ...(await this.feeders.statuses())];
    }
    changed(projection, withinMs) {
        return new Promise((resolve) => {
            const others = this.waiting.get(projection) ?? new Set();
            this.waiting.set(projection, others);
            const wake = () => {
                clearTimeout(timer);
                others.delete(wake);
                resolve();
            };
            const timer = setTimeout(wake, withinMs);
            others.add(wake);
        });
    }
    rebuild(name) {
        return this.feeders.has(name) ? this.feeders.rebuild(name) : this.projections.rebuild(name);
    }
    keeps(projection) {
        return this.projections.runner(projection) !== undefined;
    }
    retry(projection, stream) {
        return this.runner(projection).retry(stream);
    }
    skip(projection, stream, revision) {
        return this.runner(projection).skip(stream, revision);
    }
    async saveCheckpoint(consumer, position) {
        await this.readModel.write((manager) => upsert(manager, Checkpoint, [{ name: consumer, position }]));
    }
    async park(event) {
        await this.readModel.write((manager) => park(manager, event));
    }
    async unpark(consumer, stream) {
        await this.readModel.write((manager) => manager.delete(Parked, { id: `${consumer}/${stream}` }));
    }
    runner(projection) {
        const runner = this.projections.runner(projection);
        if (!runner)
            throw new AppError('notFound', 'NOT_FOUND', `There is no projection ${projection} here.`);
        return runner;
    }
}
//# sourceMappingURL=local-keeper.js.map