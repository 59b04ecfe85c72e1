import { SnapshotStore } from '#ports';
/** Snapshots in memory, for tests. */
export class MemorySnapshotStore extends SnapshotStore {
    log;
    kept = new Map();
    constructor(log) {
        super();
        this.log = log;
    }
    async load(stream, schema) {
        const kept = this.kept.get(key(stream, schema));
        if (!kept || !(await this.reaches(stream, kept.revision)))
            return undefined;
        return { revision: kept.revision, state: JSON.parse(kept.state) };
    }
    async save(stream, schema, revision, state) {
        const text = JSON.stringify(state);
        if (!(await this.reaches(stream, revision)))
            return;
        const kept = this.kept.get(key(stream, schema));
        if (!kept || kept.revision < revision)
            this.kept.set(key(stream, schema), { revision, state: text });
    }
    async drop() {
        this.kept.clear();
    }
    close() {
        return Promise.resolve();
    }
    async reaches(stream, revision) {
        return (await this.log.read(stream, { from: revision, limit: 1 })).length > 0;
    }
}
const key = (stream, schema) => JSON.stringify([stream, schema]);
//# sourceMappingURL=snapshot-store.js.map