import { Logger } from '@nestjs/common';
import { Parked } from './eventing.tables.js';
/**
 * The streams at which a reactor stopped. Their rows are the truth, for all replicas of the reactor: one that came to a
 * stream later holds it as well, and one that holds it learns when another one has gone on.
 */
export class ParkedStreams {
    consumer;
    readModel;
    keeper;
    log = new Logger('parked');
    stopped = new Map();
    /** Tried again here at this moment. */
    tried = new Set();
    constructor(consumer, readModel, keeper) {
        this.consumer = consumer;
        this.readModel = readModel;
        this.keeper = keeper;
    }
    get size() {
        return this.stopped.size;
    }
    has(stream) {
        return this.stopped.has(stream);
    }
    /** Whether an event waits behind one that is parked. It is remembered that it came. */
    holds({ stream, revision }) {
        const stopped = this.stopped.get(stream);
        if (stopped && revision > stopped.at)
            stopped.missed = Math.min(stopped.missed ?? revision, revision);
        return stopped !== undefined;
    }
    /** Rejects when its row cannot be written; then it is not parked. */
    async park({ stream, revision, type }, error) {
        const { consumer } = this;
        const reason = error instanceof Error ? error.message : String(error);
        await this.keeper.park({ consumer, stream, revision, type, reason });
        this.stopped.set(stream, { at: revision });
        this.log.error({ message: 'parked', consumer, stream, revision, type, reason, stack: error.stack });
    }
    /** Runs what tries a stream again; its row goes when that has not parked it anew. Tells whether the stream goes on. */
    async tryAgain(stream, from, run) {
        this.stopped.delete(stream);
        this.tried.add(stream);
        try {
            await this.orHold({ stream, from }, run);
            if (this.has(stream))
                return false;
            await this.keeper.unpark(this.consumer, stream);
            return true;
        }
        finally {
            this.tried.delete(stream);
        }
    }
    /**
     * Reads the rows. What another replica has gone on with is no longer held: `goOn` brings the events that came here
     * meanwhile; the other one may have seen to them already.
     */
    async look(goOn) {
        const before = [...this.stopped.keys()];
        const rows = await this.readModel.manager.findBy(Parked, { consumer: this.consumer });
        for (const { stream, revision } of rows)
            this.hold(stream, revision);
        const there = new Set(rows.map(({ stream }) => stream));
        const resumed = before.flatMap((stream) => {
            const stopped = this.stopped.get(stream);
            if (there.has(stream) || !stopped)
                return [];
            this.stopped.delete(stream);
            return stopped.missed === undefined ? [] : [{ stream, from: stopped.missed }];
        });
        await Promise.all(resumed.map((each) => this.orHold(each, () => goOn(each))));
    }
    hold(stream, at) {
        if (this.tried.has(stream))
            return;
        const { missed, at: before = at } = this.stopped.get(stream) ?? {};
        if (this.has(stream) && at <= before)
            return;
        // Another replica came further and stopped there: what it came past needs nobody here.
        this.stopped.set(stream, { at, ...(missed !== undefined && { missed: Math.max(missed, at + 1) }) });
    }
    /** What cannot be gone on with stays held, so that it is begun with again. */
    async orHold({ stream, from }, run) {
        try {
            await run();
        }
        catch (error) {
            if (!this.has(stream))
                this.stopped.set(stream, { at: from - 1, missed: from });
            throw error;
        }
    }
}
//# sourceMappingURL=parked-streams.js.map