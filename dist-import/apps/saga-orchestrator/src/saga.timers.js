var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { LessThanOrEqual } from 'typeorm';
import { metaFor, Reactors, ReadSideKeeper } from '#eventing';
import { inContext, ReadModel } from '#ports';
import { HearTimer } from './checkout.commands.saga.js';
import { HearStepTimer } from './fulfilment.commands.saga.js';
import { CheckoutRow, checkoutView, FulfilmentRow, fulfilmentView } from './saga-view.projection.js';
const EVERY_MS = 200;
const AT_ONCE = 100;
const DEADLINE_MS = 5_000;
/**
 * Tells sagas that a deadline has passed. Any replica may: the same timer is the same command. None is told before
 * everything was heard that had been recorded when this process started or lost contact: an outage voids nothing that
 * was answered meanwhile.
 */
let SagaTimers = class SagaTimers {
    commands;
    readModel;
    keeper;
    reactors;
    log = new Logger('saga');
    timer;
    looking;
    constructor(commands, readModel, keeper, reactors) {
        this.commands = commands;
        this.readModel = readModel;
        this.keeper = keeper;
        this.reactors = reactors;
    }
    onApplicationBootstrap() {
        this.timer = setInterval(() => {
            this.looking ??= this.look(new Date().toISOString())
                .catch((error) => this.log.warn({ message: 'timers put off', reason: String(error) }))
                .finally(() => (this.looking = undefined));
        }, EVERY_MS).unref();
    }
    async beforeApplicationShutdown() {
        clearInterval(this.timer);
        await this.looking;
    }
    /** Tells what was due at a time; nothing while news may be under way. */
    async look(now) {
        const heardAll = [checkoutView, fulfilmentView].every((view) => this.keeper.caughtUp(view.name));
        if (!heardAll || !this.reactors.caughtUp())
            return;
        for (const [entity, Timer] of [[CheckoutRow, HearTimer], [FulfilmentRow, HearStepTimer]]) {
            const due = await this.readModel.manager.find(entity, {
                where: { dueAt: LessThanOrEqual(now) },
                order: { dueAt: 'ASC' },
                take: AT_ONCE,
            });
            await Promise.all(due.map((row) => this.tell(row, Timer, now)));
        }
    }
    async tell(row, Timer, now) {
        const { id, correlationId } = row;
        for (const { name: step, status, attempts: attempt, dueAt } of row.steps) {
            if (status !== 'waiting' || !dueAt || dueAt > now)
                continue;
            const context = { principal: 'saga-timers', correlationId, deadline: performance.now() + DEADLINE_MS };
            await inContext(context, () => {
                const key = `${id}/${step}/${attempt}`;
                return this.commands.execute(new Timer(id, { step, attempt }, metaFor(Timer.name, key)));
            });
        }
    }
};
SagaTimers = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [CommandBus,
        ReadModel,
        ReadSideKeeper,
        Reactors])
], SagaTimers);
export { SagaTimers };
//# sourceMappingURL=saga.timers.js.map