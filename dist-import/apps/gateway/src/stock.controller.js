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
import { Body, Controller, Get, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Adjustment, Count, ExpectedDelivery, ExplainStockResponse, InventoryService, LedgerEntry, Receipt, SafetyStock, Stock, Transfer, WriteOff, } from '#contracts';
import { answerRead, AnswersRead, AnswersWrite, answerWrite, IdempotencyKey, IfMatch, integer, listAnswer, listOf, listQuery, MinPosition, pageOf, Sku, sku, } from '#runtime';
import { paged } from './paging.js';
const StockQuery = listQuery({
    sort: ['sku', 'available', 'updatedAt'],
    filters: { sku: listOf(sku, { max: 500 }), below: integer() },
});
const LedgerQuery = listQuery({ sort: ['revision'], filters: {} });
let StockController = class StockController {
    inventory;
    constructor(inventory) {
        this.inventory = inventory;
    }
    async listStock(query, minPosition) {
        const { sku: skus, ...rest } = paged(query);
        return listAnswer(query, await this.inventory.listStock({ ...rest, ...(skus && { skus }), minPosition }));
    }
    async getStock(of, minPosition, reply) {
        return answerRead(reply, (await this.inventory.getStock({ sku: of, minPosition })).stock);
    }
    async receiveStock(of, receipt, commandId, expectedRevision, reply) {
        const request = { sku: of, commandId: commandId ?? '', expectedRevision, receipt };
        const done = await this.inventory.receiveStock(request);
        return answerWrite(reply, done, done.stock);
    }
    async expectStock(of, delivery, commandId, expectedRevision, reply) {
        const request = { sku: of, commandId: commandId ?? '', expectedRevision, delivery };
        const done = await this.inventory.expectStock(request);
        return answerWrite(reply, done, done.stock);
    }
    async adjustStock(of, adjustment, commandId, expectedRevision, reply) {
        const request = { sku: of, commandId: commandId ?? '', expectedRevision, adjustment };
        const done = await this.inventory.adjustStock(request);
        return answerWrite(reply, done, done.stock);
    }
    async countStock(of, count, commandId, expectedRevision, reply) {
        const request = { sku: of, commandId: commandId ?? '', expectedRevision, count };
        const done = await this.inventory.countStock(request);
        return answerWrite(reply, done, done.stock);
    }
    async transferStock(of, transfer, commandId, expectedRevision, reply) {
        const request = { sku: of, commandId: commandId ?? '', expectedRevision, transfer };
        const done = await this.inventory.transferStock(request);
        return answerWrite(reply, done, done.stock);
    }
    async writeOffStock(of, writeOff, commandId, expectedRevision, reply) {
        const request = { sku: of, commandId: commandId ?? '', expectedRevision, writeOff };
        const done = await this.inventory.writeOffStock(request);
        return answerWrite(reply, done, done.stock);
    }
    async setSafetyStock(of, safetyStock, commandId, expectedRevision, reply) {
        const request = { sku: of, commandId: commandId ?? '', expectedRevision, safetyStock };
        const done = await this.inventory.setSafetyStock(request);
        return answerWrite(reply, done, done.stock);
    }
    async getStockLedger(of, query) {
        return listAnswer(query, await this.inventory.getStockLedger({ sku: of, ...paged(query) }));
    }
    explainStock(of) {
        return this.inventory.explainStock({ sku: of });
    }
};
__decorate([
    Get(),
    ApiOkResponse({ type: pageOf(Stock) }),
    __param(0, Query()),
    __param(1, MinPosition()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [StockQuery, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "listStock", null);
__decorate([
    Get(':sku'),
    AnswersRead(Stock),
    __param(0, Sku()),
    __param(1, MinPosition()),
    __param(2, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "getStock", null);
__decorate([
    Post(':sku/receipts'),
    AnswersWrite(Stock, 201),
    __param(0, Sku()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Receipt, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "receiveStock", null);
__decorate([
    Post(':sku/expected'),
    AnswersWrite(Stock, 201),
    __param(0, Sku()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, ExpectedDelivery, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "expectStock", null);
__decorate([
    Post(':sku/adjustments'),
    AnswersWrite(Stock, 201),
    __param(0, Sku()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Adjustment, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "adjustStock", null);
__decorate([
    Post(':sku/counts'),
    AnswersWrite(Stock, 201),
    __param(0, Sku()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Count, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "countStock", null);
__decorate([
    Post(':sku/transfers'),
    AnswersWrite(Stock, 201),
    __param(0, Sku()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Transfer, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "transferStock", null);
__decorate([
    Post(':sku/write-offs'),
    AnswersWrite(Stock, 201),
    __param(0, Sku()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, WriteOff, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "writeOffStock", null);
__decorate([
    Put(':sku/safety-stock'),
    AnswersWrite(Stock),
    __param(0, Sku()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, SafetyStock, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "setSafetyStock", null);
__decorate([
    Get(':sku/ledger'),
    ApiOkResponse({ type: pageOf(LedgerEntry) }),
    __param(0, Sku()),
    __param(1, Query()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, LedgerQuery]),
    __metadata("design:returntype", Promise)
], StockController.prototype, "getStockLedger", null);
__decorate([
    Get(':sku/explanation'),
    ApiOkResponse({ type: ExplainStockResponse }),
    __param(0, Sku()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String]),
    __metadata("design:returntype", void 0)
], StockController.prototype, "explainStock", null);
StockController = __decorate([
    Controller('v1/stock'),
    ApiTags('stock'),
    __metadata("design:paramtypes", [InventoryService])
], StockController);
export { StockController };
//# sourceMappingURL=stock.controller.js.map