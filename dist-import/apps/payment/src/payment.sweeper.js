var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import { Inject, Injectable, Logger, } from '@nestjs/common';
import { IsNull, LessThan, MoreThan, Not } from 'typeorm';
import { ReadModel } from '#ports';
import { PaymentDispatcher } from './payment.dispatcher.js';
import { PaymentRow } from './payment-view.projection.js';
/** Injection token: how often it looks, and how old an open intent is before it is taken for left behind. */
export const SWEEP = Symbol('sweep');
const AT_ONCE = 100;
/**
 * Finds intents that nobody carries to the provider any more: those of a process that ended between writing them down
 * and the answer. The rows of the read model tell which; the dispatcher asks the provider before it sends anything.
 */
let PaymentSweeper = class PaymentSweeper {
    readModel;
    dispatcher;
    pace;
    log = new Logger('payment');
    timer;
    sweeping = Promise.resolve();
    /** It goes round: those that stay open for long do not hide the others. */
    after = '';
    constructor(readModel, dispatcher, pace) {
        this.readModel = readModel;
        this.dispatcher = dispatcher;
        this.pace = pace;
    }
    onApplicationBootstrap() {
        this.timer = setInterval(() => {
            this.sweeping = this.sweep().catch((error) => this.log.warn(`sweep put off: ${String(error)}`));
        }, this.pace.everyMs).unref();
    }
    async beforeApplicationShutdown() {
        clearInterval(this.timer);
        await this.sweeping;
    }
    async sweep() {
        const before = new Date(Date.now() - this.pace.olderThanMs).toISOString();
        const left = await this.readModel.manager.find(PaymentRow, {
            where: { pending: Not(IsNull()), updatedAt: LessThan(before), id: MoreThan(this.after) },
            select: { id: true },
            order: { id: 'ASC' },
            take: AT_ONCE,
        });
        this.after = left.length < AT_ONCE ? '' : left.at(-1).id;
        await Promise.all(left.filter(({ id }) => !this.dispatcher.watches(id)).map(({ id }) => this.dispatcher.carryOut(id)));
    }
};
PaymentSweeper = __decorate([
    Injectable(),
    __param(2, Inject(SWEEP)),
    __metadata("design:paramtypes", [ReadModel,
        PaymentDispatcher, Object])
], PaymentSweeper);
export { PaymentSweeper };
//# sourceMappingURL=payment.sweeper.js.map