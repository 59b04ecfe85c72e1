import { paymentEvents, type PaymentEvent, type PaymentMethod } from '#contracts';
import { decode, type Recorded } from '#eventing';
import type { StreamEvent } from '#ports';
import type { IntentName, ProviderRequest } from './providers/provider.js';

/** What is on disk to be asked of the provider, and is not answered yet. */
export interface Intent extends ProviderRequest {
  readonly method: PaymentMethod;
  /** An authorisation that a void has overtaken: not sent any more, only asked for. */
  readonly withdrawn: boolean;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}

/** What the authorisation says of everything that follows. */
type Terms = Pick<Intent, 'currency' | 'method' | 'token'>;

interface Asked {
  readonly event: Recorded<PaymentEvent>;
  readonly intent: IntentName;
}

/** The open intents of a payment in the order in which they were asked for, from the events of its stream. */
export function openIntents(events: readonly StreamEvent[]): readonly Intent[] {
  const open = new Map<string, Asked>();
  let terms: Terms = { currency: '', method: 'test', token: undefined };
  let reference: string | undefined;
  let voids = 0;
  const nameOf = ({ kind, id }: IntentName) => `${kind}/${id}`;
  const ask = (event: Asked['event'], intent: IntentName) => open.set(nameOf(intent), { event, intent });
  const end = (intent: IntentName) => open.delete(nameOf(intent));
  const authorisation: IntentName = { kind: 'authorise', id: '1' };

  for (const event of events.map((stored) => decode<PaymentEvent>(paymentEvents, stored))) {
    switch (event.type) {
      case 'PaymentAuthorisationRequested':
        terms = { currency: event.data.currency, method: event.data.method, token: event.data.token };
        ask(event, authorisation);
        break;
      case 'PaymentAuthorised':
        reference = event.data.reference;
        end(authorisation);
        break;
      case 'PaymentDeclined':
        end(authorisation);
        break;
      case 'PaymentCaptureRequested':
        ask(event, { kind: 'capture', id: event.data.captureId });
        break;
      case 'PaymentCaptured':
      case 'PaymentCaptureFailed':
        end({ kind: 'capture', id: event.data.captureId });
        break;
      case 'PaymentVoidRequested':
        ask(event, { kind: 'void', id: String(++voids) });
        break;
      case 'PaymentVoided':
        end({ kind: 'void', id: String(voids) });
        end(authorisation);
        break;
      case 'PaymentRefundRequested':
        ask(event, { kind: 'refund', id: event.data.refundId });
        break;
      case 'PaymentRefunded':
      case 'PaymentRefundFailed':
        end({ kind: 'refund', id: event.data.refundId });
        break;
    }
  }
  const asked = [...open.values()];
  const voiding = asked.some(({ intent }) => intent.kind === 'void');
  return asked.map(({ event: { id, data, metadata }, intent }) => ({
    key: id,
    intent,
    paymentId: data.paymentId,
    orderId: data.orderId,
    amount: data.amount,
    currency: terms.currency,
    method: terms.method,
    token: terms.token,
    reference,
    withdrawn: voiding && intent.kind === 'authorise',
    correlationId: metadata.correlationId,
    traceparent: metadata.traceparent,
  }));
}
