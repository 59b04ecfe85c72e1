import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import { Checkpoint } from './eventing.tables.js';

/** Rows per statement: few sizes, so that the statements are prepared once and kept. */
const SIZES = [128, 16, 4, 1];

interface Shape {
  readonly metadata: EntityMetadata;
  readonly insert: string;
  readonly placeholders: string;
  readonly onConflict: string;
}

const shapes = new WeakMap<EntityMetadata, Shape>();

/**
 * Writes rows whole, by their primary column: inserted where they are new, else changed. By TypeORM's metadata and
 * drivers but not by its query builder, which costs more than the statement itself.
 */
export async function upsert(
  manager: EntityManager,
  entity: new () => ObjectLiteral,
  rows: readonly object[],
): Promise<void> {
  if (!rows.length) return;
  const { metadata, insert, placeholders, onConflict } = shapeOf(manager, entity);
  const { driver } = manager.connection;
  const { columns } = metadata;
  let at = 0;
  for (const size of SIZES) {
    const statement = `${insert} ${Array.from({ length: size }, () => placeholders).join(', ')} ${onConflict}`;
    for (; rows.length - at >= size; at += size) {
      const values = rows
        .slice(at, at + size)
        .flatMap((row) =>
          columns.map((column) => driver.preparePersistentValue(column.getEntityValue(row), column) as unknown),
        );
      await manager.query(statement, values);
    }
  }
}

/** Takes the lock of a checkpoint until the transaction ends, and leaves it as it is; made empty where it is missing. */
export async function lock(manager: EntityManager, name: string): Promise<void> {
  const insert = manager.createQueryBuilder().insert().into(Checkpoint).values({ name, position: '' });
  await insert.orUpdate(['name'], ['name']).execute();
}

function shapeOf(manager: EntityManager, entity: new () => ObjectLiteral): Shape {
  const metadata = manager.connection.getMetadata(entity);
  const known = shapes.get(metadata);
  if (known) return known;
  const { driver } = manager.connection;
  const names = metadata.columns.map(({ databaseName }) => driver.escape(databaseName));
  const key = driver.escape(metadata.primaryColumns[0]!.databaseName);
  const others = names.filter((name) => name !== key);
  const onConflict =
    driver.options.type === 'better-sqlite3'
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
