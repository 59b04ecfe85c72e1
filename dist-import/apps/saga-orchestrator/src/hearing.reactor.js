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
import { metaFor, Reactor } from '#eventing';
import * as checkout from './checkout.commands.saga.js';
import * as fulfilment from './fulfilment.commands.saga.js';
import { Fulfilments } from './fulfilments.js';
/** Tells the sagas what happens to orders and payments: the checkout until the order is confirmed, then the fulfilment. */
let HearingReactor = class HearingReactor extends Reactor {
    commands;
    fulfilments;
    name = 'saga-hearing';
    categories = ['order', 'payment'];
    constructor(commands, fulfilments) {
        super();
        this.commands = commands;
        this.fulfilments = fulfilments;
    }
    react(recorded) {
        const event = recorded;
        switch (event.type) {
            case 'OrderPlaced':
                return this.tell(new checkout.HearOrderPlaced(event.data.orderId, termsOf(event), meta(event)));
            case 'OrderConfirmed':
                return this.tell(new checkout.HearOrderConfirmed(event.data.orderId, {}, meta(event)));
            case 'OrderRejected':
                return this.tell(new checkout.HearOrderRejected(event.data.orderId, {}, meta(event)));
            case 'OrderLinesCancelled':
                return this.cancelled(event);
            case 'OrderShipped': {
                const { orderId, shipmentId, lines, amount, occurredAt } = event.data;
                const data = { shipmentId, lines, amount, occurredAt: unlessNow(occurredAt, event) };
                return this.fulfil(new fulfilment.HearParcelShipped(orderId, data, meta(event)));
            }
            case 'OrderReturnReceived': {
                const { orderId, returnId, lines, amount, occurredAt } = event.data;
                const data = { returnId, lines, amount, occurredAt: unlessNow(occurredAt, event) };
                return this.fulfil(new fulfilment.HearReturnReceived(orderId, data, meta(event)));
            }
            case 'PaymentAuthorised':
            case 'PaymentDeclined':
            case 'PaymentCaptured':
            case 'PaymentVoided':
            case 'PaymentRefunded': {
                const { type, data, revision } = event;
                const code = type === 'PaymentDeclined' ? data.code : undefined;
                return this.paid(data.orderId, { type, amount: data.amount, revision, code }, event);
            }
            // Answers in themselves, or of no concern here.
            case 'OrderPaymentRecorded':
            case 'OrderReadied':
            case 'OrderDelivered':
            case 'OrderCompleted':
            case 'OrderReturnRequested':
            case 'PaymentAuthorisationRequested':
            case 'PaymentCaptureRequested':
            case 'PaymentCaptureFailed':
            case 'PaymentVoidRequested':
            case 'PaymentRefundRequested':
            case 'PaymentRefundFailed':
                return undefined;
        }
    }
    async tell(command) {
        await this.commands.execute(command);
    }
    async fulfil(command) {
        if (await this.fulfilments.open(command.id))
            await this.commands.execute(command);
    }
    async cancelled(event) {
        const { orderId, cancellationId, lines, amount, whole } = event.data;
        const { state } = await this.commands.execute(whole
            ? new checkout.HearOrderCancelled(orderId, {}, meta(event))
            : new checkout.HearLinesCancelled(orderId, { cancellationId, lines, amount }, meta(event)));
        if (state.phase !== 'confirmed')
            return;
        await this.fulfil(new fulfilment.HearPartCancelled(orderId, { cancellationId, lines, amount }, meta(event)));
    }
    async paid(orderId, news, event) {
        const { state } = await this.commands.execute(new checkout.HearPayment(orderId, { news }, meta(event)));
        // What a checkout does not take in any more is news to the fulfilment.
        if (state.phase !== 'confirmed' || news.revision <= state.payment.revision)
            return;
        await this.fulfil(new fulfilment.HearMoneyMoved(orderId, { news }, meta(event)));
    }
};
HearingReactor = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [CommandBus,
        Fulfilments])
], HearingReactor);
export { HearingReactor };
/** A fact is told once, however often it is delivered. */
const meta = ({ id }) => metaFor('fact', id);
function termsOf(event) {
    const { orderId, paymentId, currency, totals, payment, lines, placedAt } = event.data;
    return {
        orderId,
        paymentId,
        currency,
        total: totals.total,
        lines: lines.map(({ lineId, sku, quantity, kind }) => ({ lineId, sku, quantity, goods: kind === 'goods' })),
        ...payment,
        occurredAt: unlessNow(placedAt, event),
    };
}
/** When it happened, where that is not when it was recorded. */
const unlessNow = (time, { metadata }) => time === metadata.at ? undefined : time;
//# sourceMappingURL=hearing.reactor.js.map