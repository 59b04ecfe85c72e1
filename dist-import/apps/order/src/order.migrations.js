class OrderSummaries1760000003000 {
    name = 'OrderSummaries1760000003000';
    async up(db) {
        // An order may have 2,000 lines; MySQL's text ends at 64 KiB.
        const json = db.connection.options.type === 'better-sqlite3' ? 'text' : 'mediumtext';
        await db.query(`CREATE TABLE order_summary (id varchar(36) PRIMARY KEY NOT NULL, revision bigint NOT NULL,
        number varchar(32) NOT NULL, externalId varchar(128) NULL, customerId varchar(64) NULL, email varchar(254) NULL,
        status varchar(16) NOT NULL, paymentStatus varchar(16) NOT NULL, fulfilmentStatus varchar(16) NOT NULL,
        currency varchar(3) NOT NULL, total bigint NOT NULL, placedAt varchar(24) NOT NULL,
        createdAt varchar(24) NOT NULL, updatedAt varchar(24) NOT NULL, state ${json} NOT NULL)`);
        await db.query('CREATE INDEX order_summary_placed ON order_summary (placedAt, id)');
        await db.query('CREATE INDEX order_summary_created ON order_summary (createdAt, id)');
        await db.query('CREATE INDEX order_summary_updated ON order_summary (updatedAt, id)');
        await db.query('CREATE INDEX order_summary_total ON order_summary (total, id)');
        await db.query('CREATE INDEX order_summary_customer ON order_summary (customerId, placedAt)');
        await db.query('CREATE INDEX order_summary_number ON order_summary (number)');
        await db.query('CREATE INDEX order_summary_external ON order_summary (externalId)');
        await db.query('CREATE INDEX order_summary_email ON order_summary (email)');
        await db.query(`CREATE TABLE order_line (id varchar(53) PRIMARY KEY NOT NULL, parentId varchar(36) NOT NULL,
        sku varchar(64) NOT NULL, quantity bigint NOT NULL)`);
        await db.query('CREATE INDEX order_line_order ON order_line (parentId)');
        await db.query('CREATE INDEX order_line_sku ON order_line (sku)');
    }
    async down(db) {
        await db.query('DROP TABLE order_line');
        await db.query('DROP TABLE order_summary');
    }
}
export const orderMigrations = [OrderSummaries1760000003000];
//# sourceMappingURL=order.migrations.js.map