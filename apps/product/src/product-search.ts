import { In, MoreThan, type EntityManager } from 'typeorm';
import type { ListProductsRequest } from '#contracts';
import { categoryOf, idOf, PAGE_SIZE, seenIn, sortOf, type IndexFeeder } from '#eventing';
import type { Filter, IndexDefinition, SearchDocument, SearchQuery } from '#ports';
import { AvailabilityRow, availabilityRows } from './availability.projection.js';
import { ProductRow, productRows, VariantRow } from './product-view.projection.js';
import { productView } from './product.view.js';

export const productIndex: IndexDefinition = {
  name: 'products',
  fields: {
    name: { type: 'text', weight: 4 },
    skus: { type: 'text', weight: 4 },
    categories: { type: 'text', weight: 2 },
    attributes: { type: 'text' },
    description: { type: 'text' },
    category: { type: 'keyword', facet: true },
    status: { type: 'keyword', facet: true },
    kind: { type: 'keyword', facet: true },
    /** The name as it is sorted: without case. */
    title: { type: 'keyword' },
    /** The lowest of its variants, in minor units. */
    price: { type: 'number' },
    createdAt: { type: 'number' },
    updatedAt: { type: 'number' },
    /** Some variant can be had; services always can. */
    inStock: { type: 'boolean' },
  },
};

/**
 * A product's document, joined from its row and the availability of its SKUs. Its revision grows with each of them: no
 * part ever goes back, and a product never loses a SKU.
 */
export function productDocument(row: ProductRow, availabilities: readonly AvailabilityRow[]): SearchDocument {
  const product = productView({ ...row, description: row.description ?? undefined });
  return {
    id: row.id,
    revision: availabilities.reduce((sum, { turnedAt }) => sum + turnedAt, row.revision + 1),
    fields: {
      name: row.name,
      skus: row.variants.map(({ sku }) => sku),
      categories: row.categories,
      attributes: [...textsIn(row.attributes), ...row.variants.flatMap(({ options }) => textsIn(options))],
      description: row.description,
      category: row.categories,
      status: row.status,
      kind: row.kind,
      title: row.name.toLowerCase(),
      price: row.minPrice,
      createdAt: Date.parse(row.createdAt),
      updatedAt: Date.parse(row.updatedAt),
      inStock: row.kind === 'service' || availabilities.some(({ available }) => available > 0),
    },
    source: product,
  };
}

export const productFeeder: IndexFeeder = {
  name: 'products_index',
  index: productIndex,
  projections: [productRows, availabilityRows],

  async documentsOf(events, manager) {
    const products = new Set<string>();
    /** By SKU: its first movement of this batch. */
    const moved = new Map<string, number>();
    for (const { stream, revision } of events) {
      const id = idOf(stream);
      if (categoryOf(stream) === productRows.category) products.add(id);
      else if (!moved.has(id)) moved.set(id, revision);
    }
    // Most movements of stock turn nothing; where a later one has turned it again, that one is still to come.
    const turned = [...(await availabilityOf([...moved.keys()], manager)).values()].filter(
      ({ id, turnedAt }) => turnedAt > moved.get(id)!,
    );
    for (const id of await productsHaving(
      turned.map(({ id }) => id),
      manager,
    )) {
      products.add(id);
    }
    return [...products];
  },

  async documents(ids, manager) {
    const rows = await manager.findBy(ProductRow, { id: In([...ids]) });
    const skus = rows.flatMap(({ variants }) => variants.map(({ sku }) => sku));
    const found = await availabilityOf(skus, manager);
    return rows.map((row) =>
      productDocument(
        row,
        row.variants.flatMap(({ sku }) => found.get(sku) ?? []),
      ),
    );
  },

  async all(after, limit, manager) {
    const rows = await manager.find(ProductRow, {
      select: { id: true },
      where: { id: MoreThan(after) },
      order: { id: 'ASC' },
      take: limit,
    });
    return rows.map(({ id }) => id);
  },
};

/** Ids of the products that a token speaks of, by themselves or by the stock of a SKU. */
export async function productsIn(token: string, manager: EntityManager): Promise<readonly string[]> {
  const idsOf = (category: string) =>
    seenIn(token).flatMap(([stream]) => (categoryOf(stream) === category ? [idOf(stream)] : []));
  return [...idsOf(productRows.category), ...(await productsHaving(idsOf(availabilityRows.category), manager))];
}

async function productsHaving(skus: readonly string[], manager: EntityManager) {
  const variants = await manager.findBy(VariantRow, { sku: In([...skus]) });
  return variants.map(({ parentId }) => parentId);
}

/** Parameters that one query may have, far below what SQLite and MySQL take. */
const MOST_PARAMETERS = 1_000;

async function availabilityOf(skus: readonly string[], manager: EntityManager) {
  const found = new Map<string, AvailabilityRow>();
  for (let from = 0; from < skus.length; from += MOST_PARAMETERS)
    for (const row of await manager.findBy(AvailabilityRow, { id: In(skus.slice(from, from + MOST_PARAMETERS)) }))
      found.set(row.id, row);
  return found;
}

/** Field of the index by the name of a sort. */
const SORTS = { name: 'title', price: 'price', createdAt: 'createdAt', updatedAt: 'updatedAt' } as const;

/** The search that a list asks for; throws AppError for a sort that is none. */
export function searchOf(request: ListProductsRequest): SearchQuery {
  const { q, category, minPrice, maxPrice, inStock, showArchived, pageSize, pageToken, page = 1, sort } = request;
  const text = q?.trim() ?? '';
  const size = pageSize || PAGE_SIZE;
  const { field, descending } = sortOf(sort, ['name', 'price', 'createdAt', 'updatedAt'], 'name');
  const status = request.status ?? (showArchived ? undefined : ['draft', 'active']);
  const filters: Filter[] = status ? [{ field: 'status', is: status }] : [];
  if (category !== undefined) filters.push({ field: 'category', is: category });
  if (minPrice !== undefined || maxPrice !== undefined) filters.push({ field: 'price', from: minPrice, to: maxPrice });
  if (inStock !== undefined) filters.push({ field: 'inStock', is: inStock });
  return {
    text: text || undefined,
    filters,
    facets: ['category', 'status', 'kind'],
    sort: text && !sort ? undefined : `${descending ? '-' : ''}${SORTS[field]}`,
    size,
    offset: (page - 1) * size,
    cursor: pageToken || undefined,
  };
}

/** The texts and numbers in a JSON value, at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
