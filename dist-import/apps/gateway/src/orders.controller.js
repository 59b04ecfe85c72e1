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
import { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Cancellation, HistoryEntry, NewOrder, NewReturn, NewShipment, Order, OrderService, OrderStatus, PaymentStatus, Return, Shipment, } from '#contracts';
import { AppError } from '#ports';
import { answerRead, AnswersCreated, AnswersRead, AnswersWrite, answerWrite, dateTime, Id, IdempotencyKey, IfMatch, listAnswer, listQuery, MinPosition, money, pageOf, point, Prefer, queryOf, sku, text, enumOf, } from '#runtime';
import { eventStream } from './event-stream.js';
import { paged } from './paging.js';
const OrdersQuery = listQuery({
    sort: ['placedAt', 'createdAt', 'updatedAt', 'total', 'number'],
    filters: {
        status: enumOf(OrderStatus),
        paymentStatus: enumOf(PaymentStatus),
        number: text({ max: 64 }),
        externalId: text({ max: 128 }),
        email: text({ max: 254 }),
        customer: text({ max: 64 }),
        sku,
        from: dateTime,
        to: dateTime,
        updatedFrom: dateTime,
        minTotal: money,
        maxTotal: money,
    },
});
const AsOfQuery = queryOf({ asOf: point });
const EntriesQuery = listQuery({ sort: [], filters: {} });
let OrdersController = class OrdersController {
    orders;
    constructor(orders) {
        this.orders = orders;
    }
    async placeOrder(body, commandId, { wait, respondAsync }, reply) {
        const placed = await this.orders.placeOrder({ commandId: commandId ?? '', order: body });
        const location = `/v1/orders/${placed.order.id}`;
        if (wait === undefined) {
            const preferenceApplied = respondAsync ? 'respond-async' : undefined;
            return answerWrite(reply, placed, placed.order, { location, preferenceApplied });
        }
        const { order, position } = await this.orders.awaitOrder({ orderId: placed.order.id, timeoutMs: wait * 1_000 });
        const { revision } = order;
        const written = { revision, position, replayed: placed.replayed };
        return answerWrite(reply, written, order, { location, preferenceApplied: `wait=${wait}` });
    }
    async listOrders(query, minPosition) {
        return listAnswer(query, await this.orders.listOrders({ ...paged(query), minPosition }));
    }
    async getOrder(orderId, { asOf }, minPosition, reply) {
        return answerRead(reply, (await this.orders.getOrder({ orderId, asOf, minPosition })).order);
    }
    async cancelOrder(orderId, cancellation, commandId, expectedRevision, reply) {
        const request = { orderId, commandId: commandId ?? '', expectedRevision, cancellation };
        const done = await this.orders.cancelOrder(request);
        return answerWrite(reply, done, done.order);
    }
    async readyOrder(orderId, commandId, expectedRevision, reply) {
        const done = await this.orders.readyOrder({ orderId, commandId: commandId ?? '', expectedRevision });
        return answerWrite(reply, done, done.order);
    }
    async shipOrder(orderId, shipment, commandId, expectedRevision, reply) {
        const done = await this.orders.shipOrder({ orderId, commandId: commandId ?? '', expectedRevision, shipment });
        return answerWrite(reply, done, done.order, { location: `/v1/orders/${orderId}/shipments/${done.shipmentId}` });
    }
    async getShipment(orderId, shipmentId) {
        const { order } = await this.orders.getOrder({ orderId });
        return found(order.fulfilment.shipments, shipmentId);
    }
    async deliverShipment(orderId, shipmentId, commandId, expectedRevision, reply) {
        const request = { orderId, shipmentId, commandId: commandId ?? '', expectedRevision };
        const done = await this.orders.deliverShipment(request);
        return answerWrite(reply, done, done.order);
    }
    async completeOrder(orderId, commandId, expectedRevision, reply) {
        const done = await this.orders.completeOrder({ orderId, commandId: commandId ?? '', expectedRevision });
        return answerWrite(reply, done, done.order);
    }
    async returnOrder(orderId, body, commandId, expectedRevision, reply) {
        const request = { orderId, commandId: commandId ?? '', expectedRevision, return: body };
        const done = await this.orders.returnOrder(request);
        return answerWrite(reply, done, done.order, { location: `/v1/orders/${orderId}/returns/${done.returnId}` });
    }
    async getReturn(orderId, returnId) {
        const { order } = await this.orders.getOrder({ orderId });
        return found(order.fulfilment.returns, returnId);
    }
    async receiveReturn(orderId, returnId, commandId, expectedRevision, reply) {
        const done = await this.orders.receiveReturn({ orderId, returnId, commandId: commandId ?? '', expectedRevision });
        return answerWrite(reply, done, done.order);
    }
    async getOrderTimeline(orderId, query) {
        return listAnswer(query, await this.orders.getOrderTimeline({ orderId, ...paged(query) }));
    }
    /** Live: every event of the order from the first one on, or behind `Last-Event-ID`; ends when the caller goes. */
    async watchOrder(orderId, last, reply) {
        await this.orders.getOrder({ orderId });
        const fromRevision = /^\d{1,15}$/.test(last ?? '') ? Number(last) + 1 : 0;
        const events = eventStream(this.orders.watchOrder({ orderId, fromRevision }), ({ entry, order }) => ({
            id: entry.revision,
            event: entry.type,
            data: { entry, order },
        }));
        return reply
            .header('content-type', 'text/event-stream')
            .header('cache-control', 'no-store')
            .send(Readable.from(events));
    }
};
__decorate([
    Post(),
    AnswersCreated(Order, 'Preference-Applied'),
    __param(0, Body()),
    __param(1, IdempotencyKey()),
    __param(2, Prefer()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [NewOrder, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "placeOrder", null);
__decorate([
    Get(),
    ApiOkResponse({ type: pageOf(Order) }),
    __param(0, Query()),
    __param(1, MinPosition()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [OrdersQuery, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "listOrders", null);
__decorate([
    Get(':id'),
    AnswersRead(Order),
    __param(0, Id()),
    __param(1, Query()),
    __param(2, MinPosition()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, AsOfQuery, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "getOrder", null);
__decorate([
    Post(':id/cancel'),
    AnswersWrite(Order),
    __param(0, Id()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Cancellation, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "cancelOrder", null);
__decorate([
    Post(':id/ready'),
    AnswersWrite(Order),
    __param(0, Id()),
    __param(1, IdempotencyKey()),
    __param(2, IfMatch()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "readyOrder", null);
__decorate([
    Post(':id/shipments'),
    AnswersCreated(Order),
    __param(0, Id()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, NewShipment, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "shipOrder", null);
__decorate([
    Get(':id/shipments/:shipment'),
    ApiOkResponse({ type: Shipment }),
    __param(0, Id()),
    __param(1, Id('shipment')),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, String]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "getShipment", null);
__decorate([
    Post(':id/shipments/:shipment/delivered'),
    AnswersWrite(Order),
    __param(0, Id()),
    __param(1, Id('shipment')),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, String, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "deliverShipment", null);
__decorate([
    Post(':id/complete'),
    AnswersWrite(Order),
    __param(0, Id()),
    __param(1, IdempotencyKey()),
    __param(2, IfMatch()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "completeOrder", null);
__decorate([
    Post(':id/returns'),
    AnswersCreated(Order),
    __param(0, Id()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, NewReturn, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "returnOrder", null);
__decorate([
    Get(':id/returns/:return'),
    ApiOkResponse({ type: Return }),
    __param(0, Id()),
    __param(1, Id('return')),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, String]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "getReturn", null);
__decorate([
    Post(':id/returns/:return/received'),
    AnswersWrite(Order),
    __param(0, Id()),
    __param(1, Id('return')),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, String, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "receiveReturn", null);
__decorate([
    Get(':id/timeline'),
    ApiOkResponse({ type: pageOf(HistoryEntry) }),
    __param(0, Id()),
    __param(1, Query()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, EntriesQuery]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "getOrderTimeline", null);
__decorate([
    Get(':id/stream'),
    ApiHeader({ name: 'Last-Event-ID' }),
    ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } }),
    __param(0, Id()),
    __param(1, Headers('last-event-id')),
    __param(2, Res()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object]),
    __metadata("design:returntype", Promise)
], OrdersController.prototype, "watchOrder", null);
OrdersController = __decorate([
    Controller('v1/orders'),
    ApiTags('orders'),
    __metadata("design:paramtypes", [OrderService])
], OrdersController);
export { OrdersController };
function found(all, id) {
    const one = all.find((each) => each.id === id);
    if (!one)
        throw new AppError('notFound', 'NOT_FOUND', `There is no ${id} here.`);
    return one;
}
//# sourceMappingURL=orders.controller.js.map