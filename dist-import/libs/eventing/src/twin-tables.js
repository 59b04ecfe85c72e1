import { In } from 'typeorm';
import { AppError } from '#ports';
const nameOf = (manager, entity) => manager.connection.getMetadata(entity).tableName;
const isSqlite = (manager) => manager.connection.options.type === 'better-sqlite3';
const namesOf = (manager, { rows, children }) => [rows, ...(children ? [children] : [])].map((entity) => nameOf(manager, entity));
/**
 * Runs what changes tables, one after another in all processes. On MySQL such a statement commits by itself, and so
 * gives back all locks of rows: this lock belongs to the connection.
 */
export async function alone(manager, what, run) {
    if (isSqlite(manager))
        return run();
    const [row] = await manager.query(`SELECT GET_LOCK(SHA1(CONCAT(DATABASE(), ?)), 5) AS got`, [
        what,
    ]);
    if (Number(row?.got) !== 1)
        throw new AppError('rejected', 'REBUILD_RUNNING', 'Its tables are being changed already.');
    try {
        return await run();
    }
    finally {
        await manager.query('DO RELEASE_LOCK(SHA1(CONCAT(DATABASE(), ?)))', [what]).catch(() => undefined);
    }
}
/** Makes empty twins with the columns and indexes of the tables that serve. */
export async function makeTwins(manager, serving) {
    for (const name of namesOf(manager, serving)) {
        await manager.query(`DROP TABLE IF EXISTS ${name}_twin`);
        if (!isSqlite(manager)) {
            await manager.query(`CREATE TABLE ${name}_twin LIKE ${name}`);
            continue;
        }
        const [{ sql }] = await manager.query(`SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '${name}'`);
        await manager.query(sql.replace(name, `${name}_twin`));
    }
}
/** The twins take the place of the tables, in one step. On MySQL the transaction is committed before. */
export async function swapTwins(manager, serving) {
    const names = namesOf(manager, serving);
    if (!isSqlite(manager)) {
        for (const name of names)
            await manager.query(`DROP TABLE IF EXISTS ${name}_old`);
        const renames = names.map((name) => `${name} TO ${name}_old, ${name}_twin TO ${name}`);
        await manager.query(`RENAME TABLE ${renames.join(', ')}`);
        for (const name of names)
            await manager.query(`DROP TABLE ${name}_old`);
        return;
    }
    for (const name of names) {
        const indexes = await manager.query(`SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '${name}' AND sql IS NOT NULL`);
        await manager.query(`DROP TABLE ${name}`);
        await manager.query(`ALTER TABLE ${name}_twin RENAME TO ${name}`);
        for (const { sql } of indexes)
            await manager.query(sql);
    }
}
/** Rows that are not equal at the same revision, or are missing on one side. */
export async function differences(manager, serving, twin) {
    let different = Math.abs((await manager.count(twin)) - (await manager.count(serving)));
    for (let after = '';;) {
        const page = await manager
            .createQueryBuilder(twin, 'row')
            .where('row.id > :after', { after })
            .orderBy('row.id')
            .take(500)
            .getMany();
        if (!page.length)
            return different;
        const others = await manager.findBy(serving, { id: In(page.map(({ id }) => id)) });
        const byId = new Map(others.map((row) => [row['id'], row]));
        for (const row of page) {
            const other = byId.get(row['id']);
            const same = other && (other['revision'] !== row['revision'] || JSON.stringify(other) === JSON.stringify(row));
            if (other && !same)
                different++;
        }
        after = page.at(-1)['id'];
    }
}
//# sourceMappingURL=twin-tables.js.map