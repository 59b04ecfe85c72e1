import { randomUUID } from 'node:crypto';
import { AppError } from '#ports';
import { Checkpoint } from './eventing.tables.js';
import { alone, differences, makeTwins, swapTwins } from './twin-tables.js';
import { twinOf } from './twin.js';
import { lock, upsert } from './upsert.js';
/** Most events of the log that are read for one transaction. */
const BATCH = 2_000;
/**
 * One rebuild of a projection: its tables are made again from the log beside those that serve, compared, and swapped
 * in. When another one of the same projection begins, in any process, this one ends with AppError `rejected`.
 */
export class Rebuild {
    projection;
    serving;
    store;
    readModel;
    apply;
    onProgress;
    twins;
    /** Whose twins the twins are stands in a checkpoint of this name. */
    owner;
    id = randomUUID();
    constructor(projection, serving, store, readModel, apply, onProgress) {
        this.projection = projection;
        this.serving = serving;
        this.store = store;
        this.readModel = readModel;
        this.apply = apply;
        this.onProgress = onProgress;
        this.twins = { rows: twinOf(serving.rows), children: serving.children && twinOf(serving.children) };
        this.owner = `rebuild/${projection.name}`;
    }
    async run() {
        await this.readModel.write((manager) => alone(manager, this.owner, async () => {
            await upsert(manager, Checkpoint, [{ name: this.owner, position: this.id }]);
            await makeTwins(manager, this.serving);
        }));
        let done = { position: 0, events: 0 };
        const head = await this.store.head();
        while (done.position < head)
            done = await this.readModel.write((manager) => this.fill(manager, done));
        try {
            return await this.readModel.write((manager) => alone(manager, this.owner, () => this.finish(manager, done)));
        }
        finally {
            await this.catchUp(done.position);
        }
    }
    /** Applies the next events to the twins. A write may be run again: what it found out is its result. */
    async fill(manager, { position, events }) {
        await this.assertOwner(manager);
        const { last, own } = await this.applyNext(manager, position, this.twins);
        this.onProgress(events + own);
        return { position: last ?? Number.MAX_SAFE_INTEGER, events: events + own };
    }
    /** No batch is taken meanwhile, as the checkpoint is locked: both sides stand still. */
    async finish(manager, filled) {
        await lock(manager, this.projection.name);
        let done = filled;
        while (done.position < Number.MAX_SAFE_INTEGER)
            done = await this.fill(manager, done);
        const different = await differences(manager, this.serving.rows, this.twins.rows);
        const rows = await manager.count(this.twins.rows);
        await swapTwins(manager, this.serving);
        return { events: done.events, rows, different };
    }
    /**
     * On MySQL the locks end before the tables are swapped, so that a batch may still have gone into the old ones. Its
     * events are in the log: they are applied again, where they are missing.
     */
    async catchUp(after) {
        const head = await this.store.head();
        for (let position = after; position < head;) {
            position = await this.readModel.write(async (manager) => {
                await lock(manager, this.projection.name);
                return (await this.applyNext(manager, position, this.serving)).last ?? head;
            });
        }
    }
    async applyNext(manager, after, tables) {
        const next = await this.store.readAll({ after, limit: BATCH });
        const own = next.filter(({ stream }) => stream.startsWith(`${this.projection.category}-`));
        if (own.length)
            await this.apply(manager, own, tables);
        return { last: next.at(-1)?.position, own: own.length };
    }
    async assertOwner(manager) {
        await lock(manager, this.owner);
        const { position } = await manager.findOneByOrFail(Checkpoint, { name: this.owner });
        if (position !== this.id) {
            throw new AppError('rejected', 'REBUILD_SUPERSEDED', `Another rebuild of ${this.projection.name} has begun.`);
        }
    }
}
//# sourceMappingURL=rebuild.js.map