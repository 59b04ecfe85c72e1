import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { untilDone } from '../subscription.js';
/** The group must hear of a member that is busy more often than the session times out. */
const HEARTBEAT_MS = 1_000;
/** Offsets are committed at most so often: after a crash so much more may be delivered again. */
const COMMIT_EVERY_MS = 100;
/**
 * Brings together what the partitions of a consumer give at a fetch, so that its handler gets large batches, one at a
 * time. Offsets are committed when the handler has resolved, never before, and soon after. While it works or fails,
 * heartbeats go on; when the group is rebalancing, the call that runs is waited for, its offsets are committed, and the
 * rest is left to whoever owns it then.
 */
export class Gathering {
    options;
    portions = [];
    pumping = false;
    pumped = Promise.resolve();
    /** Through which what is not committed yet can be. */
    uncommitted;
    committedAt = -Infinity;
    committing;
    constructor(options) {
        this.options = options;
    }
    get busy() {
        return this.pumping;
    }
    /** Resolves once all of it is taken over, or nothing is to be any more; rejects when the membership of the group ends. */
    take(payload, events) {
        return new Promise((resolve, reject) => {
            this.portions.push({ payload, events, taken: 0, resolve, reject });
            if (!this.pumping)
                this.pumped = this.pump();
        });
    }
    async pump() {
        this.pumping = true;
        try {
            while (this.portions.length && !this.options.signal.aborted) {
                // The other partitions of the same fetch come within this turn.
                await turn();
                await this.step();
            }
            for (const { resolve } of this.portions.splice(0))
                resolve();
        }
        catch (error) {
            // While the group waits for this member, its offsets still count.
            await this.flush().catch(() => undefined);
            for (const { reject } of this.portions.splice(0))
                reject(error);
        }
        this.pumping = false;
    }
    /** Resolves once the call that runs has ended and what was taken over is committed, where that can be. */
    async idle() {
        await this.pumped;
        await this.flush().catch(() => undefined);
    }
    async flush() {
        clearTimeout(this.committing);
        this.committing = undefined;
        const membership = this.uncommitted;
        if (!membership)
            return;
        this.uncommitted = undefined;
        this.committedAt = performance.now();
        await membership.commitOffsetsIfNecessary(membership.uncommittedOffsets());
    }
    async commitSoon(membership) {
        this.uncommitted = membership;
        const due = this.committedAt + COMMIT_EVERY_MS - performance.now();
        if (due <= 0)
            return this.flush();
        // What fails here fails again at the next batch.
        this.committing ??= setTimeout(() => void this.flush().catch(() => undefined), due).unref();
    }
    async step() {
        const { batchSize, lingerMs, handle, onProgress, signal } = this.options;
        const events = [];
        const parts = [];
        for (const portion of this.portions) {
            if (events.length === batchSize)
                break;
            const some = portion.events.slice(portion.taken, portion.taken + batchSize - events.length);
            events.push(...some.map(({ event }) => event));
            const taken = portion.taken + some.length;
            // Behind the last event there may be records that are no events.
            const last = taken === portion.events.length ? portion.payload.batch.lastOffset() : some.at(-1).offset;
            parts.push({ portion, taken, last });
        }
        const progress = parts.map(({ portion: { payload }, last }) => ({
            topic: payload.batch.topic,
            partition: payload.batch.partition,
            next: Number(last) + 1,
        }));
        const membership = parts[0].portion.payload;
        const heartbeat = () => membership.heartbeat();
        const handled = await heartbeating(heartbeat, signal, () => events.length ? handle(events, progress) : Promise.resolve());
        if (!handled.done) {
            if (handled.lost !== undefined)
                throw handled.lost;
            return;
        }
        for (const { portion, taken, last } of parts) {
            portion.taken = taken;
            portion.payload.resolveOffset(last);
        }
        await this.commitSoon(membership);
        onProgress(progress);
        for (const { portion } of parts)
            if (portion.taken === portion.events.length)
                portion.resolve();
        this.portions = this.portions.filter(({ taken, events: all }) => taken < all.length);
        if (handled.lost !== undefined)
            throw handled.lost;
        await heartbeat();
        if (lingerMs && events.length && events.length < batchSize) {
            await sleep(lingerMs, undefined, { signal }).catch(() => undefined);
        }
    }
}
/** Runs until it has succeeded once, with heartbeats; ends at the signal, and when a heartbeat tells that we are out. */
async function heartbeating(heartbeat, signal, run) {
    const out = new AbortController();
    const end = () => out.abort();
    if (signal.aborted)
        end();
    signal.addEventListener('abort', end);
    const result = { done: false, lost: undefined };
    const beat = () => heartbeat().catch((error) => {
        result.lost ??= error;
        end();
    });
    const beating = setInterval(() => void beat(), HEARTBEAT_MS);
    try {
        await untilDone(async () => {
            await run();
            result.done = true;
        }, out.signal);
    }
    finally {
        clearInterval(beating);
        signal.removeEventListener('abort', end);
    }
    return result;
}
//# sourceMappingURL=gathering.js.map