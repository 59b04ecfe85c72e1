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
import { v7 as uuidv7 } from 'uuid';
import { InventoryService, OrderService, PaymentService, } from '#contracts';
import { AppError, callContext, inContext, isTransient, Turns } from '#ports';
/**
 * Who the calls come from: always the same name, since a command's identity is its key together with its caller, and
 * what a timer repeats must be the command that the buyer's request began.
 */
const CALLER = 'saga-orchestrator';
/** An answer that takes longer comes too late for this attempt; the step's timer repeats the request. */
const PATIENCE_MS = 5_000;
/**
 * Requests at work at a time, by the service that they go to. What waits for its turn has not begun its patience: without
 * that, a process that is behind would give up what it never sent, ask again, and never catch up.
 */
const AT_ONCE = { inventory: 32, payments: 256, orders: 64 };
/** Sends what the sagas ask for. */
let Calls = class Calls {
    inventory;
    payments;
    orders;
    log = new Logger('saga');
    turns = {
        inventory: new Turns(AT_ONCE.inventory),
        payments: new Turns(AT_ONCE.payments),
        orders: new Turns(AT_ONCE.orders),
    };
    /** By command id: a request that is repeated while it runs is the same request. */
    running = new Map();
    constructor(inventory, payments, orders) {
        this.inventory = inventory;
        this.payments = payments;
        this.orders = orders;
    }
    /** The answer to a step's request; undefined when there is none, and what became of the request is not known. */
    async ask(stream, orderId, step) {
        try {
            return await this.once(`${stream}/${step.id}/${step.group}`, orderId, step);
        }
        catch (error) {
            if (error instanceof AppError && !isTransient(error)) {
                const { code, message: detail, kind } = error;
                return { of: 'refusal', refusal: { step: step.id, missing: kind === 'notFound', code, detail } };
            }
            this.log.warn({ message: 'no answer', stream, step: step.id, attempt: step.attempt, reason: String(error) });
            return undefined;
        }
    }
    once(commandId, orderId, step) {
        const running = this.running.get(commandId);
        if (running)
            return running;
        const turns = this.turns[SERVICE_OF[step.ask.name]];
        const begun = turns
            .take(() => asCaller(() => this.send(commandId, orderId, step)))
            .finally(() => this.running.delete(commandId));
        this.running.set(commandId, begun);
        return begun;
    }
    /** Tells the order where its money stands. Throws transient errors; an order that refuses to know is left alone. */
    async recordPayment(stream, orderId, standing) {
        const { status, authorised, captured, refunded, revision } = standing;
        const commandId = `${stream}/payment/${revision}`;
        try {
            await asCaller(() => this.orders.recordOrderPayment({ commandId, orderId, status, authorised, captured, refunded }));
        }
        catch (error) {
            if (!(error instanceof AppError) || isTransient(error))
                throw error;
            this.log.warn({ message: 'payment not recorded', orderId, status, reason: String(error) });
        }
    }
    async send(commandId, orderId, step) {
        const { ask } = step;
        const reservationId = orderId;
        const stock = ({ events }) => ({ of: 'stock', events });
        const payment = (answer) => answerOf(step, answer.payment);
        const order = ({ status }) => ({ of: 'order', status });
        switch (ask.name) {
            case 'reserveStock': {
                const { occurredAt } = ask;
                const answer = await this.inventory.reserveStock({ reservationId, orderId, lines: [...ask.lines], occurredAt });
                const { events, shortage } = answer;
                return shortage ? { of: 'shortage', shortage: { ...shortage, events } } : stock(answer);
            }
            case 'releaseStock': {
                const { releaseId } = ask;
                // Without a release id: quantity 0, which is all that is still open.
                const lines = ask.lines.map(({ sku, quantity }) => ({ sku, quantity: releaseId ? quantity : 0 }));
                return stock(await this.inventory.releaseStock({ reservationId, orderId, lines, releaseId }));
            }
            case 'shipStock': {
                const { shipmentId, occurredAt } = ask;
                const lines = [...ask.lines];
                return stock(await this.inventory.shipStock({ reservationId, orderId, shipmentId, lines, occurredAt }));
            }
            case 'returnStock': {
                const { returnId, occurredAt } = ask;
                return stock(await this.inventory.returnStock({ returnId, orderId, lines: [...ask.lines], occurredAt }));
            }
            case 'authorisePayment': {
                const { paymentId, amount, currency, method, token, reference } = ask;
                const money = { amount, currency };
                return payment(await this.payments.authorisePayment({
                    commandId,
                    paymentId,
                    orderId,
                    amount: money,
                    method,
                    token,
                    reference,
                }));
            }
            case 'capturePayment': {
                const capture = { amount: ask.amount };
                return payment(await this.payments.capturePayment({ commandId, paymentId: ask.paymentId, capture }));
            }
            case 'refundPayment': {
                const refund = { amount: ask.amount };
                return payment(await this.payments.refundPayment({ commandId, paymentId: ask.paymentId, refund }));
            }
            case 'voidPayment':
                return payment(await this.payments.voidPayment({ commandId, paymentId: ask.paymentId }));
            case 'confirmOrder':
                return order(await this.orders.confirmOrder({ commandId, orderId }));
            case 'rejectOrder': {
                const { code, detail, sku } = ask;
                return order(await this.orders.rejectOrder({ commandId, orderId, rejection: { code, detail }, sku }));
            }
            case 'cancelOrder': {
                const cancellation = { reason: ask.reason, lines: [] };
                const answer = await this.orders.cancelOrder({ commandId, orderId, cancellation });
                return order(answer.order);
            }
        }
    }
};
Calls = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [InventoryService,
        PaymentService,
        OrderService])
], Calls);
export { Calls };
const SERVICE_OF = {
    reserveStock: 'inventory',
    releaseStock: 'inventory',
    shipStock: 'inventory',
    returnStock: 'inventory',
    authorisePayment: 'payments',
    capturePayment: 'payments',
    voidPayment: 'payments',
    refundPayment: 'payments',
    confirmOrder: 'orders',
    rejectOrder: 'orders',
    cancelOrder: 'orders',
};
function answerOf(step, payment) {
    const { status, authorised, captured, refunded, revision, declineCode } = payment;
    const standing = { status, authorised, captured, refunded, revision, declineCode };
    return {
        of: 'payment',
        heard: { standing, undecided: payment.pending !== undefined, step: step.id, attempt: step.attempt },
    };
}
/** Runs a call in the name of the sagas, and waits for it no longer than its answer is of use. */
async function asCaller(call) {
    const deadline = performance.now() + PATIENCE_MS;
    const outer = callContext() ?? { correlationId: uuidv7() };
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new AppError('timeout', 'DEADLINE_EXCEEDED')), PATIENCE_MS);
    });
    try {
        return await Promise.race([inContext({ ...outer, principal: CALLER, deadline }, call), late]);
    }
    finally {
        clearTimeout(timer);
    }
}
//# sourceMappingURL=calls.js.map