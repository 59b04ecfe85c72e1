class StockLevels1760000002000 {
    name = 'StockLevels1760000002000';
    async up(db) {
        const sqlite = db.connection.options.type === 'better-sqlite3';
        // SKUs that differ only in case or accents are different; MySQL compares them so only where it is told to.
        const sku = sqlite ? 'varchar(64)' : 'varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
        await db.query(`CREATE TABLE stock_level (id ${sku} PRIMARY KEY NOT NULL, revision bigint NOT NULL, onHand bigint NOT NULL,
        reserved bigint NOT NULL, available bigint NOT NULL, incoming bigint NOT NULL, shipped bigint NOT NULL,
        writtenOff bigint NOT NULL, safetyStock bigint NOT NULL, locations ${sqlite ? 'text' : 'mediumtext'} NOT NULL,
        updatedAt varchar(24) NOT NULL)`);
        await db.query('CREATE INDEX stock_level_available ON stock_level (available, id)');
        await db.query('CREATE INDEX stock_level_updated ON stock_level (updatedAt, id)');
    }
    async down(db) {
        await db.query('DROP TABLE stock_level');
    }
}
export const inventoryMigrations = [StockLevels1760000002000];
//# sourceMappingURL=inventory.migrations.js.map