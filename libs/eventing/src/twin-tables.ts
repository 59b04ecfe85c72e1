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

/** Rejects with AppError `unavailable` where it is not known that nobody else runs the same. */
export type Held = () => Promise<void>;

/**
 * Runs what changes tables, one after another in all processes. On MySQL such a statement commits by itself, and so
 * gives back all locks of rows: this lock belongs to the connection, which is not left idle for so long that the server
 * would close it. It may be lost all the same: `held` is to be asked before anything that must not be done twice.
 */
export async function alone<T>(manager: EntityManager, what: string, run: (held: Held) => Promise<T>): Promise<T> {
  if (isSqlite(manager)) return run(() => Promise.resolve());
  const [row] = await manager.query<{ got: unknown; seconds: unknown }[]>(
    'SELECT GET_LOCK(SHA1(CONCAT(DATABASE(), ?)), 5) AS got, @@wait_timeout AS seconds',
    [what],
  );
  if (Number(row?.got) !== 1) throw new AppError('rejected', 'REBUILD_RUNNING', 'It is being made again already.');
  const held = async () => {
    const sql = 'SELECT IS_USED_LOCK(SHA1(CONCAT(DATABASE(), ?))) = CONNECTION_ID() AS held';
    const [lock] = await manager.query<{ held: unknown }[]>(sql, [what]);
    if (Number(lock?.held) !== 1) throw new AppError('unavailable', 'UNAVAILABLE', 'Its lock was lost.', [], 1);
  };
  const beat = setInterval(() => void held().catch(() => undefined), (Number(row?.seconds) * 1_000) / 3);
  try {
    return await run(held);
  } finally {
    clearInterval(beat);
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
  const parents = await parentsOfDifferent(manager, serving, twins);
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
    for (const row of page) {
      const id = row['id'] as string;
      const other = byId.get(id);
      const isSame = () => !parents.has(id) && JSON.stringify(other) === JSON.stringify(row);
      if (other) common++;
      if (!other || (other['revision'] === row['revision'] && !isSame())) different++;
    }
    after = ids.at(-1)!;
  }
}

/**
 * Ids of the rows with children that stand on one side only as they are. The server compares: there are many times more
 * of them than rows, and the projection waits.
 */
async function parentsOfDifferent(
  manager: EntityManager,
  serving: Tables,
  twins: Tables,
): Promise<ReadonlySet<string>> {
  if (!serving.children || !twins.children) return new Set();
  const names = [nameOf(manager, serving.children), nameOf(manager, twins.children)] as const;
  const columns = manager.connection.getMetadata(serving.children).columns.map(({ databaseName }) => databaseName);
  const equals = isSqlite(manager) ? 'IS' : '<=>';
  const same = ['one.id = other.id', ...columns.map((name) => `one.${name} ${equals} other.${name}`)].join(' AND ');
  const onlyIn = (one: string, other: string) =>
    `SELECT parentId FROM ${one} AS one WHERE NOT EXISTS (SELECT 1 FROM ${other} AS other WHERE ${same})`;
  const found = await manager.query<{ parentId: string }[]>(
    `${onlyIn(names[0], names[1])} UNION ${onlyIn(names[1], names[0])}`,
  );
  return new Set(found.map(({ parentId }) => parentId));
}
