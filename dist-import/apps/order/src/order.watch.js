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
import { orderEvents } from '#contracts';
import { Aggregates, decode, historyEntry, streamOf, tokenOf } from '#eventing';
import { callContext, EventStore } from '#ports';
import { order } from './order.decider.js';
import { checkoutEnded, evolve, initial } from './order.state.js';
import { orderOf } from './order.view.js';
/** Looks on while orders change. Every look starts at an order's first event: its streams are short. */
let OrderWatch = class OrderWatch {
    aggregates;
    store;
    constructor(aggregates, store) {
        this.aggregates = aggregates;
        this.store = store;
    }
    /**
     * The order at the moment when its checkout ended, so that the same question later has the same answer; or as it
     * stands when the time is up.
     */
    async untilCheckoutEnded(id, timeoutMs) {
        let last = await this.aggregates.load(order, id);
        orderOf(id, last);
        for await (const { loaded } of this.steps(id, AbortSignal.timeout(timeoutMs))) {
            last = loaded;
            if (checkoutEnded(loaded.state))
                break;
        }
        const position = tokenOf([streamOf(order, id), last.revision]);
        return { order: orderOf(id, last), position, ended: checkoutEnded(last.state) };
    }
    /** Every event from a revision on with the order after it, until nobody listens any more. */
    async *from(id, revision) {
        orderOf(id, await this.aggregates.load(order, id));
        for await (const { event, loaded } of this.steps(id)) {
            if (event.revision >= revision)
                yield { entry: historyEntry(event), order: orderOf(id, loaded) };
        }
    }
    /** The order after each of its events; ends when the caller stops, leaves, or the signal comes. */
    async *steps(id, signal) {
        const stopped = new AbortController();
        const signals = [stopped.signal, signal, callContext()?.signal].filter((s) => s !== undefined);
        let state = initial;
        let createdAt = '';
        try {
            for await (const event of this.store.follow(streamOf(order, id), 0, AbortSignal.any(signals))) {
                state = evolve(state, decode(orderEvents, event));
                createdAt ||= event.metadata.at;
                yield { event, loaded: { state, revision: event.revision, createdAt, updatedAt: event.metadata.at } };
            }
        }
        finally {
            stopped.abort();
        }
    }
};
OrderWatch = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Aggregates,
        EventStore])
], OrderWatch);
export { OrderWatch };
//# sourceMappingURL=order.watch.js.map