import { Injectable } from '@nestjs/common';
import { In, type SelectQueryBuilder } from 'typeorm';
import type { ListOrdersRequest, ListOrdersResponse } from '#contracts';
import { categoryOf, idOf, listRows, pageOf, ReadYourWrites, seenIn, sortOf } from '#eventing';
import { ReadModel, SearchIndex } from '#ports';
import { orderFeeder, orderIndex, searchOf } from './order-search.js';
import { OrderRow, orderSummary } from './order-summary.projection.js';
import { orderView } from './order.view.js';

const SORTS = ['placedAt', 'createdAt', 'updatedAt', 'total', 'number'] as const;

/** Lists of orders: from the table, or, where words are searched for, from the index. */
@Injectable()
export class OrdersQuery {
  constructor(
    private readonly readModel: ReadModel,
    private readonly index: SearchIndex,
    private readonly writes: ReadYourWrites,
  ) {}

  list(request: ListOrdersRequest): Promise<ListOrdersResponse> {
    return request.q?.trim() ? this.search(request) : this.filter(request);
  }

  private async filter(request: ListOrdersRequest): Promise<ListOrdersResponse> {
    const sort = sortOf(request.sort, SORTS, '-placedAt');
    const page = pageOf(request, 'orders', [sort.field === 'total' ? 'number' : 'string', 'string'], sort);
    await this.writes.reached(orderSummary, request.minPosition);
    const { manager } = this.readModel;
    const { items, ...rest } = await listRows(manager, OrderRow, page, sort, (query) => restrict(query, request));
    return { items: items.map(shown), ...rest };
  }

  private async search(request: ListOrdersRequest): Promise<ListOrdersResponse> {
    if (request.sort) sortOf(request.sort, SORTS, '-placedAt');
    const query = searchOf(request, request.sort);
    await this.writes.found(orderFeeder, request.minPosition, async (token) =>
      seenIn(token).flatMap(([stream]) => (categoryOf(stream) === orderSummary.category ? [idOf(stream)] : [])),
    );
    const { hits, total, nextCursor } = await this.index.search(orderIndex.name, query);
    const rows = await this.readModel.manager.findBy(OrderRow, { id: In(hits.map(({ id }) => id)) });
    const found = new Map(rows.map((row) => [row.id, row]));
    const items = hits.flatMap(({ id }) => found.get(id) ?? []);
    return { items: items.map(shown), totalCount: total, nextPageToken: nextCursor };
  }
}

const shown = (row: OrderRow) => orderView(row.id, row.state, row);

/** Times as the table has them. */
const utc = (time: string | undefined) => time && new Date(time).toISOString();

function restrict(query: SelectQueryBuilder<OrderRow>, request: ListOrdersRequest): void {
  const { status, paymentStatus, number, externalId, email, customer, sku, minTotal, maxTotal } = request;
  const where = (condition: string, value: string | number | undefined) => {
    const name = /:(\w+)/.exec(condition)![1]!;
    if (value !== undefined) query.andWhere(condition, { [name]: value });
  };
  // MySQL compares as if the shorter text had blanks behind it.
  const exactly = (column: string, name: string) => `${column} = :${name} AND LENGTH(${column}) = LENGTH(:${name})`;
  where('row.status = :status', status);
  where('row.paymentStatus = :paymentStatus', paymentStatus);
  where(exactly('row.number', 'number'), number);
  where(exactly('row.externalId', 'externalId'), externalId);
  where(exactly('row.email', 'email'), email);
  where(exactly('row.customerId', 'customer'), customer);
  where('row.id IN (SELECT line.parentId FROM order_line line WHERE line.sku = :sku)', sku);
  where('row.placedAt >= :from', utc(request.from));
  where('row.placedAt < :to', utc(request.to));
  where('row.updatedAt >= :updatedFrom', utc(request.updatedFrom));
  where('row.total >= :minTotal', minTotal);
  where('row.total <= :maxTotal', maxTotal);
}
