import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { OrderEvent, PaymentEvent } from '#contracts';
import { metaFor, Reactor, type Recorded } from '#eventing';
import type { StreamEvent } from '#ports';
import * as checkout from './checkout.commands.saga.js';
import * as fulfilment from './fulfilment.commands.saga.js';
import { Fulfilments } from './fulfilments.js';
import { isKnown, type PaymentNews } from './money.saga.js';
import type { Terms } from './steps.saga.js';

type Heard<Of, Type> = Recorded<Extract<Of, { readonly type: Type }> & { type: string; data: unknown }>;

/** Tells the sagas what happens to orders and payments: the checkout until the order is confirmed, then the fulfilment. */
@Injectable()
export class HearingReactor extends Reactor {
  readonly name = 'saga-hearing';
  readonly categories = ['order', 'payment'];

  constructor(
    private readonly commands: CommandBus,
    private readonly fulfilments: Fulfilments,
  ) {
    super();
  }

  react(recorded: StreamEvent): Promise<void> | undefined {
    const event = recorded as Recorded<OrderEvent | PaymentEvent>;
    switch (event.type) {
      case 'OrderPlaced':
        return this.tell(new checkout.HearOrderPlaced(event.data.orderId, termsOf(event), meta(event)));
      case 'OrderConfirmed':
        return this.tell(new checkout.HearOrderConfirmed(event.data.orderId, {}, meta(event)));
      case 'OrderRejected':
        return this.tell(new checkout.HearOrderRejected(event.data.orderId, {}, meta(event)));
      case 'OrderLinesCancelled':
        return this.cancelled(event);
      case 'OrderShipped': {
        const { orderId, shipmentId, lines, amount, occurredAt } = event.data;
        const data = { shipmentId, lines, amount, occurredAt: unlessNow(occurredAt, event) };
        return this.fulfil(new fulfilment.HearParcelShipped(orderId, data, meta(event)));
      }
      case 'OrderReturnReceived': {
        const { orderId, returnId, lines, amount, occurredAt } = event.data;
        const data = { returnId, lines, amount, occurredAt: unlessNow(occurredAt, event) };
        return this.fulfil(new fulfilment.HearReturnReceived(orderId, data, meta(event)));
      }
      case 'PaymentAuthorised':
      case 'PaymentDeclined':
      case 'PaymentCaptured':
      case 'PaymentVoided':
      case 'PaymentRefunded': {
        const { type, data, revision } = event;
        const code = type === 'PaymentDeclined' ? data.code : undefined;
        return this.paid(data.orderId, { type, amount: data.amount, revision, code }, event);
      }
      // Answers in themselves, or of no concern here.
      case 'OrderPaymentRecorded':
      case 'OrderReadied':
      case 'OrderDelivered':
      case 'OrderCompleted':
      case 'OrderReturnRequested':
      case 'PaymentAuthorisationRequested':
      case 'PaymentCaptureRequested':
      case 'PaymentCaptureFailed':
      case 'PaymentVoidRequested':
      case 'PaymentRefundRequested':
      case 'PaymentRefundFailed':
        return undefined;
    }
  }

  private async tell(command: checkout.CheckoutCommand): Promise<void> {
    await this.commands.execute(command);
  }

  private async fulfil(command: fulfilment.FulfilmentCommand): Promise<void> {
    if (await this.fulfilments.open(command.id)) await this.commands.execute(command);
  }

  private async cancelled(event: Heard<OrderEvent, 'OrderLinesCancelled'>): Promise<void> {
    const { orderId, cancellationId, lines, amount, whole } = event.data;
    const { state } = await this.commands.execute(
      whole
        ? new checkout.HearOrderCancelled(orderId, {}, meta(event))
        : new checkout.HearLinesCancelled(orderId, { cancellationId, lines, amount }, meta(event)),
    );
    if (state.phase !== 'confirmed') return;
    await this.fulfil(new fulfilment.HearPartCancelled(orderId, { cancellationId, lines, amount }, meta(event)));
  }

  private async paid(orderId: string, news: PaymentNews, event: StreamEvent): Promise<void> {
    const { state } = await this.commands.execute(new checkout.HearPayment(orderId, { news }, meta(event)));
    // What a checkout does not take in any more is news to the fulfilment.
    if (state.phase !== 'confirmed' || isKnown(state.payment, news)) return;
    await this.fulfil(new fulfilment.HearMoneyMoved(orderId, { news }, meta(event)));
  }
}

/** A fact is told once, however often it is delivered. */
const meta = ({ id }: StreamEvent | Recorded<OrderEvent | PaymentEvent>) => metaFor('fact', id);

function termsOf(event: Heard<OrderEvent, 'OrderPlaced'>): Terms {
  const { orderId, paymentId, currency, totals, payment, lines, placedAt } = event.data;
  return {
    orderId,
    paymentId,
    currency,
    total: totals.total,
    lines: lines.map(({ lineId, sku, quantity, kind }) => ({ lineId, sku, quantity, goods: kind === 'goods' })),
    ...payment,
    occurredAt: unlessNow(placedAt, event),
  };
}

/** When it happened, where that is not when it was recorded. */
const unlessNow = (time: string, { metadata }: StreamEvent | Recorded<OrderEvent>) =>
  time === metadata.at ? undefined : time;
