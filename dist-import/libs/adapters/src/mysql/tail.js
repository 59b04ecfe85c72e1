import { RecentEvents } from '../recent-events.js';
import { Bell, untilDone } from '../subscription.js';
/** Under load what comes within this time is read together. */
const FIRST_PAUSE_MS = 8;
const BATCH = 1_000;
/** After so long without news it is looked for events whose process died before they were numbered. */
const LEFT_BEHIND_MS = 1_000;
const RECENT_EVENTS = 16_384;
const RECENT_CHARACTERS = 16 * 1024 * 1024;
/**
 * Reads the end of the log once for all who wait for it in this process, and keeps the last events for them. Looks
 * for what others have written with pauses that grow while there is nothing, and at once when this process has.
 */
export class Tail {
    table;
    number;
    subscriptions;
    longestPauseMs;
    stopping = new AbortController();
    bell = new Bell();
    recent = new RecentEvents(RECENT_EVENTS, RECENT_CHARACTERS);
    seen = 0;
    running;
    constructor(table, number, subscriptions, longestPauseMs) {
        this.table = table;
        this.number = number;
        this.subscriptions = subscriptions;
        this.longestPauseMs = longestPauseMs;
    }
    /** Begins, with the first who waits. */
    start() {
        this.running ??= this.run();
    }
    /** Something was recorded here. */
    wake() {
        this.bell.ring();
    }
    /** The events behind a position; undefined where they are not held. None means that there are none yet. */
    after(position, limit) {
        return this.recent.after(position, limit);
    }
    async stop() {
        this.stopping.abort();
        this.bell.ring();
        await this.running;
    }
    async run() {
        const { signal } = this.stopping;
        await untilDone(async () => {
            this.seen = await this.table.lastPosition();
        }, signal);
        this.subscriptions.missed();
        let pause = FIRST_PAUSE_MS;
        let quietSince = performance.now();
        while (!signal.aborted) {
            let events = [];
            await untilDone(async () => {
                events = await this.table.readAll({ after: this.seen, limit: BATCH });
                if (events.length || performance.now() - quietSince < LEFT_BEHIND_MS)
                    return;
                quietSince = performance.now();
                if (await this.table.hasUnnumbered())
                    await this.number();
            }, signal);
            if (events.length) {
                this.announce(events);
                pause = FIRST_PAUSE_MS;
                quietSince = performance.now();
            }
            else
                pause = Math.min(2 * pause, this.longestPauseMs);
            if (events.length < BATCH)
                await this.bell.heard(pause);
        }
    }
    announce(events) {
        for (const event of events) {
            // What is held has no gap, or could not be found by its position.
            if (event.position !== this.seen + 1)
                this.recent = new RecentEvents(RECENT_EVENTS, RECENT_CHARACTERS);
            this.recent.add(event, sizeOf(event));
            this.seen = event.position;
        }
        this.subscriptions.committed(events);
    }
}
/** About what an event takes, without writing it as JSON again. */
const sizeOf = ({ data }) => 500 + roughly(data);
function roughly(value) {
    if (typeof value === 'string')
        return value.length;
    if (typeof value !== 'object' || value === null)
        return 8;
    let size = 0;
    for (const [key, inner] of Object.entries(value))
        size += key.length + roughly(inner);
    return size;
}
//# sourceMappingURL=tail.js.map