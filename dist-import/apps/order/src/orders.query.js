var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { categoryOf, idOf, listRows, pageOf, ReadYourWrites, seenIn, sortOf } from '#eventing';
import { ReadModel, SearchIndex } from '#ports';
import { orderFeeder, orderIndex, searchOf } from './order-search.js';
import { OrderRow, orderSummary } from './order-summary.projection.js';
import { orderView } from './order.view.js';
const SORTS = ['placedAt', 'createdAt', 'updatedAt', 'total', 'number'];
/** Lists of orders: from the table, or, where words are searched for, from the index. */
let OrdersQuery = class OrdersQuery {
    readModel;
    index;
    writes;
    constructor(readModel, index, writes) {
        this.readModel = readModel;
        this.index = index;
        this.writes = writes;
    }
    list(request) {
        return request.q?.trim() ? this.search(request) : this.filter(request);
    }
    async filter(request) {
        const page = pageOf(request);
        const sort = sortOf(request.sort, SORTS, '-placedAt');
        await this.writes.reached(orderSummary, request.minPosition);
        const { manager } = this.readModel;
        const { items, ...rest } = await listRows(manager, OrderRow, page, sort, (query) => restrict(query, request));
        return { items: items.map(shown), ...rest };
    }
    async search(request) {
        if (request.sort)
            sortOf(request.sort, SORTS, '-placedAt');
        const query = searchOf(request, request.sort);
        await this.writes.found(orderFeeder, request.minPosition, async (token) => seenIn(token).flatMap(([stream]) => (categoryOf(stream) === orderSummary.category ? [idOf(stream)] : [])));
        const { hits, total, nextCursor } = await this.index.search(orderIndex.name, query);
        const rows = await this.readModel.manager.findBy(OrderRow, { id: In(hits.map(({ id }) => id)) });
        const found = new Map(rows.map((row) => [row.id, row]));
        const items = hits.flatMap(({ id }) => found.get(id) ?? []);
        return { items: items.map(shown), totalCount: total, nextPageToken: nextCursor };
    }
};
OrdersQuery = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadModel,
        SearchIndex,
        ReadYourWrites])
], OrdersQuery);
export { OrdersQuery };
const shown = (row) => orderView(row.id, row.state, row);
/** Times as the table has them. */
const utc = (time) => time && new Date(time).toISOString();
function restrict(query, request) {
    const { status, paymentStatus, number, externalId, email, customer, sku, minTotal, maxTotal } = request;
    const where = (condition, value) => {
        const name = /:(\w+)/.exec(condition)[1];
        if (value !== undefined)
            query.andWhere(condition, { [name]: value });
    };
    where('row.status = :status', status);
    where('row.paymentStatus = :paymentStatus', paymentStatus);
    where('row.number = :number', number);
    where('row.externalId = :externalId', externalId);
    where('row.email = :email', email);
    where('row.customerId = :customer', customer);
    where('row.id IN (SELECT line.parentId FROM order_line line WHERE line.sku = :sku)', sku);
    where('row.placedAt >= :from', utc(request.from));
    where('row.placedAt < :to', utc(request.to));
    where('row.updatedAt >= :updatedFrom', utc(request.updatedFrom));
    where('row.total >= :minTotal', minTotal);
    where('row.total <= :maxTotal', maxTotal);
}
//# sourceMappingURL=orders.query.js.map