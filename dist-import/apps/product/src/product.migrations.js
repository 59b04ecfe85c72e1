class ProductViews1760000001000 {
    name = 'ProductViews1760000001000';
    async up(db) {
        // A body may have up to a mebibyte; MySQL's text ends at 64 KiB.
        const json = db.connection.options.type === 'better-sqlite3' ? 'text' : 'mediumtext';
        await db.query(`CREATE TABLE product_view (id varchar(36) PRIMARY KEY NOT NULL, revision bigint NOT NULL,
        name varchar(200) NOT NULL, description text NULL, kind varchar(16) NOT NULL, status varchar(16) NOT NULL,
        categories ${json} NOT NULL, attributes ${json} NOT NULL, variants ${json} NOT NULL,
        currency varchar(3) NOT NULL, minPrice bigint NOT NULL, maxPrice bigint NOT NULL,
        createdAt varchar(24) NOT NULL, updatedAt varchar(24) NOT NULL)`);
        await db.query(`CREATE TABLE product_variant (id varchar(101) PRIMARY KEY NOT NULL, parentId varchar(36) NOT NULL,
        sku varchar(64) NOT NULL, price bigint NOT NULL, currency varchar(3) NOT NULL)`);
        await db.query('CREATE INDEX product_variant_product ON product_variant (parentId)');
        await db.query('CREATE INDEX product_variant_sku ON product_variant (sku)');
        await db.query(`CREATE TABLE availability (id varchar(64) PRIMARY KEY NOT NULL, revision bigint NOT NULL, free ${json} NOT NULL,
        safetyStock bigint NOT NULL, available bigint NOT NULL, turnedAt bigint NOT NULL)`);
    }
    async down(db) {
        for (const table of ['availability', 'product_variant', 'product_view'])
            await db.query(`DROP TABLE ${table}`);
    }
}
export const productMigrations = [ProductViews1760000001000];
//# sourceMappingURL=product.migrations.js.map