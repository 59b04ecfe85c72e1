import { Module } from '@nestjs/common';
import { InventoryService, OrderService, PaymentService } from '#contracts';
import { commandHandlers } from '#eventing';
import { rpcClient } from '#runtime';
import { AskingReactor } from './asking.reactor.js';
import { Calls } from './calls.js';
import * as c from './checkout.commands.saga.js';
import { checkout } from './checkout.saga.js';
import * as f from './fulfilment.commands.saga.js';
import { fulfilment } from './fulfilment.saga.js';
import { Fulfilments } from './fulfilments.js';
import { HearingReactor } from './hearing.reactor.js';

@Module({
  providers: [
    ...[InventoryService, OrderService, PaymentService].map(rpcClient),
    ...commandHandlers(checkout, Object.values(c) as never),
    ...commandHandlers(fulfilment, Object.values(f) as never),
    AskingReactor,
    Calls,
    Fulfilments,
    HearingReactor,
  ],
})
export class SagaOrchestratorModule {}
