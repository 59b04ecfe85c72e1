var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/order/v1/order.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsDateTime, IsEmailAddress, IsJsonObject, IsOneOf, IsSku, IsText, IsUuid } from '../rules.js';
import { Address, HistoryEntry, Money } from './common.js';
import { Disposition } from './inventory.js';
import { PaymentMethod, PaymentStatus } from './payment.js';
import { ProductKind } from './product.js';
export const OrderStatus = {
    Placed: 'placed',
    Confirmed: 'confirmed',
    Rejected: 'rejected',
    Cancelled: 'cancelled',
    Completed: 'completed',
};
export const FulfilmentStatus = {
    Open: 'open',
    Ready: 'ready',
    PartlyShipped: 'partlyShipped',
    Shipped: 'shipped',
    Delivered: 'delivered',
    PartlyReturned: 'partlyReturned',
    Returned: 'returned',
};
/** When the money is taken. */
export const CapturePolicy = {
    OnConfirm: 'onConfirm',
    OnShipment: 'onShipment',
    Manual: 'manual',
};
export class NewOrderLine {
    sku;
    quantity;
}
__decorate([
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64 }),
    __metadata("design:type", String)
], NewOrderLine.prototype, "sku", void 0);
__decorate([
    IsInt(),
    Min(1),
    Max(1000000),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 1000000 }),
    __metadata("design:type", Number)
], NewOrderLine.prototype, "quantity", void 0);
export class PaymentChoice {
    /** Default: test outside production. */
    method;
    token;
    /** Name of the money with the merchant's own provider. */
    reference;
    /** Default: onConfirm. */
    capture;
}
__decorate([
    IsOptional(),
    IsOneOf(PaymentMethod),
    ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod', required: false, description: 'Default: test outside production.' }),
    __metadata("design:type", String)
], PaymentChoice.prototype, "method", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255, required: false }),
    __metadata("design:type", String)
], PaymentChoice.prototype, "token", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255, required: false, description: 'Name of the money with the merchant\'s own provider.' }),
    __metadata("design:type", String)
], PaymentChoice.prototype, "reference", void 0);
__decorate([
    IsOptional(),
    IsOneOf(CapturePolicy),
    ApiProperty({ enum: CapturePolicy, enumName: 'CapturePolicy', required: false, description: 'Default: onConfirm.' }),
    __metadata("design:type", String)
], PaymentChoice.prototype, "capture", void 0);
/** Tax of one line, as the caller computed it. */
export class LineTax {
    /** Index of the line, from 0. */
    line;
    amount;
}
__decorate([
    IsInt(),
    Min(0),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 0, description: 'Index of the line, from 0.' }),
    __metadata("design:type", Number)
], LineTax.prototype, "line", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Money),
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], LineTax.prototype, "amount", void 0);
/** What a buyer sends; the body of POST /v1/orders. */
export class NewOrder {
    lines;
    /** The caller's own name for the order. */
    externalId;
    customerId;
    email;
    payment;
    shippingAddress;
    billingAddress;
    /** Price of shipping, stored as given. */
    shipping;
    taxes;
    /** The caller's own data, at most 16 KiB as JSON. */
    metadata;
}
__decorate([
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => NewOrderLine),
    ApiProperty({ type: () => [NewOrderLine], minItems: 1, maxItems: 2000 }),
    __metadata("design:type", Array)
], NewOrder.prototype, "lines", void 0);
__decorate([
    IsOptional(),
    IsText({ min: 1, max: 128 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 128, required: false, description: 'The caller\'s own name for the order.' }),
    __metadata("design:type", String)
], NewOrder.prototype, "externalId", void 0);
__decorate([
    IsOptional(),
    IsText({ min: 1, max: 64 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 64, required: false }),
    __metadata("design:type", String)
], NewOrder.prototype, "customerId", void 0);
__decorate([
    IsOptional(),
    IsEmailAddress(),
    ApiProperty({ type: String, format: 'email', required: false }),
    __metadata("design:type", String)
], NewOrder.prototype, "email", void 0);
__decorate([
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => PaymentChoice),
    ApiProperty({ type: () => PaymentChoice, required: false }),
    __metadata("design:type", PaymentChoice)
], NewOrder.prototype, "payment", void 0);
__decorate([
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => Address),
    ApiProperty({ type: () => Address, required: false }),
    __metadata("design:type", Address)
], NewOrder.prototype, "shippingAddress", void 0);
__decorate([
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => Address),
    ApiProperty({ type: () => Address, required: false }),
    __metadata("design:type", Address)
], NewOrder.prototype, "billingAddress", void 0);
__decorate([
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => Money),
    ApiProperty({ type: () => Money, required: false, description: 'Price of shipping, stored as given.' }),
    __metadata("design:type", Money)
], NewOrder.prototype, "shipping", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => LineTax),
    ApiProperty({ type: () => [LineTax], maxItems: 2000, required: false }),
    __metadata("design:type", Array)
], NewOrder.prototype, "taxes", void 0);
__decorate([
    IsOptional(),
    IsJsonObject(),
    ApiProperty({ type: 'object', additionalProperties: true, selfRequired: false, description: 'The caller\'s own data, at most 16 KiB as JSON.' }),
    __metadata("design:type", Object)
], NewOrder.prototype, "metadata", void 0);
/** Facts of another system's history; given by staff in imports only. */
export class OrderHistory {
    placedAt;
    /** Minor units, one per line. */
    unitPrices;
}
__decorate([
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time' }),
    __metadata("design:type", String)
], OrderHistory.prototype, "placedAt", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(2000),
    IsInt({ each: true }),
    Min(0, { each: true }),
    Max(Number.MAX_SAFE_INTEGER, { each: true }),
    ApiProperty({ type: 'integer', isArray: true, format: 'int64', minimum: 0, maxItems: 2000, required: false, description: 'Minor units, one per line.' }),
    __metadata("design:type", Array)
], OrderHistory.prototype, "unitPrices", void 0);
export class PlaceOrderRequest {
    /** The idempotency key: the same command is applied once. */
    commandId;
    order;
    history;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255, description: 'The idempotency key: the same command is applied once.' }),
    __metadata("design:type", String)
], PlaceOrderRequest.prototype, "commandId", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => NewOrder),
    ApiProperty({ type: () => NewOrder }),
    __metadata("design:type", NewOrder)
], PlaceOrderRequest.prototype, "order", void 0);
__decorate([
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => OrderHistory),
    ApiProperty({ type: () => OrderHistory, required: false }),
    __metadata("design:type", OrderHistory)
], PlaceOrderRequest.prototype, "history", void 0);
export class OrderPayment {
    id;
    status;
    method;
    capture;
    authorised;
    captured;
    refunded;
    reference;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], OrderPayment.prototype, "id", void 0);
__decorate([
    ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus' }),
    __metadata("design:type", String)
], OrderPayment.prototype, "status", void 0);
__decorate([
    ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod', required: false }),
    __metadata("design:type", String)
], OrderPayment.prototype, "method", void 0);
__decorate([
    ApiProperty({ enum: CapturePolicy, enumName: 'CapturePolicy' }),
    __metadata("design:type", String)
], OrderPayment.prototype, "capture", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], OrderPayment.prototype, "authorised", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], OrderPayment.prototype, "captured", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], OrderPayment.prototype, "refunded", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], OrderPayment.prototype, "reference", void 0);
export class LineQuantity {
    lineId;
    quantity;
}
__decorate([
    IsText({ min: 1, max: 16 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 16 }),
    __metadata("design:type", String)
], LineQuantity.prototype, "lineId", void 0);
__decorate([
    IsInt(),
    Min(1),
    Max(1000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000 }),
    __metadata("design:type", Number)
], LineQuantity.prototype, "quantity", void 0);
export class Shipment {
    id;
    lines;
    tracking;
    /** `shipped` or `delivered`. */
    status;
    shippedAt;
    deliveredAt;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Shipment.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: () => [LineQuantity] }),
    __metadata("design:type", Array)
], Shipment.prototype, "lines", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Shipment.prototype, "tracking", void 0);
__decorate([
    ApiProperty({ type: String, description: '`shipped` or `delivered`.' }),
    __metadata("design:type", String)
], Shipment.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Shipment.prototype, "shippedAt", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Shipment.prototype, "deliveredAt", void 0);
export class ReturnLine {
    lineId;
    quantity;
    disposition;
}
__decorate([
    IsText({ min: 1, max: 16 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 16 }),
    __metadata("design:type", String)
], ReturnLine.prototype, "lineId", void 0);
__decorate([
    IsInt(),
    Min(1),
    Max(1000000),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: 1000000 }),
    __metadata("design:type", Number)
], ReturnLine.prototype, "quantity", void 0);
__decorate([
    IsOneOf(Disposition),
    ApiProperty({ enum: Disposition, enumName: 'Disposition' }),
    __metadata("design:type", String)
], ReturnLine.prototype, "disposition", void 0);
export class Return {
    id;
    lines;
    reason;
    /** `requested` or `received`. */
    status;
    amount;
    requestedAt;
    receivedAt;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Return.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: () => [ReturnLine] }),
    __metadata("design:type", Array)
], Return.prototype, "lines", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Return.prototype, "reason", void 0);
__decorate([
    ApiProperty({ type: String, description: '`requested` or `received`.' }),
    __metadata("design:type", String)
], Return.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], Return.prototype, "amount", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Return.prototype, "requestedAt", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Return.prototype, "receivedAt", void 0);
export class OrderFulfilment {
    status;
    shipments;
    returns;
}
__decorate([
    ApiProperty({ enum: FulfilmentStatus, enumName: 'FulfilmentStatus' }),
    __metadata("design:type", String)
], OrderFulfilment.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: () => [Shipment] }),
    __metadata("design:type", Array)
], OrderFulfilment.prototype, "shipments", void 0);
__decorate([
    ApiProperty({ type: () => [Return] }),
    __metadata("design:type", Array)
], OrderFulfilment.prototype, "returns", void 0);
export class OrderLine {
    id;
    sku;
    name;
    kind;
    quantity;
    unitPrice;
    tax;
    /** quantity × unit_price. */
    total;
    cancelled;
    shipped;
    returned;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], OrderLine.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], OrderLine.prototype, "sku", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], OrderLine.prototype, "name", void 0);
__decorate([
    ApiProperty({ enum: ProductKind, enumName: 'ProductKind' }),
    __metadata("design:type", String)
], OrderLine.prototype, "kind", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], OrderLine.prototype, "quantity", void 0);
__decorate([
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], OrderLine.prototype, "unitPrice", void 0);
__decorate([
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], OrderLine.prototype, "tax", void 0);
__decorate([
    ApiProperty({ type: () => Money, description: 'quantity × unit_price.' }),
    __metadata("design:type", Money)
], OrderLine.prototype, "total", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], OrderLine.prototype, "cancelled", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], OrderLine.prototype, "shipped", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], OrderLine.prototype, "returned", void 0);
export class OrderTotals {
    subtotal;
    shipping;
    tax;
    total;
    /** What is still to be paid for: total − cancelled − returned. */
    due;
}
__decorate([
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], OrderTotals.prototype, "subtotal", void 0);
__decorate([
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], OrderTotals.prototype, "shipping", void 0);
__decorate([
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], OrderTotals.prototype, "tax", void 0);
__decorate([
    ApiProperty({ type: () => Money }),
    __metadata("design:type", Money)
], OrderTotals.prototype, "total", void 0);
__decorate([
    ApiProperty({ type: () => Money, description: 'What is still to be paid for: total − cancelled − returned.' }),
    __metadata("design:type", Money)
], OrderTotals.prototype, "due", void 0);
export class Rejection {
    /** STOCK_UNAVAILABLE, PAYMENT_DECLINED, … */
    code;
    detail;
    /** Id of the line that could not be had. */
    line;
}
__decorate([
    IsText(),
    ApiProperty({ type: String, description: 'STOCK_UNAVAILABLE, PAYMENT_DECLINED, …' }),
    __metadata("design:type", String)
], Rejection.prototype, "code", void 0);
__decorate([
    IsText(),
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Rejection.prototype, "detail", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: 'Id of the line that could not be had.' }),
    __metadata("design:type", String)
], Rejection.prototype, "line", void 0);
export class Order {
    id;
    number;
    externalId;
    customerId;
    email;
    status;
    payment;
    fulfilment;
    lines;
    totals;
    rejection;
    shippingAddress;
    billingAddress;
    metadata;
    /** Place of the last event in the order's stream, counted from 0. */
    revision;
    placedAt;
    createdAt;
    updatedAt;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Order.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Order.prototype, "number", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Order.prototype, "externalId", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Order.prototype, "customerId", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], Order.prototype, "email", void 0);
__decorate([
    ApiProperty({ enum: OrderStatus, enumName: 'OrderStatus' }),
    __metadata("design:type", String)
], Order.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: () => OrderPayment }),
    __metadata("design:type", OrderPayment)
], Order.prototype, "payment", void 0);
__decorate([
    ApiProperty({ type: () => OrderFulfilment }),
    __metadata("design:type", OrderFulfilment)
], Order.prototype, "fulfilment", void 0);
__decorate([
    ApiProperty({ type: () => [OrderLine] }),
    __metadata("design:type", Array)
], Order.prototype, "lines", void 0);
__decorate([
    ApiProperty({ type: () => OrderTotals }),
    __metadata("design:type", OrderTotals)
], Order.prototype, "totals", void 0);
__decorate([
    ApiProperty({ type: () => Rejection, required: false }),
    __metadata("design:type", Rejection)
], Order.prototype, "rejection", void 0);
__decorate([
    ApiProperty({ type: () => Address, required: false }),
    __metadata("design:type", Address)
], Order.prototype, "shippingAddress", void 0);
__decorate([
    ApiProperty({ type: () => Address, required: false }),
    __metadata("design:type", Address)
], Order.prototype, "billingAddress", void 0);
__decorate([
    ApiProperty({ type: 'object', additionalProperties: true }),
    __metadata("design:type", Object)
], Order.prototype, "metadata", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', description: 'Place of the last event in the order\'s stream, counted from 0.' }),
    __metadata("design:type", Number)
], Order.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Order.prototype, "placedAt", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Order.prototype, "createdAt", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Order.prototype, "updatedAt", void 0);
export class PlaceOrderResponse {
    order;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], PlaceOrderResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], PlaceOrderResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], PlaceOrderResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], PlaceOrderResponse.prototype, "replayed", void 0);
export class GetOrderRequest {
    orderId;
    minPosition;
    /** As it was at a time (ISO 8601, of recording) or at a revision. */
    asOf;
}
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], GetOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetOrderRequest.prototype, "minPosition", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: 'As it was at a time (ISO 8601, of recording) or at a revision.' }),
    __metadata("design:type", String)
], GetOrderRequest.prototype, "asOf", void 0);
export class GetOrderResponse {
    order;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], GetOrderResponse.prototype, "order", void 0);
export class AwaitOrderRequest {
    orderId;
    timeoutMs;
}
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], AwaitOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsInt(),
    Min(0),
    Max(60000),
    ApiProperty({ type: 'integer', minimum: 0, maximum: 60000 }),
    __metadata("design:type", Number)
], AwaitOrderRequest.prototype, "timeoutMs", void 0);
export class AwaitOrderResponse {
    order;
    position;
    /** False: the time was up first. */
    ended;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], AwaitOrderResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], AwaitOrderResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean, description: 'False: the time was up first.' }),
    __metadata("design:type", Boolean)
], AwaitOrderResponse.prototype, "ended", void 0);
export class ListOrdersRequest {
    status;
    paymentStatus;
    number;
    externalId;
    email;
    customer;
    sku;
    /** Placed at this time or later. */
    from;
    /** Placed before this time. */
    to;
    updatedFrom;
    /** Minor units. */
    minTotal;
    maxTotal;
    /** Words found in number, external id, customer, e-mail, SKUs and names of lines: admin search. */
    q;
    minPosition;
    pageSize;
    pageToken;
    page;
    /** `placedAt`, `createdAt`, `updatedAt`, `total` or `number`; `-` in front: descending. */
    sort;
}
__decorate([
    IsOptional(),
    IsOneOf(OrderStatus),
    ApiProperty({ enum: OrderStatus, enumName: 'OrderStatus', required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "status", void 0);
__decorate([
    IsOptional(),
    IsOneOf(PaymentStatus),
    ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus', required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "paymentStatus", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 64 }),
    ApiProperty({ type: String, maxLength: 64, required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "number", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 128 }),
    ApiProperty({ type: String, maxLength: 128, required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "externalId", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 254 }),
    ApiProperty({ type: String, maxLength: 254, required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "email", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 64 }),
    ApiProperty({ type: String, maxLength: 64, required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "customer", void 0);
__decorate([
    IsOptional(),
    IsSku(),
    ApiProperty({ type: String, minLength: 1, maxLength: 64, required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "sku", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false, description: 'Placed at this time or later.' }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "from", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false, description: 'Placed before this time.' }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "to", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "updatedFrom", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'Minor units.' }),
    __metadata("design:type", Number)
], ListOrdersRequest.prototype, "minTotal", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], ListOrdersRequest.prototype, "maxTotal", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false, description: 'Words found in number, external id, customer, e-mail, SKUs and names of lines: admin search.' }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "q", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "minPosition", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], ListOrdersRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "pageToken", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 1, required: false }),
    __metadata("design:type", Number)
], ListOrdersRequest.prototype, "page", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: '`placedAt`, `createdAt`, `updatedAt`, `total` or `number`; `-` in front: descending.' }),
    __metadata("design:type", String)
], ListOrdersRequest.prototype, "sort", void 0);
export class ListOrdersResponse {
    items;
    totalCount;
    nextPageToken;
}
__decorate([
    ApiProperty({ type: () => [Order] }),
    __metadata("design:type", Array)
], ListOrdersResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ListOrdersResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListOrdersResponse.prototype, "nextPageToken", void 0);
/** Why an order, or a part of it, is cancelled; the body of POST /v1/orders/{id}/cancel. */
export class Cancellation {
    reason;
    /** Default: all that has not left. */
    lines;
}
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], Cancellation.prototype, "reason", void 0);
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => LineQuantity),
    ApiProperty({ type: () => [LineQuantity], maxItems: 2000, required: false, description: 'Default: all that has not left.' }),
    __metadata("design:type", Array)
], Cancellation.prototype, "lines", void 0);
export class CancelOrderRequest {
    commandId;
    orderId;
    expectedRevision;
    cancellation;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], CancelOrderRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], CancelOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], CancelOrderRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Cancellation),
    ApiProperty({ type: () => Cancellation }),
    __metadata("design:type", Cancellation)
], CancelOrderRequest.prototype, "cancellation", void 0);
export class CancelOrderResponse {
    order;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], CancelOrderResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], CancelOrderResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], CancelOrderResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], CancelOrderResponse.prototype, "replayed", void 0);
export class ReadyOrderRequest {
    commandId;
    orderId;
    expectedRevision;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], ReadyOrderRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], ReadyOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], ReadyOrderRequest.prototype, "expectedRevision", void 0);
export class ReadyOrderResponse {
    order;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], ReadyOrderResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ReadyOrderResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ReadyOrderResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], ReadyOrderResponse.prototype, "replayed", void 0);
/** The body of POST /v1/orders/{id}/shipments. */
export class NewShipment {
    /** Default: all that is left. */
    lines;
    tracking;
}
__decorate([
    IsOptional(),
    IsArray(),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => LineQuantity),
    ApiProperty({ type: () => [LineQuantity], maxItems: 2000, required: false, description: 'Default: all that is left.' }),
    __metadata("design:type", Array)
], NewShipment.prototype, "lines", void 0);
__decorate([
    IsOptional(),
    IsText({ max: 200 }),
    ApiProperty({ type: String, maxLength: 200, required: false }),
    __metadata("design:type", String)
], NewShipment.prototype, "tracking", void 0);
export class ShipOrderRequest {
    commandId;
    orderId;
    expectedRevision;
    shipment;
    /** When it happened, in imported history only. */
    occurredAt;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], ShipOrderRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], ShipOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], ShipOrderRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => NewShipment),
    ApiProperty({ type: () => NewShipment }),
    __metadata("design:type", NewShipment)
], ShipOrderRequest.prototype, "shipment", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false, description: 'When it happened, in imported history only.' }),
    __metadata("design:type", String)
], ShipOrderRequest.prototype, "occurredAt", void 0);
export class ShipOrderResponse {
    order;
    revision;
    position;
    replayed;
    shipmentId;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], ShipOrderResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ShipOrderResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ShipOrderResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], ShipOrderResponse.prototype, "replayed", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ShipOrderResponse.prototype, "shipmentId", void 0);
export class DeliverShipmentRequest {
    commandId;
    orderId;
    shipmentId;
    expectedRevision;
    occurredAt;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], DeliverShipmentRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], DeliverShipmentRequest.prototype, "orderId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], DeliverShipmentRequest.prototype, "shipmentId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], DeliverShipmentRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false }),
    __metadata("design:type", String)
], DeliverShipmentRequest.prototype, "occurredAt", void 0);
export class DeliverShipmentResponse {
    order;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], DeliverShipmentResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], DeliverShipmentResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], DeliverShipmentResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], DeliverShipmentResponse.prototype, "replayed", void 0);
export class CompleteOrderRequest {
    commandId;
    orderId;
    expectedRevision;
    occurredAt;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], CompleteOrderRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], CompleteOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], CompleteOrderRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false }),
    __metadata("design:type", String)
], CompleteOrderRequest.prototype, "occurredAt", void 0);
export class CompleteOrderResponse {
    order;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], CompleteOrderResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], CompleteOrderResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], CompleteOrderResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], CompleteOrderResponse.prototype, "replayed", void 0);
/** The body of POST /v1/orders/{id}/returns. */
export class NewReturn {
    lines;
    reason;
}
__decorate([
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(2000),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => ReturnLine),
    ApiProperty({ type: () => [ReturnLine], minItems: 1, maxItems: 2000 }),
    __metadata("design:type", Array)
], NewReturn.prototype, "lines", void 0);
__decorate([
    IsText({ min: 1, max: 200 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 200 }),
    __metadata("design:type", String)
], NewReturn.prototype, "reason", void 0);
export class ReturnOrderRequest {
    commandId;
    orderId;
    expectedRevision;
    return;
    occurredAt;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], ReturnOrderRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], ReturnOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], ReturnOrderRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => NewReturn),
    ApiProperty({ type: () => NewReturn }),
    __metadata("design:type", NewReturn)
], ReturnOrderRequest.prototype, "return", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false }),
    __metadata("design:type", String)
], ReturnOrderRequest.prototype, "occurredAt", void 0);
export class ReturnOrderResponse {
    order;
    revision;
    position;
    replayed;
    returnId;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], ReturnOrderResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ReturnOrderResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ReturnOrderResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], ReturnOrderResponse.prototype, "replayed", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ReturnOrderResponse.prototype, "returnId", void 0);
export class ReceiveReturnRequest {
    commandId;
    orderId;
    returnId;
    expectedRevision;
    occurredAt;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], ReceiveReturnRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], ReceiveReturnRequest.prototype, "orderId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], ReceiveReturnRequest.prototype, "returnId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', required: false }),
    __metadata("design:type", Number)
], ReceiveReturnRequest.prototype, "expectedRevision", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false }),
    __metadata("design:type", String)
], ReceiveReturnRequest.prototype, "occurredAt", void 0);
export class ReceiveReturnResponse {
    order;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Order }),
    __metadata("design:type", Order)
], ReceiveReturnResponse.prototype, "order", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ReceiveReturnResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ReceiveReturnResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], ReceiveReturnResponse.prototype, "replayed", void 0);
export class GetOrderTimelineRequest {
    orderId;
    pageSize;
    pageToken;
    page;
}
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], GetOrderTimelineRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], GetOrderTimelineRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetOrderTimelineRequest.prototype, "pageToken", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 1, required: false }),
    __metadata("design:type", Number)
], GetOrderTimelineRequest.prototype, "page", void 0);
export class GetOrderTimelineResponse {
    items;
    totalCount;
    nextPageToken;
}
__decorate([
    ApiProperty({ type: () => [HistoryEntry] }),
    __metadata("design:type", Array)
], GetOrderTimelineResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], GetOrderTimelineResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], GetOrderTimelineResponse.prototype, "nextPageToken", void 0);
export class WatchOrderRequest {
    orderId;
    /** Revision to go on from; default 0. */
    fromRevision;
}
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], WatchOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(0),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false, description: 'Revision to go on from; default 0.' }),
    __metadata("design:type", Number)
], WatchOrderRequest.prototype, "fromRevision", void 0);
export class WatchOrderResponse {
    entry;
    /** The order after the event. */
    order;
}
__decorate([
    ApiProperty({ type: () => HistoryEntry }),
    __metadata("design:type", HistoryEntry)
], WatchOrderResponse.prototype, "entry", void 0);
__decorate([
    ApiProperty({ type: () => Order, description: 'The order after the event.' }),
    __metadata("design:type", Order)
], WatchOrderResponse.prototype, "order", void 0);
export class ConfirmOrderRequest {
    commandId;
    orderId;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], ConfirmOrderRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], ConfirmOrderRequest.prototype, "orderId", void 0);
export class ConfirmOrderResponse {
    /** What the order is now: confirmed, or cancelled when the buyer was quicker. */
    status;
}
__decorate([
    ApiProperty({ enum: OrderStatus, enumName: 'OrderStatus', description: 'What the order is now: confirmed, or cancelled when the buyer was quicker.' }),
    __metadata("design:type", String)
], ConfirmOrderResponse.prototype, "status", void 0);
export class RejectOrderRequest {
    commandId;
    orderId;
    rejection;
    /** SKU that could not be had, where that is the reason. */
    sku;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], RejectOrderRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], RejectOrderRequest.prototype, "orderId", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => Rejection),
    ApiProperty({ type: () => Rejection }),
    __metadata("design:type", Rejection)
], RejectOrderRequest.prototype, "rejection", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: 'SKU that could not be had, where that is the reason.' }),
    __metadata("design:type", String)
], RejectOrderRequest.prototype, "sku", void 0);
export class RejectOrderResponse {
    status;
}
__decorate([
    ApiProperty({ enum: OrderStatus, enumName: 'OrderStatus' }),
    __metadata("design:type", String)
], RejectOrderResponse.prototype, "status", void 0);
export class RecordOrderPaymentRequest {
    commandId;
    orderId;
    status;
    authorised;
    captured;
    refunded;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], RecordOrderPaymentRequest.prototype, "commandId", void 0);
__decorate([
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], RecordOrderPaymentRequest.prototype, "orderId", void 0);
__decorate([
    IsOneOf(PaymentStatus),
    ApiProperty({ enum: PaymentStatus, enumName: 'PaymentStatus' }),
    __metadata("design:type", String)
], RecordOrderPaymentRequest.prototype, "status", void 0);
__decorate([
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], RecordOrderPaymentRequest.prototype, "authorised", void 0);
__decorate([
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], RecordOrderPaymentRequest.prototype, "captured", void 0);
__decorate([
    IsInt(),
    Min(Number.MIN_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], RecordOrderPaymentRequest.prototype, "refunded", void 0);
export class RecordOrderPaymentResponse {
}
/** Takes orders and tells what became of them. */
export class OrderService {
    static rpc = { package: 'daybook.order.v1', service: 'OrderService', requests: { placeOrder: PlaceOrderRequest, getOrder: GetOrderRequest, awaitOrder: AwaitOrderRequest, listOrders: ListOrdersRequest, cancelOrder: CancelOrderRequest, readyOrder: ReadyOrderRequest, shipOrder: ShipOrderRequest, deliverShipment: DeliverShipmentRequest, completeOrder: CompleteOrderRequest, returnOrder: ReturnOrderRequest, receiveReturn: ReceiveReturnRequest, getOrderTimeline: GetOrderTimelineRequest, watchOrder: WatchOrderRequest, confirmOrder: ConfirmOrderRequest, rejectOrder: RejectOrderRequest, recordOrderPayment: RecordOrderPaymentRequest }, streams: ['watchOrder'] };
}
//# sourceMappingURL=order.js.map