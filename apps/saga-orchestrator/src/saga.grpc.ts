import { CommandBus } from '@nestjs/cqrs';
import {
  SagaService,
  type BeginCheckoutRequest,
  type BeginCheckoutResponse,
  type CompensateSagaRequest,
  type CompensateSagaResponse,
  type GetSagaRequest,
  type GetSagaResponse,
  type ListSagasRequest,
  type ListSagasResponse,
  type RetrySagaRequest,
  type RetrySagaResponse,
  type SkipSagaRequest,
  type SkipSagaResponse,
} from '#contracts';
import { metaFor, Reactors, streamOf, type CommandMeta } from '#eventing';
import { EventStore } from '#ports';
import { GrpcService } from '#runtime';
import { CompensateCheckout, RetryCheckout, SkipCheckoutStep } from './checkout.commands.saga.js';
import { CompensateFulfilment, RetryFulfilment, SkipFulfilmentStep } from './fulfilment.commands.saga.js';
import { HearingReactor } from './hearing.reactor.js';
import { sagaNamed, sagaOf, type Kind } from './saga.view.js';
import { SagasQuery } from './sagas.query.js';

const ACTIONS = {
  RetrySaga: { checkout: RetryCheckout, fulfilment: RetryFulfilment },
  SkipSaga: { checkout: SkipCheckoutStep, fulfilment: SkipFulfilmentStep },
  CompensateSaga: { checkout: CompensateCheckout, fulfilment: CompensateFulfilment },
} as const;

@GrpcService(SagaService)
export class SagaGrpc extends SagaService {
  constructor(
    private readonly commands: CommandBus,
    private readonly store: EventStore,
    private readonly query: SagasQuery,
    private readonly reactors: Reactors,
    private readonly hearing: HearingReactor,
  ) {
    super();
  }

  async beginCheckout({ orderId }: BeginCheckoutRequest): Promise<BeginCheckoutResponse> {
    const placed = await this.store.read(streamOf({ category: 'order' }, orderId), { limit: 1 });
    this.reactors.runner(this.hearing.name)?.hearRecorded(placed);
    return {};
  }

  listSagas(request: ListSagasRequest): Promise<ListSagasResponse> {
    return this.query.list(request);
  }

  async getSaga({ sagaId }: GetSagaRequest): Promise<GetSagaResponse> {
    return { saga: sagaOf(sagaId, await this.store.read(sagaId)) };
  }

  retrySaga(request: RetrySagaRequest): Promise<RetrySagaResponse> {
    return this.stepIn('RetrySaga', request);
  }

  skipSaga(request: SkipSagaRequest): Promise<SkipSagaResponse> {
    return this.stepIn('SkipSaga', request);
  }

  compensateSaga(request: CompensateSagaRequest): Promise<CompensateSagaResponse> {
    return this.stepIn('CompensateSaga', request);
  }

  private async stepIn(route: keyof typeof ACTIONS, { sagaId, commandId, action }: RetrySagaRequest) {
    const { kind, orderId } = sagaNamed(sagaId);
    const command = commandOf(route, kind, orderId, action.reason, metaFor(route, commandId));
    const { revision, position, replayed } = await this.commands.execute(command);
    const events = await this.store.read(sagaId, { limit: revision + 1 });
    return { saga: sagaOf(sagaId, events), revision, position, replayed };
  }
}

/** The order's own command on the kind of saga. */
function commandOf(route: keyof typeof ACTIONS, kind: Kind, orderId: string, reason: string, meta: CommandMeta) {
  const Action = ACTIONS[route][kind] as typeof RetryCheckout;
  return new Action(orderId, { reason }, meta);
}
