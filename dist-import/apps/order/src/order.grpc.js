var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { CommandBus } from '@nestjs/cqrs';
import { OrderService, } from '#contracts';
import { Aggregates, idFor, metaFor } from '#eventing';
import { GrpcService } from '#runtime';
import { CancelOrder, CompleteOrder, ConfirmOrder, DeliverShipment, order, PlaceOrder, ReadyOrder, ReceiveReturn, RecordOrderPayment, RejectOrder, ReturnOrder, ShipOrder, } from './order.decider.js';
import { Offers } from './order.offer.js';
import { OrderTimeline } from './order.timeline.js';
import { orderOf } from './order.view.js';
import { OrderWatch } from './order.watch.js';
import { OrdersQuery } from './orders.query.js';
let OrderGrpc = class OrderGrpc extends OrderService {
    commands;
    aggregates;
    offers;
    orders;
    timeline;
    watch;
    constructor(commands, aggregates, offers, orders, timeline, watch) {
        super();
        this.commands = commands;
        this.aggregates = aggregates;
        this.offers = offers;
        this.orders = orders;
        this.timeline = timeline;
        this.watch = watch;
    }
    async placeOrder(request) {
        const meta = metaFor('PlaceOrder', request.commandId);
        const id = idFor('order', meta);
        const offer = (request.commandId ? await this.madeBefore(id) : undefined) ?? (await this.offers.make(request, meta));
        return this.answer(new PlaceOrder(id, { asked: asked(request), offer }, meta));
    }
    async getOrder({ orderId, asOf }) {
        const loaded = asOf
            ? await this.aggregates.loadAsOf(order, orderId, asOf)
            : await this.aggregates.load(order, orderId);
        return { order: orderOf(orderId, loaded) };
    }
    awaitOrder({ orderId, timeoutMs }) {
        return this.watch.untilCheckoutEnded(orderId, timeoutMs);
    }
    listOrders(request) {
        return this.orders.list(request);
    }
    async cancelOrder(request) {
        const meta = metaFor('CancelOrder', request.commandId, request.expectedRevision);
        const { reason, lines } = request.cancellation;
        const cancellationId = idFor('cancellation', meta);
        return this.answer(new CancelOrder(request.orderId, { cancellationId, reason, lines: named(lines) }, meta));
    }
    async readyOrder({ commandId, orderId, expectedRevision }) {
        return this.answer(new ReadyOrder(orderId, {}, metaFor('ReadyOrder', commandId, expectedRevision)));
    }
    async shipOrder(request) {
        const meta = metaFor('ShipOrder', request.commandId, request.expectedRevision);
        const { lines, tracking } = request.shipment;
        const shipmentId = idFor('shipment', meta);
        const data = { shipmentId, lines: named(lines), tracking, occurredAt: utc(request.occurredAt) };
        return { ...(await this.answer(new ShipOrder(request.orderId, data, meta))), shipmentId };
    }
    async deliverShipment(request) {
        const { commandId, orderId, shipmentId, expectedRevision, occurredAt } = request;
        const meta = metaFor('DeliverShipment', commandId, expectedRevision);
        return this.answer(new DeliverShipment(orderId, { shipmentId, occurredAt: utc(occurredAt) }, meta));
    }
    async completeOrder(request) {
        const meta = metaFor('CompleteOrder', request.commandId, request.expectedRevision);
        return this.answer(new CompleteOrder(request.orderId, { occurredAt: utc(request.occurredAt) }, meta));
    }
    async returnOrder(request) {
        const meta = metaFor('ReturnOrder', request.commandId, request.expectedRevision);
        const { lines, reason } = request.return;
        const returnId = idFor('return', meta);
        const data = { returnId, lines, reason, occurredAt: utc(request.occurredAt) };
        return { ...(await this.answer(new ReturnOrder(request.orderId, data, meta))), returnId };
    }
    async receiveReturn(request) {
        const { commandId, orderId, returnId, expectedRevision, occurredAt } = request;
        const meta = metaFor('ReceiveReturn', commandId, expectedRevision);
        return this.answer(new ReceiveReturn(orderId, { returnId, occurredAt: utc(occurredAt) }, meta));
    }
    getOrderTimeline(request) {
        return this.timeline.page(request);
    }
    watchOrder({ orderId, fromRevision = 0 }) {
        return this.watch.from(orderId, fromRevision);
    }
    async confirmOrder({ commandId, orderId }) {
        return { status: await this.statusAfter(new ConfirmOrder(orderId, {}, metaFor('ConfirmOrder', commandId))) };
    }
    async rejectOrder({ commandId, orderId, rejection, sku }) {
        const { code, detail, line: lineId } = rejection;
        const meta = metaFor('RejectOrder', commandId);
        return { status: await this.statusAfter(new RejectOrder(orderId, { code, detail, lineId, sku }, meta)) };
    }
    async recordOrderPayment(request) {
        const { commandId, orderId, status, authorised, captured, refunded } = request;
        const meta = metaFor('RecordOrderPayment', commandId);
        await this.commands.execute(new RecordOrderPayment(orderId, { status, authorised, captured, refunded }, meta));
        return {};
    }
    async answer(command) {
        const handled = await this.commands.execute(command);
        const { revision, position, replayed } = handled;
        return { order: orderOf(command.id, handled), revision, position, replayed };
    }
    async statusAfter(command) {
        return orderOf(command.id, await this.commands.execute(command)).status;
    }
    /** The offer of an order that exists: a repeated command is answered like the first, at the prices of the first. */
    async madeBefore(id) {
        const { state } = await this.aggregates.load(order, id);
        return state.status === 'none' ? undefined : { ...state.order, shipping: state.order.totals.shipping };
    }
};
OrderGrpc = __decorate([
    GrpcService(OrderService),
    __metadata("design:paramtypes", [CommandBus,
        Aggregates,
        Offers,
        OrdersQuery,
        OrderTimeline,
        OrderWatch])
], OrderGrpc);
export { OrderGrpc };
/** What the caller asked for, the same however it came: gRPC makes empty values of what a direct call leaves out. */
function asked({ order: given, history }) {
    const { lines, externalId, customerId, email, payment, shippingAddress, billingAddress, shipping } = given;
    return {
        lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
        externalId,
        customerId,
        email,
        payment,
        shippingAddress,
        billingAddress,
        shipping,
        taxes: given.taxes ?? [],
        metadata: given.metadata ?? {},
        history: history && { placedAt: history.placedAt, unitPrices: history.unitPrices ?? [] },
    };
}
/** No lines mean all of them. */
const named = (lines) => (lines?.length ? lines : undefined);
const utc = (time) => time && new Date(time).toISOString();
//# sourceMappingURL=order.grpc.js.map