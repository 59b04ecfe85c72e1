/**
 * Folded states, kept so that a long stream need not be read from its start. Only a cache: it may forget anything at
 * any time, and what it cannot vouch for it does not give.
 */
export class SnapshotStore {
}
//# sourceMappingURL=snapshot-store.js.map