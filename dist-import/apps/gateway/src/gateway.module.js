var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { AdminService, InventoryService, OrderService, PaymentService, ProductService, SagaService } from '#contracts';
import { AdminEverywhere, rpcClient } from '#runtime';
import { AdminController, OperationsController } from './admin.controller.js';
import { ImportsController } from './imports.controller.js';
import { ImportRecords } from './imports.records.js';
import { Operations } from './operations.js';
import { OrdersController } from './orders.controller.js';
import { PaymentsController } from './payments.controller.js';
import { ProductsController } from './products.controller.js';
import { StockController } from './stock.controller.js';
let GatewayModule = class GatewayModule {
};
GatewayModule = __decorate([
    Module({
        imports: [AuditModule],
        controllers: [
            ProductsController,
            StockController,
            OrdersController,
            PaymentsController,
            AdminController,
            ImportsController,
            OperationsController,
        ],
        providers: [
            ...[ProductService, InventoryService, OrderService, PaymentService, SagaService].map(rpcClient),
            { provide: AdminService, useClass: AdminEverywhere },
            Operations,
            ImportRecords,
        ],
    })
], GatewayModule);
export { GatewayModule };
//# sourceMappingURL=gateway.module.js.map