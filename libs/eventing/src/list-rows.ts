import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { pageTokenOf, type Page, type Sort } from './paging.js';

export interface Listed<Row> {
  readonly items: Row[];
  readonly totalCount: number;
  readonly nextPageToken?: string;
}

/** A page of a table, sorted by one column and, where that is equal, by id; goes on by key, so that no row is seen twice. */
export async function listRows<Row extends ObjectLiteral & { id: string }>(
  manager: EntityManager,
  entity: new () => Row,
  page: Page,
  { field, descending }: Sort,
  filter: (query: SelectQueryBuilder<Row>) => void,
): Promise<Listed<Row>> {
  const query = manager.createQueryBuilder(entity, 'row');
  filter(query);
  const totalCount = await query.getCount();
  const [direction, beyond] = descending ? (['DESC', '<'] as const) : (['ASC', '>'] as const);
  if (page.after) {
    const [value, id] = page.after;
    query.andWhere(`(row.${field} ${beyond} :value OR (row.${field} = :value AND row.id ${beyond} :id))`, {
      value,
      id,
    });
  }
  query.orderBy(`row.${field}`, direction);
  if (field !== 'id') query.addOrderBy('row.id', direction);
  const rows = await query
    .skip(page.offset)
    .take(page.size + 1)
    .getMany();
  const items = rows.slice(0, page.size);
  const last = items.at(-1);
  if (rows.length <= page.size || !last) return { items, totalCount };
  return { items, totalCount, nextPageToken: pageTokenOf(page, [last[field], last.id]) };
}
