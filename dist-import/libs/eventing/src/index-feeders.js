import { Logger } from '@nestjs/common';
import { AppError, } from '#ports';
import { Checkpoint } from './eventing.tables.js';
import { ReadYourWrites } from './read-your-writes.js';
import { categoryOf, tokenOf } from './token.js';
/** Documents are put at most so often. */
const LINGER_MS = 100;
/** Keeps search indexes. An index that is away holds up nothing but itself. */
export class IndexFeeders {
    feed;
    readModel;
    index;
    keeper;
    changed;
    log = new Logger('search');
    subscriptions = [];
    behind = new Set();
    feeders = new Map();
    positions = new Map();
    rebuilding = new Set();
    /** What is built beside an index, by the index's name. */
    twins = new Map();
    turns = new Map();
    rows;
    /** @param changed told the name of a feeder whose being caught up has changed */
    constructor(feed, readModel, index, keeper, changed) {
        this.feed = feed;
        this.readModel = readModel;
        this.index = index;
        this.keeper = keeper;
        this.changed = changed;
        this.rows = new ReadYourWrites(keeper, readModel, index);
    }
    async start(feeder) {
        const { name } = feeder;
        this.feeders.set(name, feeder);
        await this.index.ensure(feeder.index);
        const from = (await this.readModel.manager.findOneBy(Checkpoint, { name }))?.position;
        if (from !== undefined) {
            this.positions.set(name, from);
            await this.restore(feeder);
        }
        const categories = [...new Set(feeder.projections.map(({ category }) => category))];
        this.behind.add(name);
        this.subscriptions.push(this.feed.subscribe({
            group: name,
            categories,
            from,
            batchSize: 1_000,
            lingerMs: LINGER_MS,
            onCaughtUp: (caughtUp) => {
                if (caughtUp)
                    this.behind.delete(name);
                else
                    this.behind.add(name);
                this.changed(name);
            },
        }, async ({ events, position }) => {
            try {
                await this.take(feeder, events);
            }
            catch (error) {
                this.log.warn({ message: 'tried again', feeder: name, reason: String(error) });
                throw error;
            }
            await this.keeper.saveCheckpoint(name, position);
            this.positions.set(name, position);
        }));
    }
    async stop() {
        await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
    }
    caughtUp() {
        return this.behind.size === 0;
    }
    async statuses() {
        return Promise.all([...this.feeders.keys()].map(async (name) => {
            const position = this.positions.get(name);
            const lag = await this.feed.lag(name, position);
            const caughtUp = !this.behind.has(name);
            return { name, position: position ?? '', lag, caughtUp, rate: 0, parked: 0, rebuilding: undefined };
        }));
    }
    has(name) {
        return this.feeders.has(name);
    }
    /** Builds the index of a feeder again; see `remake`. */
    async rebuild(name) {
        return { events: 0, rows: await this.remake(this.feeders.get(name)), different: 0 };
    }
    /**
     * Builds an index again from the rows beside the one that serves, and puts it in its place. What changes meanwhile
     * goes into both.
     */
    async remake(feeder) {
        const { name } = feeder.index;
        const twin = `${name}-twin`;
        if (this.rebuilding.has(name))
            throw new AppError('rejected', 'REBUILD_RUNNING', `${name} is being rebuilt already.`);
        this.rebuilding.add(name);
        try {
            await this.inTurn(feeder, async () => {
                await this.index.beginRebuild(feeder.index, twin);
                this.twins.set(name, twin);
            });
            let count = 0;
            for (let after = '';;) {
                const ids = await feeder.all(after, 500, this.readModel.manager);
                const last = ids.at(-1);
                if (last === undefined)
                    break;
                await this.index.put(twin, await feeder.documents(ids, this.readModel.manager));
                count += ids.length;
                after = last;
            }
            await this.inTurn(feeder, async () => {
                await this.index.swap(name, twin);
                this.twins.delete(name);
            });
            return count;
        }
        finally {
            this.twins.delete(name);
            this.rebuilding.delete(name);
        }
    }
    /** Live documents and a rebuild's beginning and end come one after another. */
    inTurn(feeder, run) {
        const turn = (this.turns.get(feeder.name) ?? Promise.resolve()).then(run);
        this.turns.set(feeder.name, turn.catch(() => undefined));
        return turn;
    }
    /** An index that was thrown away is made again: its feeder goes on behind what was in it. */
    async restore(feeder) {
        const [first] = await feeder.all('', 1, this.readModel.manager);
        if (first === undefined || (await this.index.revisions(feeder.index.name, [first])).has(first))
            return;
        const documents = await this.remake(feeder);
        this.log.warn({ message: 'the index was empty and is made again', feeder: feeder.name, documents });
    }
    async take(feeder, events) {
        if (!events.length)
            return;
        const last = new Map(events.map(({ stream, revision }) => [stream, revision]));
        for (const projection of feeder.projections) {
            const own = [...last].filter(([stream]) => categoryOf(stream) === projection.category);
            if (own.length)
                await this.rows.reached(projection, tokenOf(...own));
        }
        const all = [...new Set(await feeder.documentsOf(events, this.readModel.manager))];
        for (let at = 0; at < all.length; at += 500) {
            await this.inTurn(feeder, async () => {
                const documents = await feeder.documents(all.slice(at, at + 500), this.readModel.manager);
                await this.index.put(feeder.index.name, documents);
                const twin = this.twins.get(feeder.index.name);
                if (twin)
                    await this.index.put(twin, documents);
            });
        }
    }
}
//# sourceMappingURL=index-feeders.js.map