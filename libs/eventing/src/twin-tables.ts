import { In, type EntityManager, type ObjectLiteral } from 'typeorm';
import { AppError } from '#ports';

export type Entity = new () => ObjectLiteral;

/** The tables that a projection writes: those that serve, or their twins during a rebuild. */
export interface Tables {
  readonly rows: Entity;
  readonly children: Entity | undefined;
}

const nameOf = (manager: EntityManager, entity: Entity) => manager.connection.getMetadata(entity).tableName;
const isSqlite = (manager: EntityManager) => manager.connection.options.type === 'better-sqlite3';
const namesOf = (manager: EntityManager, { rows, children }: Tables) =>
  [rows, ...(children ? [children] : [])].map((entity) => nameOf(manager, entity));

/**
 * Runs what changes tables, one after another in all processes. On MySQL such a statement commits by itself, and so
 * gives back all locks of rows: this lock belongs to the connection.
 */
export async function alone<T>(manager: EntityManager, what: string, run: () => Promise<T>): Promise<T> {
  if (isSqlite(manager)) return run();
  const [row] = await manager.query<{ got: unknown }[]>(`SELECT GET_LOCK(SHA1(CONCAT(DATABASE(), ?)), 5) AS got`, [
    what,
  ]);
  if (Number(row?.got) !== 1) throw new AppError('rejected', 'REBUILD_RUNNING', 'It is being made again already.');
  try {
    return await run();
  } finally {
    await manager.query('DO RELEASE_LOCK(SHA1(CONCAT(DATABASE(), ?)))', [what]).catch(() => undefined);
  }
}

/** Makes empty twins with the columns and indexes of the tables that serve. */
export async function makeTwins(manager: EntityManager, serving: Tables): Promise<void> {
  for (const name of namesOf(manager, serving)) {
    await manager.query(`DROP TABLE IF EXISTS ${name}_twin`);
    if (!isSqlite(manager)) {
      await manager.query(`CREATE TABLE ${name}_twin LIKE ${name}`);
      continue;
    }
    const [{ sql }] = await manager.query<[{ sql: string }]>(
      `SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '${name}'`,
    );
    await manager.query(sql.replace(name, `${name}_twin`));
  }
}

/** The twins take the place of the tables, in one step. On MySQL the transaction is committed before. */
export async function swapTwins(manager: EntityManager, serving: Tables): Promise<void> {
  const names = namesOf(manager, serving);
  if (!isSqlite(manager)) {
    for (const name of names) await manager.query(`DROP TABLE IF EXISTS ${name}_old`);
    const renames = names.map((name) => `${name} TO ${name}_old, ${name}_twin TO ${name}`);
    await manager.query(`RENAME TABLE ${renames.join(', ')}`);
    for (const name of names) await manager.query(`DROP TABLE ${name}_old`);
    return;
  }
  for (const name of names) {
    const indexes = await manager.query<{ sql: string }[]>(
      `SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '${name}' AND sql IS NOT NULL`,
    );
    await manager.query(`DROP TABLE ${name}`);
    await manager.query(`ALTER TABLE ${name}_twin RENAME TO ${name}`);
    for (const { sql } of indexes) await manager.query(sql);
  }
}

/** Rows that are not equal at the same revision, their children counted in, or are missing on one side. */
export async function differences(manager: EntityManager, serving: Tables, twins: Tables): Promise<number> {
  let different = 0;
  let common = 0;
  for (let after = ''; ;) {
    const page = await manager
      .createQueryBuilder(twins.rows, 'row')
      .where('row.id > :after', { after })
      .orderBy('row.id')
      .take(500)
      .getMany();
    if (!page.length) return different + (await manager.count(serving.rows)) - common;
    const ids = page.map(({ id }) => id as string);
    const others = await manager.findBy(serving.rows, { id: In(ids) });
    const byId = new Map(others.map((row) => [row['id'] as string, row]));
    const [children, otherChildren] = [await childrenOf(manager, twins, ids), await childrenOf(manager, serving, ids)];
    for (const row of page) {
      const id = row['id'] as string;
      const other = byId.get(id);
      const isSame = () => JSON.stringify([other, otherChildren.get(id)]) === JSON.stringify([row, children.get(id)]);
      if (other) common++;
      if (!other || (other['revision'] === row['revision'] && !isSame())) different++;
    }
    after = ids.at(-1)!;
  }
}

/** The children of some rows, by their parent, in the order of their ids. */
async function childrenOf(
  manager: EntityManager,
  { children }: Tables,
  parents: readonly string[],
): Promise<Map<string, ObjectLiteral[]>> {
  const byParent = new Map<string, ObjectLiteral[]>();
  if (!children) return byParent;
  for (const child of await manager.find(children, { where: { parentId: In(parents) }, order: { id: 'ASC' } })) {
    const parent = child['parentId'] as string;
    const siblings = byParent.get(parent);
    if (siblings) siblings.push(child);
    else byParent.set(parent, [child]);
  }
  return byParent;
}
