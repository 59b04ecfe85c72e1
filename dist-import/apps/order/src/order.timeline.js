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
import { Aggregates, historyEntry, pageOf, pageTokenOf, streamOf } from '#eventing';
import { EventStore } from '#ports';
import { order } from './order.decider.js';
import { notFound } from './order.view.js';
/** First parts of the names of other contexts' streams. */
const CHECKOUT = { category: 'checkout' };
const FULFILMENT = { category: 'fulfilment' };
const PAYMENT = { category: 'payment' };
const STOCK = { category: 'stock' };
/** What became of an order everywhere: its own events and those of its sagas, payment and stock. */
let OrderTimeline = class OrderTimeline {
    aggregates;
    store;
    constructor(aggregates, store) {
        this.aggregates = aggregates;
        this.store = store;
    }
    /** In the order of the log. */
    async page(request) {
        const { size, offset, after } = pageOf(request);
        const events = await this.eventsOf(request.orderId);
        const start = after ? events.findIndex(({ position }) => position > Number(after[0])) : offset;
        const items = start < 0 ? [] : events.slice(start, start + size);
        const last = items.at(-1);
        return {
            items: items.map(historyEntry),
            totalCount: events.length,
            nextPageToken: last && last !== events.at(-1) ? pageTokenOf([last.position]) : undefined,
        };
    }
    async eventsOf(id) {
        const { state } = await this.aggregates.load(order, id);
        if (state.status === 'none')
            throw notFound(id);
        const [own, payment, ...sagas] = await Promise.all([
            this.store.read(streamOf(order, id)),
            this.store.read(streamOf(PAYMENT, state.order.paymentId)),
            this.store.read(streamOf(CHECKOUT, id)),
            this.store.read(streamOf(FULFILMENT, id)),
        ]);
        const stock = await this.stockEvents(sagas.flat());
        return [...own, ...payment, ...sagas.flat(), ...stock].toSorted((a, b) => a.position - b.position);
    }
    /** A stock stream belongs to all orders: the sagas have written down which of its events were theirs. */
    async stockEvents(sagas) {
        const named = new Map(sagas.flatMap(stockEventsIn).map((named_) => [JSON.stringify(named_), named_]));
        const found = await Promise.all([...named.values()].map(({ sku, revision }) => this.store.read(streamOf(STOCK, sku), { from: revision, limit: 1 })));
        return found.flat();
    }
};
OrderTimeline = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Aggregates,
        EventStore])
], OrderTimeline);
export { OrderTimeline };
/** The field that any event of a saga may have. */
function stockEventsIn({ data }) {
    const { stockEvents = [] } = data;
    return stockEvents.map(({ sku, revision }) => ({ sku, revision }));
}
//# sourceMappingURL=order.timeline.js.map