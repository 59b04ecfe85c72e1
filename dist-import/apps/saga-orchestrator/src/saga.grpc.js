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
import { SagaService, } from '#contracts';
import { metaFor } from '#eventing';
import { EventStore } from '#ports';
import { GrpcService } from '#runtime';
import { CompensateCheckout, RetryCheckout, SkipCheckoutStep } from './checkout.commands.saga.js';
import { CompensateFulfilment, RetryFulfilment, SkipFulfilmentStep } from './fulfilment.commands.saga.js';
import { sagaNamed, sagaOf } from './saga.view.js';
import { SagasQuery } from './sagas.query.js';
const ACTIONS = {
    RetrySaga: { checkout: RetryCheckout, fulfilment: RetryFulfilment },
    SkipSaga: { checkout: SkipCheckoutStep, fulfilment: SkipFulfilmentStep },
    CompensateSaga: { checkout: CompensateCheckout, fulfilment: CompensateFulfilment },
};
let SagaGrpc = class SagaGrpc extends SagaService {
    commands;
    store;
    query;
    constructor(commands, store, query) {
        super();
        this.commands = commands;
        this.store = store;
        this.query = query;
    }
    listSagas(request) {
        return this.query.list(request);
    }
    async getSaga({ sagaId }) {
        return { saga: sagaOf(sagaId, await this.store.read(sagaId)) };
    }
    retrySaga(request) {
        return this.stepIn('RetrySaga', request);
    }
    skipSaga(request) {
        return this.stepIn('SkipSaga', request);
    }
    compensateSaga(request) {
        return this.stepIn('CompensateSaga', request);
    }
    async stepIn(route, { sagaId, commandId, action }) {
        const { kind, orderId } = sagaNamed(sagaId);
        const command = commandOf(route, kind, orderId, action.reason, metaFor(route, commandId));
        const { revision, position, replayed } = await this.commands.execute(command);
        const events = await this.store.read(sagaId, { limit: revision + 1 });
        return { saga: sagaOf(sagaId, events), revision, position, replayed };
    }
};
SagaGrpc = __decorate([
    GrpcService(SagaService),
    __metadata("design:paramtypes", [CommandBus,
        EventStore,
        SagasQuery])
], SagaGrpc);
export { SagaGrpc };
/** The order's own command on the kind of saga. */
function commandOf(route, kind, orderId, reason, meta) {
    const Action = ACTIONS[route][kind];
    return new Action(orderId, { reason }, meta);
}
//# sourceMappingURL=saga.grpc.js.map