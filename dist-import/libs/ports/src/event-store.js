/** Revision of a stream that has no event yet. */
export const NO_STREAM = -1;
/** The stream is not where the writer believed it to be; nothing was recorded. */
export class WrongRevision extends Error {
    stream;
    expected;
    actual;
    constructor(stream, expected, actual) {
        super(`${stream} is at revision ${actual}, not at ${expected}`);
        this.stream = stream;
        this.expected = expected;
        this.actual = actual;
    }
}
/**
 * The log. An append that returned is on disk; events of one append are recorded together or not at all. The events
 * that it takes and gives are shared between all who read them: nobody changes them.
 */
export class EventStore {
    /** Whether positions count the events: 1, 2, 3, … Elsewhere they only grow. */
    get gapless() {
        return this.ordered;
    }
}
//# sourceMappingURL=event-store.js.map