var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { InventoryService, OrderService, PaymentService } from '#contracts';
import { commandHandlers, provideReadSide } from '#eventing';
import { rpcClient } from '#runtime';
import { AskingReactor } from './asking.reactor.js';
import { Calls } from './calls.js';
import { checkoutCommands } from './checkout.commands.saga.js';
import { checkout } from './checkout.saga.js';
import { fulfilmentCommands } from './fulfilment.commands.saga.js';
import { fulfilment } from './fulfilment.saga.js';
import { Fulfilments } from './fulfilments.js';
import { HearingReactor } from './hearing.reactor.js';
import { SagaGrpc } from './saga.grpc.js';
import { sagaReadSide } from './saga.read-side.js';
import { SagaTimers } from './saga.timers.js';
import { SagasQuery } from './sagas.query.js';
let SagaOrchestratorModule = class SagaOrchestratorModule {
};
SagaOrchestratorModule = __decorate([
    Module({
        controllers: [SagaGrpc],
        providers: [
            ...commandHandlers(checkout, checkoutCommands),
            ...commandHandlers(fulfilment, fulfilmentCommands),
            provideReadSide(sagaReadSide),
            ...[InventoryService, PaymentService, OrderService].map(rpcClient),
            Calls,
            Fulfilments,
            HearingReactor,
            AskingReactor,
            SagaTimers,
            SagasQuery,
        ],
    })
], SagaOrchestratorModule);
export { SagaOrchestratorModule };
//# sourceMappingURL=saga-orchestrator.module.js.map