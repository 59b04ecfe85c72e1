const TABLES = ['checkout_view', 'fulfilment_view'];
class SagaViews1760000005000 {
    name = 'SagaViews1760000005000';
    async up(db) {
        // A step may be about 2,000 lines; MySQL's text ends at 64 KiB.
        const json = db.connection.options.type === 'better-sqlite3' ? 'text' : 'mediumtext';
        for (const table of TABLES) {
            await db.query(`CREATE TABLE ${table} (id varchar(36) PRIMARY KEY NOT NULL, revision bigint NOT NULL,
          state varchar(16) NOT NULL, phase varchar(16) NOT NULL, step varchar(64) NOT NULL, attempt bigint NOT NULL,
          dueAt varchar(24) NULL, steps ${json} NOT NULL, correlationId varchar(64) NOT NULL,
          startedAt varchar(24) NOT NULL, updatedAt varchar(24) NOT NULL)`);
            await db.query(`CREATE INDEX ${table}_due ON ${table} (dueAt)`);
            await db.query(`CREATE INDEX ${table}_state ON ${table} (state, updatedAt)`);
            await db.query(`CREATE INDEX ${table}_started ON ${table} (startedAt, id)`);
            await db.query(`CREATE INDEX ${table}_updated ON ${table} (updatedAt, id)`);
        }
    }
    async down(db) {
        for (const table of TABLES)
            await db.query(`DROP TABLE ${table}`);
    }
}
export const sagaMigrations = [SagaViews1760000005000];
//# sourceMappingURL=saga.migrations.js.map