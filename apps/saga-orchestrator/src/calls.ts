import { Injectable, Logger } from '@nestjs/common';
import {
  InventoryService,
  OrderService,
  PaymentService,
  type OrderStatus,
  type Payment,
  type StockReceiptRef,
  type StockShortage,
} from '#contracts';
import { uuidv7 } from '#eventing';
import { AppError, callContext, inContext, inTime, isTransient, reasonOf, Turns } from '#ports';
import type { HeardOfPayment } from './money.saga.js';
import type { Refusal, Standing, Step } from './steps.saga.js';

/** What came of a step's request. */
export type Answer =
  | { readonly of: 'stock'; readonly events: readonly StockReceiptRef[] }
  | { readonly of: 'shortage'; readonly shortage: StockShortage & { readonly events: readonly StockReceiptRef[] } }
  | { readonly of: 'payment'; readonly heard: HeardOfPayment }
  | { readonly of: 'order'; readonly status: OrderStatus }
  | { readonly of: 'refusal'; readonly refusal: Refusal };

/**
 * Who the calls come from: always the same name, since a command's identity is its key together with its caller, and
 * what a timer repeats must be the command that the buyer's request began.
 */
const CALLER = 'saga-orchestrator';
/** An answer that takes longer comes too late for this attempt; the step's timer repeats the request. */
const PATIENCE_MS = 5_000;

/**
 * Requests at work at a time, by the service that they go to. What waits for its turn has not begun its patience: without
 * that, a process that is behind would give up what it never sent, ask again, and never catch up.
 */
const AT_ONCE = { inventory: 32, payments: 256, orders: 64 } as const;

/** Sends what the sagas ask for. */
@Injectable()
export class Calls {
  private readonly log = new Logger('saga');
  private readonly turns = {
    inventory: new Turns(AT_ONCE.inventory),
    payments: new Turns(AT_ONCE.payments),
    orders: new Turns(AT_ONCE.orders),
  };
  /** By command id: a request that is repeated while it runs is the same request. */
  private readonly running = new Map<string, Promise<Answer>>();

  constructor(
    private readonly inventory: InventoryService,
    private readonly payments: PaymentService,
    private readonly orders: OrderService,
  ) {}

  /** The answer to a step's request; undefined when there is none, and what became of the request is not known. */
  async ask(stream: string, orderId: string, step: Step): Promise<Answer | undefined> {
    try {
      return await this.once(`${stream}/${step.id}/${step.group}`, orderId, step);
    } catch (error) {
      if (error instanceof AppError && !isTransient(error)) {
        const { code, message: detail, kind } = error;
        return { of: 'refusal', refusal: { step: step.id, missing: kind === 'notFound', code, detail } };
      }
      this.log.warn({ message: 'no answer', stream, step: step.id, attempt: step.attempt, reason: reasonOf(error) });
      return undefined;
    }
  }

  private once(commandId: string, orderId: string, step: Step): Promise<Answer> {
    const running = this.running.get(commandId);
    if (running) return running;
    const turns = this.turns[SERVICE_OF[step.ask.name]];
    const begun = turns
      .take(() => asCaller(() => this.send(commandId, orderId, step)))
      .finally(() => this.running.delete(commandId));
    this.running.set(commandId, begun);
    return begun;
  }

  /** Tells the order where its money stands. Throws transient errors; an order that refuses to know is left alone. */
  async recordPayment(stream: string, orderId: string, standing: Standing): Promise<void> {
    const commandId = `${stream}/payment/${standing.revision}`;
    try {
      await asCaller(() => this.orders.recordOrderPayment({ commandId, orderId, ...totalsOf(standing) }));
    } catch (error) {
      if (!(error instanceof AppError) || isTransient(error)) throw error;
      this.log.warn({ message: 'payment not recorded', orderId, status: standing.status, reason: reasonOf(error) });
    }
  }

  private async send(commandId: string, orderId: string, step: Step): Promise<Answer> {
    const { ask } = step;
    const reservationId = orderId;
    const stock = ({ events }: { readonly events: readonly StockReceiptRef[] }): Answer => ({ of: 'stock', events });
    // A repeat tells how the payment stood when it was answered first: a step is weighed by how it stands now.
    const payment = async ({ payment: told, replayed }: { readonly payment: Payment; readonly replayed: boolean }) =>
      answerOf(step, replayed ? (await this.payments.getPayment({ paymentId: told.id })).payment : told);
    const order = ({ status }: { readonly status: OrderStatus }): Answer => ({ of: 'order', status });
    switch (ask.name) {
      case 'reserveStock': {
        const { occurredAt } = ask;
        const answer = await this.inventory.reserveStock({ reservationId, orderId, lines: [...ask.lines], occurredAt });
        const { events, shortage } = answer;
        return shortage ? { of: 'shortage', shortage: { ...shortage, events } } : stock(answer);
      }
      case 'releaseStock': {
        const { releaseId } = ask;
        // Without a release id: quantity 0, which is all that is still open.
        const lines = ask.lines.map(({ sku, quantity }) => ({ sku, quantity: releaseId ? quantity : 0 }));
        return stock(await this.inventory.releaseStock({ reservationId, orderId, lines, releaseId }));
      }
      case 'shipStock': {
        const { shipmentId, occurredAt } = ask;
        const lines = [...ask.lines];
        return stock(await this.inventory.shipStock({ reservationId, orderId, shipmentId, lines, occurredAt }));
      }
      case 'returnStock': {
        const { returnId, occurredAt } = ask;
        return stock(await this.inventory.returnStock({ returnId, orderId, lines: [...ask.lines], occurredAt }));
      }
      case 'authorisePayment': {
        const { paymentId, amount, currency, method, token, reference } = ask;
        const money = { amount, currency };
        return payment(
          await this.payments.authorisePayment({
            commandId,
            paymentId,
            orderId,
            amount: money,
            method,
            token,
            reference,
          }),
        );
      }
      case 'capturePayment': {
        const capture = { amount: ask.amount };
        return payment(await this.payments.capturePayment({ commandId, paymentId: ask.paymentId, capture }));
      }
      case 'refundPayment': {
        const refund = { amount: ask.amount };
        return payment(await this.payments.refundPayment({ commandId, paymentId: ask.paymentId, refund }));
      }
      case 'voidPayment':
        return payment(await this.payments.voidPayment({ commandId, paymentId: ask.paymentId }));
      case 'confirmOrder':
        return order(
          await this.orders.confirmOrder({ commandId, orderId, payment: ask.payment && totalsOf(ask.payment) }),
        );
      case 'rejectOrder': {
        const { code, detail, sku } = ask;
        return order(await this.orders.rejectOrder({ commandId, orderId, rejection: { code, detail }, sku }));
      }
      case 'cancelOrder': {
        const cancellation = { reason: ask.reason, lines: [] };
        const answer = await this.orders.cancelOrder({ commandId, orderId, cancellation });
        return order(answer.order);
      }
    }
  }
}

/** A standing as an order keeps it. */
const totalsOf = ({ status, authorised, captured, refunded }: Standing) => ({ status, authorised, captured, refunded });

const SERVICE_OF = {
  reserveStock: 'inventory',
  releaseStock: 'inventory',
  shipStock: 'inventory',
  returnStock: 'inventory',
  authorisePayment: 'payments',
  capturePayment: 'payments',
  voidPayment: 'payments',
  refundPayment: 'payments',
  confirmOrder: 'orders',
  rejectOrder: 'orders',
  cancelOrder: 'orders',
} as const satisfies Record<Step['ask']['name'], keyof typeof AT_ONCE>;

function answerOf(step: Step, payment: Payment): Answer {
  const { status, authorised, captured, refunded, held, revision, declineCode } = payment;
  const standing = { status, authorised, captured, refunded, held, revision, declineCode };
  return {
    of: 'payment',
    heard: { standing, undecided: payment.pending !== undefined, step: step.id, attempt: step.attempt },
  };
}

/** Runs a call in the name of the sagas, and waits for it no longer than its answer is of use. */
function asCaller<T>(call: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  const outer = callContext() ?? { correlationId: uuidv7() };
  return inTime(inContext({ ...outer, principal: CALLER, deadline }, call), PATIENCE_MS, () => {
    throw new AppError('timeout', 'DEADLINE_EXCEEDED');
  });
}
