/**
 * The end of the log in memory: who is nearly caught up is served without reading and parsing again. Holds between
 * half and all of its bounds, whatever is met first. Positions have no gaps here.
 */
export class RecentEvents {
    maxEvents;
    maxSize;
    // Two generations: the older one is let go as a whole when the newer one is full.
    older = [];
    newer = [];
    newerSize = 0;
    /** Sizes are in characters of JSON. */
    constructor(maxEvents, maxSize) {
        this.maxEvents = maxEvents;
        this.maxSize = maxSize;
    }
    /** Takes the event that follows the last one. */
    add(event, size) {
        if (this.newer.length >= this.maxEvents / 2 || this.newerSize + size > this.maxSize / 2) {
            this.older = this.newer;
            this.newer = [];
            this.newerSize = 0;
        }
        this.newer.push(event);
        this.newerSize += size;
    }
    /** Position of the last event that is held; 0 where none is. */
    get end() {
        return this.newer.at(-1)?.position ?? this.older.at(-1)?.position ?? 0;
    }
    /** Forgets all: the next event may be any. */
    clear() {
        this.older = [];
        this.newer = [];
        this.newerSize = 0;
    }
    /** The events behind a position; undefined where they are not all held. */
    after(position, limit) {
        const first = (this.older[0] ?? this.newer[0])?.position;
        if (first === undefined || position < first - 1)
            return undefined;
        const from = position - first + 1;
        const split = this.older.length;
        if (from >= split)
            return this.newer.slice(from - split, from - split + limit);
        const events = this.older.slice(from, from + limit);
        return events.concat(this.newer.slice(0, limit - events.length));
    }
    /** The events before a position, the highest first; undefined where they are not all held. */
    before(position, limit) {
        const after = Math.max(0, position - 1 - limit);
        return this.after(after, position - 1 - after)?.reverse();
    }
}
//# sourceMappingURL=recent-events.js.map