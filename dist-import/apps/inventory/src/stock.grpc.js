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
import { InventoryService, } from '#contracts';
import { Aggregates, AppError, listRows, metaFor, pageOf, ReadYourWrites, sortOf } from '#eventing';
import { ReadModel } from '#ports';
import { GrpcService } from '#runtime';
import { StockLevelRow, stockLevelRows } from './stock-level.projection.js';
import { AdjustStock, CountStock, ExpectStock, MAIN, ReceiveStock, SetSafetyStock, stock, TransferStock, WriteOffStock, } from './stock.decider.js';
import { StockLedger } from './stock.ledger.js';
import { StockReservations } from './stock.reservations.js';
import { at } from './stock.state.js';
import { stockOfRow, stockView } from './stock.view.js';
let StockGrpc = class StockGrpc extends InventoryService {
    commands;
    aggregates;
    reservations;
    ledger;
    writes;
    readModel;
    constructor(commands, aggregates, reservations, ledger, writes, readModel) {
        super();
        this.commands = commands;
        this.aggregates = aggregates;
        this.reservations = reservations;
        this.ledger = ledger;
        this.writes = writes;
        this.readModel = readModel;
    }
    /** From the aggregate, which shows every write that was answered. */
    async getStock({ sku }) {
        return { stock: stockView(sku, await this.aggregates.load(stock, sku)) };
    }
    async listStock(request) {
        const { skus = [], below, minPosition } = request;
        const { field, descending } = sortOf(request.sort, ['sku', 'available', 'updatedAt'], 'sku');
        const page = pageOf(request);
        await this.writes.reached(stockLevelRows, minPosition);
        const sort = { field: field === 'sku' ? 'id' : field, descending };
        const listed = await listRows(this.readModel.manager, StockLevelRow, page, sort, (query) => {
            if (skus.length)
                query.andWhere('row.id IN (:...skus)', { skus });
            if (below !== undefined)
                query.andWhere('row.available < :below', { below });
        });
        return { ...listed, items: listed.items.map(stockOfRow) };
    }
    async receiveStock(request) {
        const { location, quantity, reference } = request.receipt;
        const data = { location, quantity, reference, occurredAt: request.occurredAt };
        return this.answer(new ReceiveStock(request.sku, data, meta('ReceiveStock', request)));
    }
    async expectStock(request) {
        const { quantity, reference } = request.delivery;
        return this.answer(new ExpectStock(request.sku, { quantity, reference }, meta('ExpectStock', request)));
    }
    async adjustStock(request) {
        const { location, quantity, reason, changeFromQuantity } = request.adjustment;
        const data = { location, quantity, reason, changeFromQuantity, occurredAt: request.occurredAt };
        return this.answer(new AdjustStock(request.sku, data, meta('AdjustStock', request)));
    }
    async countStock(request) {
        const { counted, location, asOf } = request.count;
        const then = asOf === undefined ? undefined : await this.onHandAt(request.sku, location, asOf);
        return this.answer(new CountStock(request.sku, { counted, location, asOf: then }, meta('CountStock', request)));
    }
    async transferStock(request) {
        const { from, to, quantity } = request.transfer;
        return this.answer(new TransferStock(request.sku, { from, to, quantity }, meta('TransferStock', request)));
    }
    async writeOffStock(request) {
        const { location, quantity, reason } = request.writeOff;
        return this.answer(new WriteOffStock(request.sku, { location, quantity, reason }, meta('WriteOffStock', request)));
    }
    async setSafetyStock(request) {
        const { quantity } = request.safetyStock;
        return this.answer(new SetSafetyStock(request.sku, { quantity }, meta('SetSafetyStock', request)));
    }
    getStockLedger(request) {
        return this.ledger.page(request);
    }
    explainStock({ sku }) {
        return this.ledger.explain(sku);
    }
    reserveStock(request) {
        return this.reservations.reserve(request);
    }
    releaseStock(request) {
        return this.reservations.release(request);
    }
    shipStock(request) {
        return this.reservations.ship(request);
    }
    returnStock(request) {
        return this.reservations.takeBack(request);
    }
    /** Of the past, which no longer changes: a later revision than the stream has is refused here. */
    async onHandAt(sku, location = MAIN, asOf) {
        const { state, revision } = await this.aggregates.loadAsOf(stock, sku, String(asOf));
        if (revision === asOf)
            return { revision, onHand: at(state.locations, location).onHand ?? 0 };
        const message = `must be a revision of this stock; the last one is ${revision}`;
        throw new AppError('invalid', 'VALIDATION_FAILED', `asOf ${message}.`, [{ pointer: '/asOf', message }]);
    }
    async answer(command) {
        const handled = await this.commands.execute(command);
        const { revision, position, replayed } = handled;
        return { stock: stockView(command.id, handled), revision, position, replayed };
    }
};
StockGrpc = __decorate([
    GrpcService(InventoryService),
    __metadata("design:paramtypes", [CommandBus,
        Aggregates,
        StockReservations,
        StockLedger,
        ReadYourWrites,
        ReadModel])
], StockGrpc);
export { StockGrpc };
const meta = (route, request) => metaFor(route, request.commandId, request.expectedRevision);
//# sourceMappingURL=stock.grpc.js.map