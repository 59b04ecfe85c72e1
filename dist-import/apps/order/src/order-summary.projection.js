var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { orderEvents } from '#contracts';
import { integer, projection, time } from '#eventing';
import { evolve, fulfilmentStatus, initial } from './order.state.js';
/** An order with everything that lists filter and sort by. */
let OrderRow = class OrderRow {
    id;
    revision;
    number;
    externalId;
    customerId;
    email;
    status;
    paymentStatus;
    fulfilmentStatus;
    currency;
    /** Minor units. */
    total;
    placedAt;
    createdAt;
    updatedAt;
    /** Everything else: what the order is shown from. */
    state;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 36 }),
    __metadata("design:type", String)
], OrderRow.prototype, "id", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], OrderRow.prototype, "revision", void 0);
__decorate([
    Index('order_summary_number'),
    Column({ type: 'varchar', length: 32 }),
    __metadata("design:type", String)
], OrderRow.prototype, "number", void 0);
__decorate([
    Index('order_summary_external'),
    Column({ type: 'varchar', length: 128, nullable: true }),
    __metadata("design:type", Object)
], OrderRow.prototype, "externalId", void 0);
__decorate([
    Column({ type: 'varchar', length: 64, nullable: true }),
    __metadata("design:type", Object)
], OrderRow.prototype, "customerId", void 0);
__decorate([
    Index('order_summary_email'),
    Column({ type: 'varchar', length: 254, nullable: true }),
    __metadata("design:type", Object)
], OrderRow.prototype, "email", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], OrderRow.prototype, "status", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], OrderRow.prototype, "paymentStatus", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], OrderRow.prototype, "fulfilmentStatus", void 0);
__decorate([
    Column({ type: 'varchar', length: 3 }),
    __metadata("design:type", String)
], OrderRow.prototype, "currency", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], OrderRow.prototype, "total", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], OrderRow.prototype, "placedAt", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], OrderRow.prototype, "createdAt", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], OrderRow.prototype, "updatedAt", void 0);
__decorate([
    Column({ type: 'simple-json' }),
    __metadata("design:type", Object)
], OrderRow.prototype, "state", void 0);
OrderRow = __decorate([
    Entity({ name: 'order_summary' }),
    Index('order_summary_placed', ['placedAt', 'id']),
    Index('order_summary_created', ['createdAt', 'id']),
    Index('order_summary_updated', ['updatedAt', 'id']),
    Index('order_summary_total', ['total', 'id']),
    Index('order_summary_customer', ['customerId', 'placedAt'])
], OrderRow);
export { OrderRow };
/** Finds the orders of a SKU. */
let OrderLineRow = class OrderLineRow {
    /** `<order>/<line>`. */
    id;
    parentId;
    sku;
    quantity;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 53 }),
    __metadata("design:type", String)
], OrderLineRow.prototype, "id", void 0);
__decorate([
    Index('order_line_order'),
    Column({ type: 'varchar', length: 36 }),
    __metadata("design:type", String)
], OrderLineRow.prototype, "parentId", void 0);
__decorate([
    Index('order_line_sku'),
    Column({ type: 'varchar', length: 64 }),
    __metadata("design:type", String)
], OrderLineRow.prototype, "sku", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], OrderLineRow.prototype, "quantity", void 0);
OrderLineRow = __decorate([
    Entity({ name: 'order_line' })
], OrderLineRow);
export { OrderLineRow };
export const orderSummary = projection({
    name: 'order_summary',
    category: orderEvents.category,
    events: orderEvents,
    entity: OrderRow,
    evolve(row, event) {
        const state = evolve(row?.state ?? initial, event);
        if (state.status === 'none')
            return undefined;
        const { number, externalId = null, customerId = null, personal, paid, currency, totals, placedAt } = state.order;
        return {
            number,
            externalId,
            customerId,
            email: personal?.email ?? null,
            status: state.status,
            paymentStatus: paid.status,
            fulfilmentStatus: fulfilmentStatus(state),
            currency,
            total: totals.total,
            placedAt,
            createdAt: row?.createdAt ?? event.metadata.at,
            updatedAt: event.metadata.at,
            state,
        };
    },
    children: {
        entity: OrderLineRow,
        of: ({ id, state }) => state.order.lines.map(({ lineId, sku, quantity }) => ({ id: `${id}/${lineId}`, parentId: id, sku, quantity })),
    },
});
//# sourceMappingURL=order-summary.projection.js.map