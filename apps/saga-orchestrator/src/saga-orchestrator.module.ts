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

@Module({
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
export class SagaOrchestratorModule {}
