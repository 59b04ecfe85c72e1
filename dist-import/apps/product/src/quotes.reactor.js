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
import { Aggregates, idOf, Reactor } from '#eventing';
import { product } from './product.decider.js';
import { Quotes } from './product.quotes.js';
/** Forgets quotes of what was changed elsewhere: by another replica, or by a call whose answer was lost. */
let ForgetQuotes = class ForgetQuotes extends Reactor {
    aggregates;
    quotes;
    name = 'forget_quotes';
    categories = [product.category];
    constructor(aggregates, quotes) {
        super();
        this.aggregates = aggregates;
        this.quotes = quotes;
    }
    async react({ stream }) {
        await this.quotes.changed(await this.aggregates.load(product, idOf(stream)));
    }
};
ForgetQuotes = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Aggregates,
        Quotes])
], ForgetQuotes);
export { ForgetQuotes };
//# sourceMappingURL=quotes.reactor.js.map