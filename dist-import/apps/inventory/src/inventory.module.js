var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { commandHandlers, provideReadSide } from '#eventing';
import { inventoryReadSide } from './inventory.read-side.js';
import { AdjustStock, CountStock, ExpectStock, ReceiveStock, ReleaseStock, ReserveStock, ReturnStock, SetSafetyStock, ShipStock, stock, TransferStock, VoidReservation, WriteOffStock, } from './stock.decider.js';
import { StockGrpc } from './stock.grpc.js';
import { StockLedger } from './stock.ledger.js';
import { StockReservations } from './stock.reservations.js';
let InventoryModule = class InventoryModule {
};
InventoryModule = __decorate([
    Module({
        controllers: [StockGrpc],
        providers: [
            ...commandHandlers(stock, [ReceiveStock, ExpectStock, AdjustStock, CountStock, TransferStock, WriteOffStock]),
            ...commandHandlers(stock, [SetSafetyStock, ReserveStock, ReleaseStock, VoidReservation, ShipStock, ReturnStock]),
            provideReadSide(inventoryReadSide),
            StockReservations,
            StockLedger,
        ],
    })
], InventoryModule);
export { InventoryModule };
//# sourceMappingURL=inventory.module.js.map