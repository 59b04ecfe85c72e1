class PaymentView1760000400000 {
    name = 'PaymentView1760000400000';
    async up(db) {
        // MySQL's text ends at 64 KiB.
        const json = db.connection.options.type === 'better-sqlite3' ? 'text' : 'mediumtext';
        await db.query(`CREATE TABLE payment_view (id varchar(36) PRIMARY KEY NOT NULL, revision bigint NOT NULL,
        orderId varchar(36) NOT NULL, method varchar(16) NOT NULL, status varchar(16) NOT NULL,
        authorisation varchar(16) NOT NULL, currency varchar(3) NOT NULL, amount bigint NOT NULL,
        authorised bigint NOT NULL, captured bigint NOT NULL, refunded bigint NOT NULL, open ${json} NOT NULL,
        pending varchar(16), declineCode varchar(255), reference varchar(255), createdAt varchar(24) NOT NULL,
        updatedAt varchar(24) NOT NULL)`);
        await db.query('CREATE INDEX payment_view_order ON payment_view (orderId)');
        await db.query('CREATE INDEX payment_view_status ON payment_view (status)');
        await db.query('CREATE INDEX payment_view_pending ON payment_view (pending)');
        await db.query('CREATE INDEX payment_view_created ON payment_view (createdAt)');
    }
    async down(db) {
        await db.query('DROP TABLE payment_view');
    }
}
export const paymentMigrations = [PaymentView1760000400000];
//# sourceMappingURL=payment.migrations.js.map