import { AppError } from '#ports';
import { ProjectionRunner } from './projection-runner.js';
/** Rows are written at most so often: a row that changes several times meanwhile is written once. */
const LINGER_MS = 40;
/** Runs projections, each as a consumer of its own. */
export class Projections {
    feed;
    store;
    readModel;
    changed;
    running = new Map();
    /** @param changed told the name of a projection that has written, or whose being caught up has changed */
    constructor(feed, store, readModel, changed) {
        this.feed = feed;
        this.store = store;
        this.readModel = readModel;
        this.changed = changed;
    }
    async start(projection) {
        const runner = new ProjectionRunner(projection, this.store, this.readModel);
        const from = await runner.open();
        const running = { runner, position: from, caughtUp: false, taken: new Map(), rebuilding: undefined };
        this.running.set(runner.name, running);
        running.subscription = this.feed.subscribe({
            group: runner.name,
            categories: [projection.category],
            from,
            batchSize: 1_000,
            lingerMs: LINGER_MS,
            onCaughtUp: (caughtUp) => {
                running.caughtUp = caughtUp;
                this.changed(runner.name);
            },
        }, async ({ events, position }) => {
            await runner.take(events, position);
            running.position = position;
            count(running.taken, events.length);
            this.changed(runner.name);
        });
    }
    async stop() {
        await Promise.all([...this.running.values()].map(async ({ subscription }) => subscription?.stop()));
    }
    caughtUp(name) {
        const asked = name === undefined ? [...this.running.values()] : [this.of(name)];
        return asked.every(({ caughtUp }) => caughtUp);
    }
    async statuses() {
        return Promise.all([...this.running.values()].map(async ({ runner, position, caughtUp, taken, rebuilding }) => ({
            name: runner.name,
            position: position ?? '',
            lag: await this.feed.lag(runner.name, position),
            rate: rateOf(taken),
            caughtUp,
            parked: runner.parkedStreams,
            rebuilding,
        })));
    }
    /** Rebuilds a projection beside the one that serves; see ProjectionRunner.rebuild. */
    async rebuild(name) {
        const running = this.of(name);
        if (running.rebuilding !== undefined) {
            throw new AppError('rejected', 'REBUILD_RUNNING', `${name} is being rebuilt already.`);
        }
        running.rebuilding = 0;
        try {
            return await running.runner.rebuild((events) => (running.rebuilding = events));
        }
        finally {
            running.rebuilding = undefined;
        }
    }
    /** The runner of a projection, for what is parked there. */
    runner(name) {
        return this.running.get(name)?.runner;
    }
    of(name) {
        const running = this.running.get(name);
        if (!running)
            throw new AppError('notFound', 'NOT_FOUND', `There is no projection ${name} here.`);
        return running;
    }
}
const minute = () => Math.floor(Date.now() / 60_000);
function count(taken, events) {
    const now = minute();
    taken.set(now, (taken.get(now) ?? 0) + events);
    for (const old of taken.keys())
        if (old < now - 1)
            taken.delete(old);
}
const rateOf = (taken) => {
    const [now, seconds] = [minute(), (Date.now() % 60_000) / 1_000];
    return Math.round(((taken.get(now) ?? 0) + (taken.get(now - 1) ?? 0)) / (60 + seconds));
};
//# sourceMappingURL=projections.js.map