/**
 * Turns events into calls: at least once, per stream in order. Found by the runner as a provider of a module. Within a
 * process it hears of events ahead of the disk, where the log allows it; what it calls is on disk after them, or not at all.
 */
export class Reactor {
}
//# sourceMappingURL=reactor.js.map