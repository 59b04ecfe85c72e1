import type { PaymentEvent } from '#contracts';
import type { RecordedEvent } from '#ports';
import type { Check, Report } from './finding.js';

/** What a payment has come to, told to the checks over several streams. */
export interface PaymentFacts {
  readonly stream: string;
  readonly orderId: string;
  readonly amount: number;
  authorisedAt: number | undefined;
  authorised: number;
  captured: number;
  refunded: number;
  /** Asked of the provider and not answered: by capture or refund id, or what was asked. */
  readonly open: ReadonlySet<string>;
}

type State = PaymentFacts & { open: Set<string>; captures: Set<string>; refunds: Set<string> };

/** Money per payment: nothing is taken that was not asked for, nothing twice, nothing given back that was not taken. */
export class PaymentCheck implements Check {
  readonly payments = new Map<string, State>();

  constructor(private readonly report: Report) {}

  see(event: RecordedEvent): void {
    if (!event.stream.startsWith('payment-')) return;
    const { type, data } = event as unknown as PaymentEvent;
    if (type === 'PaymentAuthorisationRequested') {
      if (this.payments.has(data.paymentId)) this.illegal(event, 'is asked for a second time');
      this.payments.set(data.paymentId, {
        stream: event.stream,
        orderId: data.orderId,
        amount: data.amount,
        authorisedAt: undefined,
        authorised: 0,
        captured: 0,
        refunded: 0,
        open: new Set(['authorise']),
        captures: new Set(),
        refunds: new Set(),
      });
      return;
    }
    const payment = this.payments.get(data.paymentId);
    if (!payment) return this.illegal(event, 'comes before the payment was asked for');
    const answered = (what: string) => {
      if (!payment.open.delete(what)) this.illegal(event, 'answers what was not asked, or was answered');
    };
    switch (type) {
      case 'PaymentAuthorised':
        answered('authorise');
        payment.authorised += data.amount;
        payment.authorisedAt ??= event.position;
        if (payment.authorised > payment.amount) {
          this.report('captured-within-authorised', event, `${payment.authorised} of ${payment.amount} is authorised.`);
        }
        return;
      case 'PaymentDeclined':
        return answered('authorise');
      case 'PaymentCaptureRequested':
        payment.open.add(`capture ${data.captureId}`);
        return;
      case 'PaymentCaptured':
        answered(`capture ${data.captureId}`);
        if (payment.captures.has(data.captureId)) this.illegal(event, 'is captured a second time');
        payment.captures.add(data.captureId);
        payment.captured += data.amount;
        if (payment.captured > payment.authorised) {
          this.report('captured-within-authorised', event, `${payment.captured} of ${payment.authorised} is captured.`);
        }
        return;
      case 'PaymentCaptureFailed':
        return answered(`capture ${data.captureId}`);
      case 'PaymentVoidRequested':
        payment.open.add('void');
        return;
      case 'PaymentVoided':
        return answered('void');
      case 'PaymentRefundRequested':
        payment.open.add(`refund ${data.refundId}`);
        return;
      case 'PaymentRefunded':
        answered(`refund ${data.refundId}`);
        if (payment.refunds.has(data.refundId)) this.illegal(event, 'is refunded a second time');
        payment.refunds.add(data.refundId);
        payment.refunded += data.amount;
        if (payment.refunded > payment.captured) {
          this.report('refunded-within-captured', event, `${payment.refunded} of ${payment.captured} is refunded.`);
        }
        return;
      case 'PaymentRefundFailed':
        return answered(`refund ${data.refundId}`);
    }
  }

  end(): void {
    /* what is open is weighed with the order */
  }

  private illegal(event: RecordedEvent, what: string): void {
    this.report('payment-transitions-legal', event, `${event.type} ${what}.`);
  }
}
