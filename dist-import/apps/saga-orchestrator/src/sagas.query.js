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
import { pageOf, pageTokenOf, ReadYourWrites, sortOf } from '#eventing';
import { ReadModel } from '#ports';
import { CheckoutRow, checkoutView, FulfilmentRow, fulfilmentView } from './saga-view.projection.js';
import { sagaListed } from './saga.view.js';
const TABLES = [
    { kind: 'checkout', entity: CheckoutRow },
    { kind: 'fulfilment', entity: FulfilmentRow },
];
/** Lists the sagas of both kinds as one: sorted by a time, then by order, then by kind. */
let SagasQuery = class SagasQuery {
    writes;
    readModel;
    constructor(writes, readModel) {
        this.writes = writes;
        this.readModel = readModel;
    }
    async list(request) {
        await this.writes.reached(checkoutView, request.minPosition);
        await this.writes.reached(fulfilmentView, request.minPosition);
        const { size, offset, after } = pageOf(request);
        const { field, descending } = sortOf(request.sort, ['startedAt', 'updatedAt'], '-updatedAt');
        const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
        const found = [];
        let totalCount = 0;
        for (const { kind, entity } of TABLES) {
            const query = this.readModel.manager.createQueryBuilder(entity, 'row');
            const { state, order, olderThan } = request;
            if (state)
                query.andWhere('row.state = :state', { state });
            if (order)
                query.andWhere('row.id = :order', { order });
            if (olderThan)
                query.andWhere('row.updatedAt < :than', { than: new Date(olderThan).toISOString() });
            totalCount += await query.getCount();
            if (after) {
                const [value, id, last] = after;
                // Of one order at one moment, the kind tells which came first.
                const isBehind = descending ? kind < String(last) : kind > String(last);
                query.andWhere(`(row.${field} ${beyond} :value OR (row.${field} = :value AND row.id ${beyond}${isBehind ? '=' : ''} :id))`, { value, id });
            }
            query.orderBy(`row.${field}`, direction).addOrderBy('row.id', direction);
            for (const row of await query.take(offset + size + 1).getMany())
                found.push({ kind, row });
        }
        const keyOf = ({ kind, row }) => `${row[field]} ${row.id} ${kind}`;
        found.sort((a, b) => (keyOf(a) < keyOf(b) === descending ? 1 : -1));
        const page = found.slice(offset, offset + size);
        const last = page.at(-1);
        return {
            items: page.map(({ kind, row }) => sagaListed(kind, row)),
            totalCount,
            ...(last &&
                found.length > offset + size && { nextPageToken: pageTokenOf([last.row[field], last.row.id, last.kind]) }),
        };
    }
};
SagasQuery = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadYourWrites,
        ReadModel])
], SagasQuery);
export { SagasQuery };
//# sourceMappingURL=sagas.query.js.map