import { paymentEvents, type PaymentEvent, type PaymentMethod } from '#contracts';
import { AppError, DomainCommand, type Decider } from '#eventing';
import type { FinalAnswer, IntentName } from './providers/provider.js';

/** What a payment is for. */
export interface Terms {
  readonly orderId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly method: PaymentMethod;
  readonly token?: string | undefined;
  readonly reference?: string | undefined;
}

export class RequestAuthorisation extends DomainCommand<PaymentState, Terms> {
  readonly type = 'RequestAuthorisation';
}

/** Without an amount: all that is authorised and neither captured nor about to be. */
export class RequestCapture extends DomainCommand<
  PaymentState,
  { readonly captureId: string; readonly amount?: number | undefined; readonly reason?: string | undefined }
> {
  readonly type = 'RequestCapture';
}

/** Lets go what is held and not captured, an authorisation that is not answered yet included. */
export class RequestVoid extends DomainCommand<PaymentState> {
  readonly type = 'RequestVoid';
}

/** Without an amount: all that is captured and neither refunded nor about to be. */
export class RequestRefund extends DomainCommand<
  PaymentState,
  { readonly refundId: string; readonly amount?: number | undefined; readonly reason?: string | undefined }
> {
  readonly type = 'RequestRefund';
}

/** What the provider did about an intent. The same answer may come any number of times, and late. */
export class RecordAnswer extends DomainCommand<
  PaymentState,
  { readonly intent: IntentName; readonly answer: FinalAnswer }
> {
  readonly type = 'RecordAnswer';
}

export type PaymentCommand = RequestAuthorisation | RequestCapture | RequestVoid | RequestRefund | RecordAnswer;

/** A capture or a refund: asked for and, unless it is open, answered. */
export interface Movement {
  readonly amount: number;
  readonly outcome: 'open' | 'done' | 'failed';
}

type Movements = Readonly<Record<string, Movement>>;

export interface KnownPayment extends Terms {
  /** Of the authorisation. */
  readonly status: 'requested' | 'authorised' | 'declined' | 'voided';
  /** How often a void was asked for, and whether the last one is not answered yet. */
  readonly voids: number;
  readonly voiding: boolean;
  /** What was ever held; 0 until the provider has authorised. */
  readonly authorised: number;
  readonly declineCode?: string | undefined;
  readonly captures: Movements;
  readonly refunds: Movements;
}

export type PaymentState = { readonly status: 'none' } | KnownPayment;

/** Of these methods nothing leaves the house: a promise to pay, and money that the merchant's own provider took. */
const IN_HOUSE: readonly PaymentMethod[] = ['manual', 'external'];

/** An intent is an event of its own, on disk before the provider is called. Always refunded ≤ captured ≤ authorised ≤ amount. */
export const payment: Decider<PaymentState, PaymentCommand, PaymentEvent> = {
  category: 'payment',
  events: paymentEvents,
  schema: 1,
  initial: { status: 'none' },
  begins: ({ type }) => type === 'RequestAuthorisation',

  decide(command, state) {
    const { id } = command;
    if (command.type === 'RequestAuthorisation') return authorise(id, command.data, state);
    if (state.status === 'none') throw new AppError('notFound', 'NOT_FOUND', `There is no payment ${id}.`);
    const inHouse = IN_HOUSE.includes(state.method);
    const about = (amount: number) => ({ paymentId: id, orderId: state.orderId, amount });
    switch (command.type) {
      case 'RequestCapture': {
        const { captureId, amount = capturable(state), reason } = command.data;
        if (state.captures[captureId]) return [];
        if (state.status !== 'authorised' || state.voiding) throw notCapturable(state);
        if (amount < 1 || amount > capturable(state)) throw captureTooHigh(state);
        const data = { ...about(amount), captureId };
        return carriedOut(
          inHouse,
          { type: 'PaymentCaptureRequested', data: reason === undefined ? data : { ...data, reason } },
          { type: 'PaymentCaptured', data },
        );
      }
      case 'RequestVoid': {
        if (state.voiding || state.status === 'voided' || state.status === 'declined') return [];
        const data = about(state.status === 'requested' ? state.amount : held(state));
        if (data.amount === 0) throw new AppError('rejected', 'PAYMENT_CAPTURED', 'It is captured: refund it instead.');
        return carriedOut(inHouse, { type: 'PaymentVoidRequested', data }, { type: 'PaymentVoided', data });
      }
      case 'RequestRefund': {
        const { refundId, amount = refundable(state), reason } = command.data;
        if (state.refunds[refundId]) return [];
        if (amount < 1 || amount > refundable(state)) throw refundTooHigh(state);
        const data = { ...about(amount), refundId };
        return carriedOut(
          inHouse,
          { type: 'PaymentRefundRequested', data: reason === undefined ? data : { ...data, reason } },
          { type: 'PaymentRefunded', data },
        );
      }
      case 'RecordAnswer':
        return record(command.data.intent, command.data.answer, state, about);
    }
  },

  evolve(state, event) {
    if (event.type === 'PaymentAuthorisationRequested') {
      const { orderId, amount, currency, method, token, reference } = event.data;
      const terms = { orderId, amount, currency, method, token, reference };
      return { ...terms, status: 'requested', voids: 0, voiding: false, authorised: 0, captures: {}, refunds: {} };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'PaymentAuthorised': {
        const { amount, reference = state.reference } = event.data;
        return { ...state, status: 'authorised', authorised: amount, reference, declineCode: undefined };
      }
      case 'PaymentDeclined':
        return { ...state, status: 'declined', declineCode: event.data.code };
      case 'PaymentVoidRequested':
        return { ...state, voids: state.voids + 1, voiding: true };
      case 'PaymentVoided':
        return { ...state, voiding: false, status: state.status === 'declined' ? 'declined' : 'voided' };
      case 'PaymentCaptureRequested':
        return { ...state, captures: moved(state.captures, event.data.captureId, event.data.amount, 'open') };
      case 'PaymentCaptured':
        return { ...state, captures: moved(state.captures, event.data.captureId, event.data.amount, 'done') };
      case 'PaymentCaptureFailed':
        return { ...state, captures: moved(state.captures, event.data.captureId, event.data.amount, 'failed') };
      case 'PaymentRefundRequested':
        return { ...state, refunds: moved(state.refunds, event.data.refundId, event.data.amount, 'open') };
      case 'PaymentRefunded':
        return { ...state, refunds: moved(state.refunds, event.data.refundId, event.data.amount, 'done') };
      case 'PaymentRefundFailed':
        return { ...state, refunds: moved(state.refunds, event.data.refundId, event.data.amount, 'failed') };
    }
  },
};

type About = (amount: number) => { readonly paymentId: string; readonly orderId: string; readonly amount: number };

function authorise(paymentId: string, terms: Terms, state: PaymentState): readonly PaymentEvent[] {
  if (state.status !== 'none') {
    const same = (['orderId', 'amount', 'currency', 'method'] as const).every((field) => state[field] === terms[field]);
    if (same) return [];
    throw new AppError('exists', 'PAYMENT_EXISTS', `There is another payment ${paymentId}.`);
  }
  if (terms.amount < 1) {
    const message = 'must be at least 1';
    throw new AppError('invalid', 'VALIDATION_FAILED', `amount ${message}`, [{ pointer: '/amount/amount', message }]);
  }
  const { orderId, amount, reference } = terms;
  return carriedOut(
    IN_HOUSE.includes(terms.method),
    { type: 'PaymentAuthorisationRequested', data: { paymentId, ...terms } },
    { type: 'PaymentAuthorised', data: { paymentId, orderId, amount, ...(reference && { reference }) } },
  );
}

/** What is done without a call is done at once. */
const carriedOut = (inHouse: boolean, intent: PaymentEvent, done: PaymentEvent) =>
  inHouse ? [intent, done] : [intent];

/** An intent has one outcome. What the provider did although nobody waits for it any more is a fact: it is recorded, so that it can be undone. */
function record({ kind, id }: IntentName, answer: FinalAnswer, state: KnownPayment, about: About): PaymentEvent[] {
  const done = answer.outcome === 'done';
  const reference = done && answer.reference !== undefined ? { reference: answer.reference } : {};
  switch (kind) {
    case 'authorise':
      if (answer.outcome === 'refused') {
        if (state.status === 'authorised') throw contradiction();
        if (state.status !== 'requested') return [];
        const declined: PaymentEvent = { type: 'PaymentDeclined', data: { ...about(state.amount), code: answer.code } };
        return state.voiding ? [declined, { type: 'PaymentVoided', data: about(0) }] : [declined];
      }
      if (state.authorised > 0) return [];
      return [
        { type: 'PaymentAuthorised', data: { ...about(state.amount), ...reference } },
        // Nobody waits for it any more: it is let go at once.
        ...(state.status === 'requested'
          ? []
          : [{ type: 'PaymentVoidRequested', data: about(state.amount) } satisfies PaymentEvent]),
      ];
    case 'void':
      if (!done || Number(id) > state.voids) throw unasked();
      if (!state.voiding || Number(id) < state.voids) return [];
      return [{ type: 'PaymentVoided', data: { ...about(capturable(state)), ...reference } }];
    case 'capture': {
      const capture = awaited(state.captures[id], answer, capturable(state));
      if (!capture) return [];
      const data = { ...about(capture.amount), captureId: id };
      return answer.outcome === 'done'
        ? [{ type: 'PaymentCaptured', data: { ...data, ...reference } }]
        : [{ type: 'PaymentCaptureFailed', data: { ...data, code: answer.code } }];
    }
    case 'refund': {
      const refund = awaited(state.refunds[id], answer, refundable(state));
      if (!refund) return [];
      const data = { ...about(refund.amount), refundId: id };
      return answer.outcome === 'done'
        ? [{ type: 'PaymentRefunded', data: { ...data, ...reference } }]
        : [{ type: 'PaymentRefundFailed', data: { ...data, code: answer.code } }];
    }
  }
}

/** The movement where the answer is news about it: open, or told to have failed while there is still room for it. */
function awaited(movement: Movement | undefined, { outcome }: FinalAnswer, room: number): Movement | undefined {
  if (!movement) throw unasked();
  if (movement.outcome === 'open') return movement;
  if ((movement.outcome === 'done') === (outcome === 'done')) return undefined;
  if (movement.outcome === 'done' || movement.amount > room) throw contradiction();
  return movement;
}

const moved = (movements: Movements, id: string, amount: number, outcome: Movement['outcome']): Movements => ({
  ...movements,
  [id]: { amount, outcome },
});

const total = (movements: Movements, ...outcomes: Movement['outcome'][]) =>
  Object.values(movements).reduce((sum, { amount, outcome }) => (outcomes.includes(outcome) ? sum + amount : sum), 0);

/** Minor units that were taken. */
export const captured = ({ captures }: KnownPayment): number => total(captures, 'done');
/** Minor units that were given back. */
export const refunded = ({ refunds }: KnownPayment): number => total(refunds, 'done');

const held = (state: KnownPayment) => state.authorised - captured(state);
const capturable = ({ authorised, captures }: KnownPayment) => authorised - total(captures, 'done', 'open');
const refundable = ({ captures, refunds }: KnownPayment) => total(captures, 'done') - total(refunds, 'done', 'open');

const notCapturable = ({ status, voiding }: KnownPayment) =>
  status === 'declined'
    ? new AppError('rejected', 'PAYMENT_DECLINED', 'The provider has declined it.')
    : status === 'voided' || voiding
      ? new AppError('rejected', 'PAYMENT_VOIDED', 'It is voided.')
      : new AppError('rejected', 'PAYMENT_NOT_AUTHORISED', 'It is not authorised yet.');

const captureTooHigh = (state: KnownPayment) =>
  new AppError('rejected', 'CAPTURE_EXCEEDS_AUTHORISATION', `At most ${capturable(state)} can be captured.`);

const refundTooHigh = (state: KnownPayment) =>
  new AppError('rejected', 'REFUND_EXCEEDS_CAPTURE', `At most ${refundable(state)} can be refunded.`);

const unasked = () => new AppError('rejected', 'NOTHING_ASKED', 'The provider answers what it was not asked.');

const contradiction = () =>
  new AppError('rejected', 'PROVIDER_CONTRADICTS_ITSELF', 'The provider has told the opposite before.');
