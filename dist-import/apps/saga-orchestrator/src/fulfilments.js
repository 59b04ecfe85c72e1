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
import { Aggregates, metaFor } from '#eventing';
import { checkout } from './checkout.saga.js';
import { OpenFulfilment, TakeOverMoney } from './fulfilment.commands.saga.js';
/** Opens fulfilments when something happens to a confirmed order; most orders of services never need one. */
let Fulfilments = class Fulfilments {
    commands;
    aggregates;
    constructor(commands, aggregates) {
        this.commands = commands;
        this.aggregates = aggregates;
    }
    /** Opens the order's fulfilment unless it is open; tells whether there is one: not before the order is confirmed. */
    async open(orderId) {
        const { state } = await this.aggregates.load(checkout, orderId);
        if (state.phase !== 'confirmed')
            return false;
        await this.commands.execute(new OpenFulfilment(orderId, state.terms, metaFor('OpenFulfilment', undefined)));
        // Looked at again once it is open: a checkout that ended before handed its money over to nobody.
        const { state: now } = await this.aggregates.load(checkout, orderId);
        if (now.phase === 'confirmed' && !now.steps.length) {
            await this.commands.execute(new TakeOverMoney(orderId, now.payment, metaFor('TakeOverMoney', undefined)));
        }
        return true;
    }
};
Fulfilments = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [CommandBus,
        Aggregates])
], Fulfilments);
export { Fulfilments };
//# sourceMappingURL=fulfilments.js.map