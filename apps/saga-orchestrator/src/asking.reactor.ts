import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Aggregates, categoryOf, idOf, metaFor, Reactor } from '#eventing';
import { callContext, inContext, type StreamEvent } from '#ports';
import { Calls, type Answer } from './calls.js';
import * as checkout from './checkout.commands.saga.js';
import type { Checkout, CheckoutEvent } from './checkout.events.saga.js';
import { checkout as checkoutSaga } from './checkout.saga.js';
import * as fulfilment from './fulfilment.commands.saga.js';
import type { Fulfilment, FulfilmentEvent } from './fulfilment.events.saga.js';
import { fulfilment as fulfilmentSaga } from './fulfilment.saga.js';
import { Fulfilments } from './fulfilments.js';
import type { Step } from './steps.saga.js';

/** How long what follows from an answer may take, ms. */
const TELLING_MS = 10_000;

type SagaEvent = StreamEvent & (CheckoutEvent | FulfilmentEvent);

/** Sends what the sagas ask for and tells them the answers. No answer is not told: the step's timer repeats the request. */
@Injectable()
export class AskingReactor extends Reactor {
  readonly name = 'saga-asking';
  readonly categories = ['checkout', 'fulfilment'];
  override readonly lingerMs = 40;

  constructor(
    private readonly commands: CommandBus,
    private readonly calls: Calls,
    private readonly fulfilments: Fulfilments,
    private readonly aggregates: Aggregates,
  ) {
    super();
  }

  react(recorded: StreamEvent): Promise<void> | undefined {
    const event = recorded as SagaEvent;
    const { asks, payment } = event.data;
    return asks?.length || payment || 'handsOver' in event.data ? this.follow(event) : undefined;
  }

  private async follow(event: SagaEvent): Promise<void> {
    const { stream, data } = event;
    const orderId = idOf(stream);
    const { payment } = data;
    // Of what was decided here just now nobody else knows yet.
    const asks = callContext()?.ahead ? (data.asks ?? []) : await this.open(event);
    const isTold = data.asks?.some(({ ask }) => ask.name === 'confirmOrder' && ask.payment);
    const known = payment && !isTold ? await failureOf(this.calls.recordPayment(stream, orderId, payment)) : undefined;
    // Whether or not that succeeded.
    const failures = await Promise.all(asks.map((step) => failureOf(this.ask(stream, orderId, step))));
    for (const failure of [known, ...failures]) if (failure) throw failure;
    if ('cancellations' in data || 'handsOver' in data) await inTimeOfItsOwn(() => this.handOver(orderId, data));
  }

  private async handOver(orderId: string, data: SagaEvent['data']): Promise<void> {
    if ('cancellations' in data && data.cancellations) {
      await this.fulfilments.open(orderId);
      for (const cancelled of data.cancellations) {
        await this.commands.execute(
          new fulfilment.HearPartCancelled(orderId, cancelled, metaFor('HearPartCancelled', undefined)),
        );
      }
    }
    if ('handsOver' in data && data.handsOver) {
      await this.fulfilments.takeOverMoney(orderId, data.handsOver);
    }
  }

  /**
   * Of the requests in an event those that have not ended as far as this process knows, which is at least as far as the
   * event: before the feed brought it here another replica may have sent them, and told the saga the answer.
   */
  private async open({ stream, revision, data: { asks = [] } }: SagaEvent): Promise<readonly Step[]> {
    if (!asks.length) return asks;
    const id = idOf(stream);
    const { state } =
      categoryOf(stream) === 'checkout'
        ? await this.aggregates.loadSince<Checkout>(checkoutSaga, id, revision)
        : await this.aggregates.loadSince<Fulfilment>(fulfilmentSaga, id, revision);
    const open = state.phase === 'new' ? [] : state.steps;
    return asks.filter((asked) => open.some((step) => step.id === asked.id && step.attempt === asked.attempt));
  }

  private async ask(stream: string, orderId: string, step: Step): Promise<void> {
    const answer = await this.calls.ask(stream, orderId, step);
    if (!answer) return;
    const command =
      categoryOf(stream) === 'checkout'
        ? heardByCheckout(orderId, step, answer)
        : heardByFulfilment(orderId, step, answer);
    if (command) await inTimeOfItsOwn(() => this.commands.execute(command));
  }
}

/** A request may have waited longer for its turn than a reaction has time: what it came to is told all the same. */
function inTimeOfItsOwn<T>(run: () => Promise<T>): Promise<T> {
  const reaction = callContext();
  return reaction ? inContext({ ...reaction, deadline: performance.now() + TELLING_MS }, run) : run();
}

const failureOf = (call: Promise<void>): Promise<Error | undefined> =>
  call.then(
    () => undefined,
    (error: Error) => error,
  );

function heardByCheckout(orderId: string, { ask }: Step, answer: Answer): checkout.CheckoutCommand | undefined {
  const meta = metaFor('answer', undefined);
  switch (answer.of) {
    case 'stock': {
      const { events } = answer;
      return ask.name === 'reserveStock'
        ? new checkout.HearStockReserved(orderId, { events }, meta)
        : new checkout.HearStockReleased(orderId, { events }, meta);
    }
    case 'shortage':
      return new checkout.HearStockUnavailable(orderId, answer.shortage, meta);
    case 'payment':
      return new checkout.HearPayment(orderId, answer.heard, meta);
    case 'refusal':
      return new checkout.HearRefusal(orderId, answer.refusal, meta);
    case 'order':
      // What is left of the order is cancelled; parcels that left stay what they are.
      if (ask.name === 'cancelOrder') return new checkout.HearOrderCancelled(orderId, {}, meta);
      switch (answer.status) {
        case 'confirmed':
        case 'completed':
          return new checkout.HearOrderConfirmed(orderId, {}, meta);
        case 'rejected':
          return new checkout.HearOrderRejected(orderId, {}, meta);
        case 'cancelled':
          return new checkout.HearOrderCancelled(orderId, {}, meta);
        case 'placed':
          return undefined;
      }
  }
}

function heardByFulfilment(orderId: string, { id }: Step, answer: Answer): fulfilment.FulfilmentCommand | undefined {
  const meta = metaFor('answer', undefined);
  switch (answer.of) {
    case 'stock':
      return new fulfilment.HearStockMoved(orderId, { step: id, events: answer.events }, meta);
    case 'payment':
      return new fulfilment.HearMoneyMoved(orderId, answer.heard, meta);
    case 'refusal':
      return new fulfilment.HearStepRefused(orderId, answer.refusal, meta);
    case 'shortage':
    case 'order':
      return undefined;
  }
}
