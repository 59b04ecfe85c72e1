import { Checkpoint } from './eventing.tables.js';
/** Rows per statement: few sizes, so that the statements are prepared once and kept. */
const SIZES = [128, 16, 4, 1];
const shapes = new WeakMap();
/**
 * Writes rows whole, by their primary column: inserted where they are new, else changed. By TypeORM's metadata and
 * drivers but not by its query builder, which costs more than the statement itself.
 */
export async function upsert(manager, entity, rows) {
    if (!rows.length)
        return;
    const { metadata, insert, placeholders, onConflict } = shapeOf(manager, entity);
    const { driver } = manager.connection;
    const { columns } = metadata;
    let at = 0;
    for (const size of SIZES) {
        const statement = `${insert} ${Array.from({ length: size }, () => placeholders).join(', ')} ${onConflict}`;
        for (; rows.length - at >= size; at += size) {
            const values = rows
                .slice(at, at + size)
                .flatMap((row) => columns.map((column) => driver.preparePersistentValue(column.getEntityValue(row), column)));
            await manager.query(statement, values);
        }
    }
}
/** Takes the lock of a checkpoint until the transaction ends, and leaves it as it is; made empty where it is missing. */
export async function lock(manager, name) {
    const insert = manager.createQueryBuilder().insert().into(Checkpoint).values({ name, position: '' });
    await insert.orUpdate(['name'], ['name']).execute();
}
function shapeOf(manager, entity) {
    const metadata = manager.connection.getMetadata(entity);
    const known = shapes.get(metadata);
    if (known)
        return known;
    const { driver } = manager.connection;
    const names = metadata.columns.map(({ databaseName }) => driver.escape(databaseName));
    const key = driver.escape(metadata.primaryColumns[0].databaseName);
    const others = names.filter((name) => name !== key);
    const onConflict = driver.options.type === 'better-sqlite3'
        ? `ON CONFLICT (${key}) DO UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(', ')}`
        : `ON DUPLICATE KEY UPDATE ${others.map((name) => `${name} = VALUES(${name})`).join(', ')}`;
    const shape = {
        metadata,
        insert: `INSERT INTO ${driver.escape(metadata.tableName)} (${names.join(', ')}) VALUES`,
        placeholders: `(${names.map(() => '?').join(', ')})`,
        onConflict,
    };
    shapes.set(metadata, shape);
    return shape;
}
//# sourceMappingURL=upsert.js.map