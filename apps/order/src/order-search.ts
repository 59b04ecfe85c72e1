import { In, MoreThan } from 'typeorm';
import type { ListOrdersRequest } from '#contracts';
import { idOf, PAGE_SIZE, type IndexFeeder } from '#eventing';
import type { Filter, IndexDefinition, SearchDocument, SearchQuery } from '#ports';
import { OrderRow, orderSummary } from './order-summary.projection.js';

export const orderIndex: IndexDefinition = {
  name: 'orders',
  fields: {
    /** Number and the caller's own name. */
    names: { type: 'text', weight: 4 },
    /** Customer and e-mail. */
    buyer: { type: 'text', weight: 2 },
    /** SKUs and names of the lines. */
    goods: { type: 'text' },
    number: { type: 'keyword' },
    externalId: { type: 'keyword' },
    customer: { type: 'keyword' },
    email: { type: 'keyword' },
    sku: { type: 'keyword' },
    status: { type: 'keyword' },
    paymentStatus: { type: 'keyword' },
    total: { type: 'number' },
    placedAt: { type: 'number' },
    createdAt: { type: 'number' },
    updatedAt: { type: 'number' },
  },
};

const present = (...values: (string | null)[]) => values.filter((value) => value !== null);

/** What is found are ids: the orders are read from their rows. */
export const orderDocument = (row: OrderRow): SearchDocument => {
  const { lines } = row.state.order;
  return {
    id: row.id,
    revision: row.revision,
    fields: {
      names: present(row.number, row.externalId),
      buyer: present(row.customerId, row.email),
      goods: lines.flatMap(({ sku, name }) => [sku, name]),
      number: row.number,
      externalId: row.externalId,
      customer: row.customerId,
      email: row.email,
      sku: lines.map(({ sku }) => sku),
      status: row.status,
      paymentStatus: row.paymentStatus,
      total: row.total,
      placedAt: Date.parse(row.placedAt),
      createdAt: Date.parse(row.createdAt),
      updatedAt: Date.parse(row.updatedAt),
    },
    source: null,
  };
};

export const orderFeeder: IndexFeeder = {
  name: 'orders_index',
  index: orderIndex,
  projections: [orderSummary],
  documentsOf: (events) => events.map(({ stream }) => idOf(stream)),
  documents: async (ids, manager) => (await manager.findBy(OrderRow, { id: In([...ids]) })).map(orderDocument),
  async all(after, limit, manager) {
    const where = { id: MoreThan(after) };
    const rows = await manager.find(OrderRow, { select: { id: true }, where, order: { id: 'ASC' }, take: limit });
    return rows.map(({ id }) => id);
  },
};

/** The search that a list with words asks for; the best matches first where no order is named. */
export function searchOf(request: ListOrdersRequest, sort: string | undefined): SearchQuery {
  const { q, status, paymentStatus, number, externalId, customer, email, sku } = request;
  const { from, to, updatedFrom, minTotal, maxTotal, pageSize, pageToken, page = 1 } = request;
  const exact = { status, paymentStatus, number, externalId, customer, email, sku };
  const filters: Filter[] = Object.entries(exact).flatMap(([field, is]) => (is === undefined ? [] : [{ field, is }]));
  const range = (field: string, lowest: number | undefined, highest: number | undefined) => {
    if (lowest !== undefined || highest !== undefined) filters.push({ field, from: lowest, to: highest });
  };
  range('total', minTotal, maxTotal);
  range('placedAt', from ? Date.parse(from) : undefined, to ? Date.parse(to) - 1 : undefined);
  range('updatedAt', updatedFrom ? Date.parse(updatedFrom) : undefined, undefined);
  const size = pageSize || PAGE_SIZE;
  return { text: q, filters, sort, size, offset: (page - 1) * size, cursor: pageToken || undefined };
}
