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
import { ImportRecord, ImportStatus, InventoryService, OrderService, OrderStatus, ProductService, } from '#contracts';
import { AppError, callContext, inContext, isTransient } from '#ports';
import { invalid, parseBody, Refused, validated } from '#runtime';
export const LONGEST_LINE = 1024 * 1024;
/** A record has this long, whatever the request that it came with. */
const DEADLINE_MS = 60_000;
const CHECKOUT_MS = 30_000;
const THINGS = ['product', 'receipt', 'adjustment', 'order', 'return'];
/** Something of the record stands already, so that it is not refused as a whole. */
class Unfinished extends Error {
    orderId;
    reason;
    constructor(orderId, reason) {
        super();
        this.orderId = orderId;
        this.reason = reason;
    }
}
/**
 * Brings the records of an import to their services. Every command carries the record's key, so that a record that is
 * sent again, after whatever crash, changes nothing or goes on where it stopped.
 */
let ImportRecords = class ImportRecords {
    products;
    stock;
    orders;
    log = new Logger('imports');
    constructor(products, stock, orders) {
        this.products = products;
        this.stock = stock;
        this.orders = orders;
    }
    /** Works on the lines of one request; those that are about the same order or stock one after another, as they came. */
    session() {
        const lanes = new Map();
        return async (line) => {
            let record;
            try {
                record = read(line);
                const { key } = record;
                const result = await this.inLane(lanes, record);
                return { line: line.number, key, status: ImportStatus.Done, ...result };
            }
            catch (error) {
                return { line: line.number, ...(record && { key: record.key }), ...this.failureOf(error) };
            }
        };
    }
    inLane(lanes, record) {
        const lane = laneOf(record);
        if (!lane)
            return this.inOwnContext(record);
        const before = lanes.get(lane) ?? Promise.resolve();
        const done = before.then(() => this.inOwnContext(record));
        const settled = done.catch(() => { }).finally(() => lanes.get(lane) === settled && lanes.delete(lane));
        lanes.set(lane, settled);
        return done;
    }
    inOwnContext(record) {
        const outer = callContext();
        const context = {
            principal: outer?.principal ?? 'anonymous',
            correlationId: uuidv7(),
            traceparent: outer?.traceparent,
            deadline: performance.now() + DEADLINE_MS,
        };
        return inContext(context, () => this.apply(record));
    }
    apply({ key, product, receipt, adjustment, order, return: back }) {
        if (product)
            return this.putProduct(key, product);
        if (receipt)
            return this.receive(key, receipt);
        if (adjustment)
            return this.adjust(key, adjustment);
        return order ? this.placeOrder(key, order) : this.takeBack(key, back);
    }
    async putProduct(commandId, product) {
        return written(await this.products.putProductBySku({ commandId, sku: product.sku, product }));
    }
    async receive(commandId, { sku, occurredAt, ...receipt }) {
        return written(await this.stock.receiveStock({ commandId, sku, receipt, ...(occurredAt && { occurredAt }) }));
    }
    async adjust(commandId, { sku, occurredAt, ...adjustment }) {
        return written(await this.stock.adjustStock({ commandId, sku, adjustment, ...(occurredAt && { occurredAt }) }));
    }
    async placeOrder(key, { placedAt, steps = [], lines, ...rest }) {
        const { order } = await this.orders.placeOrder({
            commandId: key,
            order: { ...rest, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
            history: { placedAt, unitPrices: lines.map(({ unitPrice }) => unitPrice) },
        });
        const result = { orderId: order.id, lines: order.lines.length, total: order.totals.total.amount };
        try {
            return { ...result, ...(await this.follow(key, order.id, steps)) };
        }
        catch (error) {
            throw error instanceof Rejection ? error : new Unfinished(order.id, error);
        }
    }
    async follow(key, orderId, steps) {
        const { order, position, ended } = await this.orders.awaitOrder({ orderId, timeoutMs: CHECKOUT_MS });
        if (order.status === OrderStatus.Rejected)
            throw new Rejection(orderId, order.rejection);
        if (!ended)
            throw new AppError('timeout', 'DEADLINE_EXCEEDED', 'The checkout of the order has not ended yet.');
        let last = { revision: order.revision, position };
        let shipmentId = '';
        for (const [i, { step, occurredAt }] of steps.entries()) {
            const command = { commandId: `${key} ${i} ${step}`, orderId, occurredAt };
            switch (step) {
                case 'ship': {
                    const shipped = await this.orders.shipOrder({ ...command, shipment: {} });
                    ({ shipmentId } = shipped);
                    last = shipped;
                    break;
                }
                case 'deliver':
                    last = await this.orders.deliverShipment({ ...command, shipmentId });
                    break;
                case 'complete':
                    last = await this.orders.completeOrder(command);
                    break;
            }
        }
        return written(last);
    }
    async takeBack(key, { orderId, occurredAt, ...back }) {
        const when = occurredAt ? { occurredAt } : {};
        const { order, returnId } = await this.orders.returnOrder({ commandId: key, orderId, return: back, ...when });
        try {
            const received = await this.orders.receiveReturn({ commandId: `${key} received`, orderId, returnId, ...when });
            const announced = order.fulfilment.returns.find(({ id }) => id === returnId);
            return { orderId, lines: announced.lines.length, total: announced.amount.amount, ...written(received) };
        }
        catch (error) {
            throw new Unfinished(orderId, error);
        }
    }
    failureOf(error) {
        if (error instanceof Unfinished) {
            return { ...this.failureOf(error.reason), status: ImportStatus.Failed, orderId: error.orderId };
        }
        if (error instanceof Rejection) {
            const { orderId, code, message } = error;
            return { status: ImportStatus.Refused, orderId, problem: { code, detail: message } };
        }
        if (error instanceof AppError || error instanceof Refused) {
            const { code, message } = error;
            const status = isTransient(error) ? ImportStatus.Failed : ImportStatus.Refused;
            return { status, problem: { code, detail: message } };
        }
        this.log.error(error instanceof Error ? error.stack : error);
        return { status: ImportStatus.Failed, problem: { code: 'INTERNAL', detail: 'The fault is recorded.' } };
    }
};
ImportRecords = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ProductService,
        InventoryService,
        OrderService])
], ImportRecords);
export { ImportRecords };
/** Checkout came to its end, and it is no order: the stock was not there, the payment was declined. */
class Rejection extends Error {
    orderId;
    code;
    constructor(orderId, rejection) {
        super(rejection?.detail ?? 'The order was rejected.');
        this.orderId = orderId;
        this.code = rejection?.code ?? 'ORDER_REJECTED';
    }
}
const written = ({ revision, position }) => ({
    revision,
    position,
});
function read({ bytes }) {
    if (!bytes)
        throw new Refused(413, 'PAYLOAD_TOO_LARGE', `A line may have ${LONGEST_LINE} bytes.`);
    const record = validated(ImportRecord, parseBody(bytes));
    const given = THINGS.filter((thing) => record[thing]);
    if (given.length !== 1) {
        throw invalid([{ pointer: '', code: 'ONE_OF', message: `must have exactly one of ${THINGS.join(', ')}` }]);
    }
    if (record.product && record.product.sku === undefined) {
        throw invalid([{ pointer: '/product/sku', code: 'REQUIRED', message: 'is required' }]);
    }
    return record;
}
/** What a record is about, where the order of records matters. */
const laneOf = ({ product, receipt, adjustment, return: back }) => product?.sku ?? receipt?.sku ?? adjustment?.sku ?? back?.orderId;
//# sourceMappingURL=imports.records.js.map