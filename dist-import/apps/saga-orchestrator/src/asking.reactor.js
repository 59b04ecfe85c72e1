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
import { CommandBus } from '@nestjs/cqrs';
import { categoryOf, idOf, metaFor, Reactor } from '#eventing';
import { Calls } from './calls.js';
import * as checkout from './checkout.commands.saga.js';
import * as fulfilment from './fulfilment.commands.saga.js';
import { Fulfilments } from './fulfilments.js';
/** Sends what the sagas ask for and tells them the answers. No answer is not told: the step's timer repeats the request. */
let AskingReactor = class AskingReactor extends Reactor {
    commands;
    calls;
    fulfilments;
    name = 'saga-asking';
    categories = ['checkout', 'fulfilment'];
    constructor(commands, calls, fulfilments) {
        super();
        this.commands = commands;
        this.calls = calls;
        this.fulfilments = fulfilments;
    }
    react(recorded) {
        const event = recorded;
        const { asks, payment } = event.data;
        return asks?.length || payment || 'handsOver' in event.data ? this.follow(event) : undefined;
    }
    async follow({ stream, data }) {
        const orderId = idOf(stream);
        // Known first, so that whoever sees the order confirmed sees it authorised; asked whether or not that succeeded.
        const known = data.payment ? [this.calls.recordPayment(stream, orderId, data.payment)] : [];
        const results = await Promise.allSettled(known);
        results.push(...(await Promise.allSettled((data.asks ?? []).map((step) => this.ask(stream, orderId, step)))));
        for (const result of results)
            if (result.status === 'rejected')
                throw result.reason;
        if ('cancellations' in data && data.cancellations) {
            await this.fulfilments.open(orderId);
            for (const cancelled of data.cancellations) {
                await this.commands.execute(new fulfilment.HearPartCancelled(orderId, cancelled, metaFor('HearPartCancelled', undefined)));
            }
        }
        if ('handsOver' in data && data.handsOver) {
            await this.commands.execute(new fulfilment.TakeOverMoney(orderId, data.handsOver, metaFor('TakeOverMoney', undefined)));
        }
    }
    async ask(stream, orderId, step) {
        const answer = await this.calls.ask(stream, orderId, step);
        if (!answer)
            return;
        const command = categoryOf(stream) === 'checkout'
            ? heardByCheckout(orderId, step, answer)
            : heardByFulfilment(orderId, step, answer);
        if (command)
            await this.commands.execute(command);
    }
};
AskingReactor = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [CommandBus,
        Calls,
        Fulfilments])
], AskingReactor);
export { AskingReactor };
function heardByCheckout(orderId, { ask }, answer) {
    const meta = metaFor('answer', undefined);
    switch (answer.of) {
        case 'stock': {
            const { events } = answer;
            return ask.name === 'reserveStock'
                ? new checkout.HearStockReserved(orderId, { events }, meta)
                : new checkout.HearStockReleased(orderId, { events }, meta);
        }
        case 'shortage':
            return new checkout.HearStockUnavailable(orderId, answer.shortage, meta);
        case 'payment':
            return new checkout.HearPayment(orderId, answer.heard, meta);
        case 'refusal':
            return new checkout.HearRefusal(orderId, answer.refusal, meta);
        case 'order':
            // What is left of the order is cancelled; parcels that left stay what they are.
            if (ask.name === 'cancelOrder')
                return new checkout.HearOrderCancelled(orderId, {}, meta);
            switch (answer.status) {
                case 'confirmed':
                case 'completed':
                    return new checkout.HearOrderConfirmed(orderId, {}, meta);
                case 'rejected':
                    return new checkout.HearOrderRejected(orderId, {}, meta);
                case 'cancelled':
                    return new checkout.HearOrderCancelled(orderId, {}, meta);
                case 'placed':
                    return undefined;
            }
    }
}
function heardByFulfilment(orderId, { id }, answer) {
    const meta = metaFor('answer', undefined);
    switch (answer.of) {
        case 'stock':
            return new fulfilment.HearStockMoved(orderId, { step: id, events: answer.events }, meta);
        case 'payment':
            return new fulfilment.HearMoneyMoved(orderId, answer.heard, meta);
        case 'refusal':
            return new fulfilment.HearStepRefused(orderId, answer.refusal, meta);
        case 'shortage':
        case 'order':
            return undefined;
    }
}
//# sourceMappingURL=asking.reactor.js.map