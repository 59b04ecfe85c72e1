/**
 * The tables of the read side. TypeORM is the port, on SQLite and on MySQL; this only keeps what differs between
 * them: on SQLite there is one connection for writing, and a second write at the same time would join its transaction.
 */
export class ReadModel {
}
/** What a context has in the read model; collected at start, before the read model is opened. A token for injection. */
export class ReadModelPart {
    entities;
    migrations;
    constructor(entities, migrations) {
        this.entities = entities;
        this.migrations = migrations;
    }
}
//# sourceMappingURL=read-model.js.map