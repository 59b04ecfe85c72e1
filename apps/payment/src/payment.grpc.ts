import { CommandBus } from '@nestjs/cqrs';
import {
  paymentEvents,
  PaymentService,
  type AuthorisePaymentRequest,
  type AuthorisePaymentResponse,
  type CapturePaymentRequest,
  type CapturePaymentResponse,
  type GetPaymentRequest,
  type GetPaymentResponse,
  type ListPaymentsRequest,
  type ListPaymentsResponse,
  type Payment,
  type PaymentEvent,
  type ReceiveProviderNewsRequest,
  type ReceiveProviderNewsResponse,
  type RefundPaymentRequest,
  type RefundPaymentResponse,
  type VoidPaymentRequest,
  type VoidPaymentResponse,
} from '#contracts';
import {
  Aggregates,
  AppError,
  decode,
  idFor,
  listRows,
  metaFor,
  pageOf,
  ReadYourWrites,
  sortOf,
  streamOf,
  tokenOf,
  type Handled,
  type Loaded,
} from '#eventing';
import { EventStore, ReadModel } from '#ports';
import { GrpcService } from '#runtime';
import {
  payment,
  RequestAuthorisation,
  RequestCapture,
  RequestRefund,
  RequestVoid,
  type PaymentState,
} from './payment.decider.js';
import { PaymentDispatcher } from './payment.dispatcher.js';
import { isAnswered, openIn, paymentListed, paymentView } from './payment.view.js';
import { PaymentRow, paymentRows } from './payment-view.projection.js';
import type { IntentName } from './providers/provider.js';
import { PaymentProviders } from './providers/providers.js';

interface Written {
  readonly payment: Payment;
  readonly revision: number;
  readonly position: string;
  readonly replayed: boolean;
}

@GrpcService(PaymentService)
export class PaymentGrpc extends PaymentService {
  constructor(
    private readonly commands: CommandBus,
    private readonly aggregates: Aggregates,
    private readonly store: EventStore,
    private readonly writes: ReadYourWrites,
    private readonly readModel: ReadModel,
    private readonly providers: PaymentProviders,
    private readonly dispatcher: PaymentDispatcher,
  ) {
    super();
  }

  async getPayment({ paymentId }: GetPaymentRequest): Promise<GetPaymentResponse> {
    return { payment: paymentView(paymentId, await this.aggregates.load(payment, paymentId)) };
  }

  async listPayments(request: ListPaymentsRequest): Promise<ListPaymentsResponse> {
    await this.writes.reached(paymentRows, request.minPosition);
    const { status, orderId } = request;
    const sort = sortOf(request.sort, ['createdAt', 'amount'], '-createdAt');
    const page = pageOf(request, 'payments', [sort.field === 'amount' ? 'number' : 'string', 'string'], sort);
    const listed = await listRows(this.readModel.manager, PaymentRow, page, sort, (query) => {
      if (status) query.andWhere('row.status = :status', { status });
      if (orderId) query.andWhere('row.orderId = :orderId', { orderId });
    });
    return { ...listed, items: listed.items.map(paymentListed) };
  }

  async authorisePayment(request: AuthorisePaymentRequest): Promise<AuthorisePaymentResponse> {
    const { commandId, paymentId, orderId, method, token, reference } = request;
    if (method === 'test' && !this.providers.has(method)) {
      const message = 'The test provider takes no payments in production.';
      throw new AppError('unprocessable', 'TEST_PAYMENT_IN_PRODUCTION', message, [{ pointer: '/method', message }]);
    }
    const { amount, currency } = request.amount;
    const terms = { orderId, amount, currency, method, token, reference };
    const command = new RequestAuthorisation(paymentId, terms, metaFor('AuthorisePayment', commandId));
    return this.carriedOut(paymentId, await this.commands.execute(command), { kind: 'authorise', id: '1' });
  }

  async capturePayment(request: CapturePaymentRequest): Promise<CapturePaymentResponse> {
    const { commandId, paymentId, expectedRevision, capture } = request;
    const meta = metaFor('CapturePayment', commandId, expectedRevision);
    const captureId = idFor('capture', meta);
    const command = new RequestCapture(paymentId, { captureId, amount: capture.amount, reason: capture.reason }, meta);
    return this.carriedOut(paymentId, await this.commands.execute(command), { kind: 'capture', id: captureId });
  }

  async voidPayment({ commandId, paymentId, expectedRevision }: VoidPaymentRequest): Promise<VoidPaymentResponse> {
    const command = new RequestVoid(paymentId, {}, metaFor('VoidPayment', commandId, expectedRevision));
    const handled = await this.commands.execute(command);
    const id = handled.state.status === 'none' ? '' : String(handled.state.voids);
    return this.carriedOut(paymentId, handled, { kind: 'void', id });
  }

  async refundPayment(request: RefundPaymentRequest): Promise<RefundPaymentResponse> {
    const { commandId, paymentId, expectedRevision, refund } = request;
    const meta = metaFor('RefundPayment', commandId, expectedRevision);
    const refundId = idFor('refund', meta);
    const command = new RequestRefund(paymentId, { refundId, amount: refund.amount, reason: refund.reason }, meta);
    return this.carriedOut(paymentId, await this.commands.execute(command), { kind: 'refund', id: refundId });
  }

  async receiveProviderNews(request: ReceiveProviderNewsRequest): Promise<ReceiveProviderNewsResponse> {
    return { applied: await this.dispatcher.receive(request.provider, request.headers ?? {}, request.body) };
  }

  /**
   * The payment at the moment when the provider had answered what was asked, so that a repeat has the same answer; or as
   * it stands when that takes too long.
   */
  private async carriedOut(id: string, handled: Handled<PaymentState>, asked: IntentName): Promise<Written> {
    const { state, revision, position, replayed } = handled;
    if (state.status === 'none' || !openIn(state).length) {
      return { payment: paymentView(id, handled), revision, position, replayed };
    }
    await this.aggregates.settled(); // a reaction may be answered ahead of the disk
    const told =
      (replayed && (await this.whenAnswered(id, asked, revision))) || (await this.afterAsking(id, handled, asked));
    return {
      payment: paymentView(id, told),
      revision: told.revision,
      position: tokenOf([streamOf(payment, id), told.revision]),
      replayed,
    };
  }

  private async afterAsking(id: string, { events, revision, replayed }: Handled<PaymentState>, asked: IntentName) {
    await this.dispatcher.carryOutInTime(id, replayed || !events.length ? undefined : asked);
    const decided = await this.aggregates.loadDecided(payment, id);
    // Another replica may have recorded what is open here still: a checkout that hears of it twice gives the payment up.
    const isOpen = decided.state.status !== 'none' && openIn(decided.state).length > 0;
    const now = isOpen ? await this.aggregates.load(payment, id) : decided;
    if (now.revision <= revision + 1) return now;
    await this.aggregates.settled();
    return (await this.whenAnswered(id, asked, revision)) ?? now;
  }

  /** The payment as the provider's answer to an intent left it, not before a revision; undefined while that is open. */
  private async whenAnswered(id: string, asked: IntentName, since: number): Promise<Loaded<PaymentState> | undefined> {
    let { initial: state } = payment;
    let createdAt = '';
    for (const event of await this.store.read(streamOf(payment, id))) {
      const { revision, metadata } = event;
      state = payment.evolve(state, decode<PaymentEvent>(paymentEvents, event));
      createdAt ||= metadata.at;
      if (revision >= since && isAnswered(state, asked)) return { state, revision, createdAt, updatedAt: metadata.at };
    }
    return undefined;
  }
}
