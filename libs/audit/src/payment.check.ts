import type { PaymentEvent } from '#contracts';
import type { RecordedEvent } from '#ports';
import type { Check, Report } from './finding.js';

/** Who the calls of the sagas come from; a refund by anyone else is goodwill. */
const SAGAS = 'saga-orchestrator';

interface Movement {
  readonly amount: number;
  /** Asked for by a person. */
  readonly byPerson: boolean;
  outcome: 'open' | 'done' | 'failed';
}

/** What a payment has come to, told to the checks over several streams. */
export interface PaymentFacts {
  readonly stream: string;
  readonly orderId: string;
  readonly currency: string;
  readonly method: string;
  /** Minor units, so every amount. */
  readonly amount: number;
  readonly status: 'requested' | 'authorised' | 'declined' | 'voided';
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
  /** Refunded because a person asked for it. */
  readonly goodwill: number;
  /** Asked of the provider and not answered. */
  readonly open: number;
  /** Position of its last event. */
  readonly lastAt: number;
}

type State = { -readonly [Key in keyof PaymentFacts]: PaymentFacts[Key] } & {
  voiding: boolean;
  /** Captures and refunds by id. */
  readonly movements: Map<string, Movement>;
};

/** Money per payment: nothing is taken that was not asked for, nothing twice, nothing given back that was not taken. */
export class PaymentCheck implements Check {
  readonly payments = new Map<string, PaymentFacts>();

  constructor(private readonly report: Report) {}

  see(event: RecordedEvent): void {
    if (!event.stream.startsWith('payment-')) return;
    const { type, data } = event as unknown as PaymentEvent;
    if (event.stream !== `payment-${data.paymentId}`) {
      this.report('events-in-their-stream', event, `${type} is about payment ${data.paymentId}.`);
    }
    const payment = this.payments.get(data.paymentId) as State | undefined;
    if (type === 'PaymentAuthorisationRequested') {
      if (payment) this.illegal(event, 'is asked for a second time');
      this.payments.set(data.paymentId, begun(event, data));
      return;
    }
    if (!payment) return this.illegal(event, 'comes before the payment was asked for');
    payment.lastAt = event.position;
    if (data.orderId !== payment.orderId) this.illegal(event, `is for order ${data.orderId}`);
    const { status, amount } = payment;
    switch (type) {
      case 'PaymentAuthorised':
        // A provider may do late what it was no longer expected to.
        if (payment.authorised) this.illegal(event, 'is authorised a second time');
        if (data.amount !== amount) this.tooMuch(event, `${data.amount} is authorised, ${amount} was asked for`);
        payment.open -= status === 'requested' ? 1 : 0;
        payment.authorised += data.amount;
        payment.status = 'authorised';
        return;
      case 'PaymentDeclined':
        if (status !== 'requested') this.illegal(event, `comes when it is ${status}`);
        payment.open -= 1;
        payment.status = 'declined';
        return;
      case 'PaymentCaptureRequested':
        if (status !== 'authorised' || payment.voiding) this.illegal(event, `comes when it is ${status}`);
        return this.ask(event, payment, `capture ${data.captureId}`, data.amount);
      case 'PaymentCaptured':
        this.answer(event, payment, `capture ${data.captureId}`, data.amount, 'done');
        payment.captured += data.amount;
        if (payment.captured > payment.authorised) {
          this.tooMuch(event, `${payment.captured} is captured, ${payment.authorised} authorised`);
        }
        return;
      case 'PaymentCaptureFailed':
        return this.answer(event, payment, `capture ${data.captureId}`, data.amount, 'failed');
      case 'PaymentVoidRequested':
        if (payment.voiding || status === 'declined' || status === 'voided')
          this.illegal(event, 'is asked for in vain');
        if (data.amount !== (status === 'requested' ? amount : payment.authorised - payment.captured)) {
          this.illegal(event, `is about ${data.amount}, which is not what is held`);
        }
        payment.voiding = true;
        payment.open += 1;
        return;
      case 'PaymentVoided':
        if (!payment.voiding) this.illegal(event, 'answers what was not asked');
        if (data.amount > amount - payment.captured) this.illegal(event, `lets go of ${data.amount}`);
        payment.open -= status === 'requested' ? 2 : 1;
        payment.voiding = false;
        if (status !== 'declined') payment.status = 'voided';
        return;
      case 'PaymentRefundRequested':
        return this.ask(event, payment, `refund ${data.refundId}`, data.amount);
      case 'PaymentRefunded':
        this.answer(event, payment, `refund ${data.refundId}`, data.amount, 'done');
        payment.refunded += data.amount;
        if (payment.movements.get(`refund ${data.refundId}`)?.byPerson) payment.goodwill += data.amount;
        if (payment.refunded > payment.captured) {
          const detail = `${payment.refunded} is refunded, ${payment.captured} was captured.`;
          this.report('refunded-within-captured', event, detail);
        }
        return;
      case 'PaymentRefundFailed':
        return this.answer(event, payment, `refund ${data.refundId}`, data.amount, 'failed');
    }
  }

  private ask(event: RecordedEvent, payment: State, what: string, amount: number): void {
    if (payment.movements.has(what) || amount < 1)
      this.illegal(event, 'is asked for a second time, or is about nothing');
    payment.movements.set(what, { amount, byPerson: event.metadata.actor !== SAGAS, outcome: 'open' });
    payment.open += 1;
  }

  /** What was told to have failed may be told to be done after all. */
  private answer(event: RecordedEvent, payment: State, what: string, amount: number, as: 'done' | 'failed'): void {
    const movement = payment.movements.get(what);
    if (!movement || movement.outcome === 'done' || movement.outcome === as) {
      return this.illegal(event, 'answers what was not asked, or was answered');
    }
    if (amount !== movement.amount) this.illegal(event, `is about ${amount}, asked for were ${movement.amount}`);
    if (movement.outcome === 'open') payment.open -= 1;
    movement.outcome = as;
  }

  private illegal(event: RecordedEvent, what: string): void {
    this.report('payment-transitions-legal', event, `${event.type} ${what}.`);
  }

  private tooMuch(event: RecordedEvent, what: string): void {
    this.report('captured-within-authorised', event, `${what}.`);
  }
}

const begun = (
  { stream, position }: RecordedEvent,
  { orderId, amount, currency, method }: Extract<PaymentEvent, { type: 'PaymentAuthorisationRequested' }>['data'],
): State => ({
  stream,
  orderId,
  currency,
  method,
  amount,
  status: 'requested',
  authorised: 0,
  captured: 0,
  refunded: 0,
  goodwill: 0,
  open: 1,
  lastAt: position,
  voiding: false,
  movements: new Map(),
});
