import fc from 'fast-check';
import type { PaymentEvent } from '#contracts';
import { AppError, fold, someMeta, specify } from '#eventing';
import type { FinalAnswer, IntentKind } from './providers/provider.js';
import {
  captured,
  payment,
  RecordAnswer,
  refunded,
  RequestAuthorisation,
  RequestCapture,
  RequestRefund,
  RequestVoid,
  type PaymentCommand,
  type PaymentState,
} from './payment.decider.js';

const { given } = specify(payment);
const terms = { orderId: 'o1', amount: 1000, currency: 'GBP', method: 'test' as const };
const about = (amount: number) => ({ paymentId: 'p1', orderId: 'o1', amount });

const authorise = new RequestAuthorisation('p1', terms, someMeta());
const capture = (captureId: string, amount?: number) => new RequestCapture('p1', { captureId, amount }, someMeta());
const cancel = new RequestVoid('p1', {}, someMeta());
const refund = (refundId: string, amount?: number) => new RequestRefund('p1', { refundId, amount }, someMeta());
const done: FinalAnswer = { outcome: 'done', reference: 'ref' };
const refused: FinalAnswer = { outcome: 'refused', code: 'NO_FUNDS' };
const answer = (kind: IntentKind, id: string, what: FinalAnswer) =>
  new RecordAnswer('p1', { intent: { kind, id }, answer: what }, someMeta());

const requested: PaymentEvent = { type: 'PaymentAuthorisationRequested', data: { paymentId: 'p1', ...terms } };
const authorised: PaymentEvent = { type: 'PaymentAuthorised', data: { ...about(1000), reference: 'ref' } };
const declined: PaymentEvent = { type: 'PaymentDeclined', data: { ...about(1000), code: 'NO_FUNDS' } };
const captureRequested = (captureId: string, amount: number): PaymentEvent => ({
  type: 'PaymentCaptureRequested',
  data: { ...about(amount), captureId },
});
const capturedOf = (captureId: string, amount: number): PaymentEvent => ({
  type: 'PaymentCaptured',
  data: { ...about(amount), captureId, reference: 'ref' },
});
const captureFailed = (captureId: string, amount: number): PaymentEvent => ({
  type: 'PaymentCaptureFailed',
  data: { ...about(amount), captureId, code: 'NO_FUNDS' },
});
const voidRequested = (amount: number): PaymentEvent => ({ type: 'PaymentVoidRequested', data: about(amount) });
const voided = (amount: number): PaymentEvent => ({
  type: 'PaymentVoided',
  data: { ...about(amount), reference: 'ref' },
});
const refundRequested = (refundId: string, amount: number): PaymentEvent => ({
  type: 'PaymentRefundRequested',
  data: { ...about(amount), refundId },
});
const refundedOf = (refundId: string, amount: number): PaymentEvent => ({
  type: 'PaymentRefunded',
  data: { ...about(amount), refundId, reference: 'ref' },
});

describe('an authorisation', () => {
  it('is asked of the provider', () => {
    given().when(authorise).then(requested);
  });
  it('is asked once', () => {
    given(requested).when(authorise).then();
    given(requested, declined).when(authorise).then();
  });
  it('is not for another amount under the same id', () => {
    const other = new RequestAuthorisation('p1', { ...terms, amount: 1 }, someMeta());
    given(requested).when(other).rejects('PAYMENT_EXISTS');
  });
  it('is for some money', () => {
    const nothing = new RequestAuthorisation('p1', { ...terms, amount: 0 }, someMeta());
    given().when(nothing).rejects('VALIDATION_FAILED');
  });
  it('is granted or declined, once', () => {
    given(requested)
      .when(answer('authorise', '1', done))
      .then(authorised);
    given(requested, authorised)
      .when(answer('authorise', '1', done))
      .then();
    given(requested)
      .when(answer('authorise', '1', refused))
      .then(declined);
    given(requested, declined)
      .when(answer('authorise', '1', refused))
      .then();
    given(requested, authorised)
      .when(answer('authorise', '1', refused))
      .rejects('PROVIDER_CONTRADICTS_ITSELF');
  });
  it('that comes after a refusal or a void is let go at once', () => {
    given(requested, declined)
      .when(answer('authorise', '1', done))
      .then(authorised, voidRequested(1000));
    given(requested, voidRequested(1000), voided(0))
      .when(answer('authorise', '1', done))
      .then(authorised, voidRequested(1000));
  });
  it('that is told again after its void changes nothing', () => {
    given(requested, authorised, voidRequested(1000), voided(1000))
      .when(answer('authorise', '1', done))
      .then();
  });
});

describe('a method that needs no provider', () => {
  it.each(['manual', 'external'] as const)('is carried out at once: %s', (method) => {
    const data = { paymentId: 'p1', ...terms, method, reference: 'inv-7' };
    const first: PaymentEvent = { type: 'PaymentAuthorisationRequested', data };
    const second: PaymentEvent = { type: 'PaymentAuthorised', data: { ...about(1000), reference: 'inv-7' } };
    const taken: PaymentEvent = { type: 'PaymentCaptured', data: { ...about(1000), captureId: 'c' } };
    given()
      .when(new RequestAuthorisation('p1', { ...terms, method, reference: 'inv-7' }, someMeta()))
      .then(first, second);
    given(first, second).when(capture('c')).then(captureRequested('c', 1000), taken);
    given(first, second)
      .when(cancel)
      .then(voidRequested(1000), { type: 'PaymentVoided', data: about(1000) });
    given(first, second, captureRequested('c', 1000), taken)
      .when(refund('r', 300))
      .then(refundRequested('r', 300), { type: 'PaymentRefunded', data: { ...about(300), refundId: 'r' } });
  });
});

describe('a capture', () => {
  it('takes what is authorised, unless told how much', () => {
    given(requested, authorised).when(capture('a')).then(captureRequested('a', 1000));
    given(requested, authorised).when(capture('a', 400)).then(captureRequested('a', 400));
    given(requested, authorised, captureRequested('a', 400)).when(capture('b')).then(captureRequested('b', 600));
  });
  it('keeps its reason', () => {
    given(requested, authorised)
      .when(new RequestCapture('p1', { captureId: 'a', amount: 5, reason: 'first part' }, someMeta()))
      .then({ type: 'PaymentCaptureRequested', data: { ...about(5), captureId: 'a', reason: 'first part' } });
  });
  it('never takes more than is authorised, what is on its way included', () => {
    given(requested, authorised).when(capture('a', 1001)).rejects('CAPTURE_EXCEEDS_AUTHORISATION');
    given(requested, authorised, captureRequested('a', 400))
      .when(capture('b', 601))
      .rejects('CAPTURE_EXCEEDS_AUTHORISATION');
    given(requested, authorised, captureRequested('a', 1000))
      .when(capture('b'))
      .rejects('CAPTURE_EXCEEDS_AUTHORISATION');
  });
  it('gives its amount back when it fails', () => {
    given(requested, authorised, captureRequested('a', 1000), captureFailed('a', 1000))
      .when(capture('b'))
      .then(captureRequested('b', 1000));
  });
  it('needs an authorisation that holds', () => {
    given().when(capture('a')).rejects('NOT_FOUND');
    given(requested).when(capture('a')).rejects('PAYMENT_NOT_AUTHORISED');
    given(requested, declined).when(capture('a')).rejects('PAYMENT_DECLINED');
    given(requested, authorised, voidRequested(1000)).when(capture('a')).rejects('PAYMENT_VOIDED');
    given(requested, authorised, voidRequested(1000), voided(1000)).when(capture('a')).rejects('PAYMENT_VOIDED');
  });
  it('is answered once', () => {
    const open = [requested, authorised, captureRequested('a', 400)];
    given(...open)
      .when(answer('capture', 'a', done))
      .then(capturedOf('a', 400));
    given(...open)
      .when(answer('capture', 'a', refused))
      .then(captureFailed('a', 400));
    given(...open, capturedOf('a', 400))
      .when(answer('capture', 'a', done))
      .then();
    given(...open, capturedOf('a', 400))
      .when(answer('capture', 'a', refused))
      .rejects('PROVIDER_CONTRADICTS_ITSELF');
    given(...open, captureFailed('a', 400))
      .when(answer('capture', 'a', refused))
      .then();
  });
  it('that was asked for is the only one that is recorded', () => {
    given(requested, authorised)
      .when(answer('capture', 'x', done))
      .rejects('NOTHING_ASKED');
    given()
      .when(answer('capture', 'x', done))
      .rejects('NOT_FOUND');
  });
  it('that succeeded although a void was asked for, or done, is recorded, so that it can be refunded', () => {
    const open = [requested, authorised, captureRequested('a', 1000), voidRequested(1000)];
    given(...open)
      .when(answer('capture', 'a', done))
      .then(capturedOf('a', 1000));
    given(...open, voided(0))
      .when(answer('capture', 'a', done))
      .then(capturedOf('a', 1000));
    given(...open, voided(0), capturedOf('a', 1000))
      .when(refund('r'))
      .then(refundRequested('r', 1000));
  });
  it('that was told to have failed and did succeed is recorded while there is room for it', () => {
    const failed = [requested, authorised, captureRequested('a', 1000), captureFailed('a', 1000)];
    given(...failed)
      .when(answer('capture', 'a', done))
      .then(capturedOf('a', 1000));
    given(...failed, captureRequested('b', 1))
      .when(answer('capture', 'a', done))
      .rejects('PROVIDER_CONTRADICTS_ITSELF');
  });
});

describe('a void', () => {
  it('lets go what is held', () => {
    given(requested, authorised).when(cancel).then(voidRequested(1000));
    given(requested, authorised, captureRequested('a', 400), capturedOf('a', 400))
      .when(cancel)
      .then(voidRequested(600));
    given(requested, authorised, voidRequested(1000))
      .when(answer('void', '1', done))
      .then(voided(1000));
  });
  it('may come before the authorisation is answered, and covers it', () => {
    given(requested).when(cancel).then(voidRequested(1000));
    given(requested, voidRequested(1000))
      .when(answer('authorise', '1', refused))
      .then(declined, { type: 'PaymentVoided', data: about(0) });
  });
  it('is asked and answered once', () => {
    given(requested, authorised, voidRequested(1000)).when(cancel).then();
    given(requested, authorised, voidRequested(1000), voided(1000)).when(cancel).then();
    given(requested, authorised, voidRequested(1000), voided(1000))
      .when(answer('void', '1', done))
      .then();
    given(requested, declined).when(cancel).then();
  });
  it('is not ended by the answer to an earlier one', () => {
    given(requested, voidRequested(1000), voided(0), authorised, voidRequested(1000))
      .when(answer('void', '1', done))
      .then();
  });
  it('of nothing, or refused, is no news', () => {
    given(requested, authorised)
      .when(answer('void', '1', done))
      .rejects('NOTHING_ASKED');
    given(requested, authorised, voidRequested(1000))
      .when(answer('void', '1', refused))
      .rejects('NOTHING_ASKED');
  });
  it('comes too late when all is captured', () => {
    given(requested, authorised, captureRequested('a', 1000), capturedOf('a', 1000))
      .when(cancel)
      .rejects('PAYMENT_CAPTURED');
  });
});

describe('a refund', () => {
  const taken = [requested, authorised, captureRequested('a', 1000), capturedOf('a', 1000)];
  it('gives back what was captured, unless told how much', () => {
    given(...taken)
      .when(refund('r'))
      .then(refundRequested('r', 1000));
    given(...taken, refundRequested('r', 300))
      .when(refund('s'))
      .then(refundRequested('s', 700));
  });
  it('keeps its reason', () => {
    given(...taken)
      .when(new RequestRefund('p1', { refundId: 'r', amount: 5, reason: 'broken' }, someMeta()))
      .then({ type: 'PaymentRefundRequested', data: { ...about(5), refundId: 'r', reason: 'broken' } });
  });
  it('never gives back more than was captured, what is on its way included', () => {
    given(...taken)
      .when(refund('r', 1001))
      .rejects('REFUND_EXCEEDS_CAPTURE');
    given(...taken, refundRequested('r', 300))
      .when(refund('s', 701))
      .rejects('REFUND_EXCEEDS_CAPTURE');
    given(requested, authorised, captureRequested('a', 1000)).when(refund('r', 1)).rejects('REFUND_EXCEEDS_CAPTURE');
  });
  it('is answered once', () => {
    const open = [...taken, refundRequested('r', 300)];
    given(...open)
      .when(refund('r', 300))
      .then();
    given(...open)
      .when(answer('refund', 'r', done))
      .then(refundedOf('r', 300));
    given(...open)
      .when(answer('refund', 'r', refused))
      .then({
        type: 'PaymentRefundFailed',
        data: { ...about(300), refundId: 'r', code: 'NO_FUNDS' },
      });
    given(...open, refundedOf('r', 300))
      .when(answer('refund', 'r', done))
      .then();
    given(...taken)
      .when(answer('refund', 'x', done))
      .rejects('NOTHING_ASKED');
  });
});

describe('whatever is asked and answered, in any order, repeated or late', () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const amount = fc.option(fc.integer({ min: 1, max: 1200 }), { nil: undefined });
  const anything = fc.oneof(
    fc.constantFrom<PaymentCommand>(authorise, cancel),
    fc.tuple(id, amount).map(([of, much]): PaymentCommand => capture(of, much)),
    fc.tuple(id, amount).map(([of, much]): PaymentCommand => refund(of, much)),
    fc
      .tuple(
        fc.constantFrom<IntentKind>('authorise', 'void'),
        fc.constantFrom('1', '2'),
        fc.constantFrom(done, refused),
      )
      .map(([kind, of, what]): PaymentCommand => answer(kind, of, what)),
    fc
      .tuple(fc.constantFrom<IntentKind>('capture', 'refund'), id, fc.constantFrom(done, refused))
      .map(([kind, of, what]): PaymentCommand => answer(kind, of, what)),
  );
  const history = fc.array(anything, { maxLength: 40 });

  const decided = (command: PaymentCommand, state: PaymentState): readonly PaymentEvent[] => {
    try {
      return payment.decide(command, state);
    } catch (refusal) {
      if (refusal instanceof AppError) return [];
      throw refusal;
    }
  };

  it('refunded ≤ captured ≤ authorised ≤ amount', () => {
    fc.assert(
      fc.property(history, (commands) => {
        let state = fold(payment, [requested]);
        for (const command of commands) {
          for (const event of decided(command, state)) state = payment.evolve(state, event);
          if (state.status === 'none') return false;
          const line = [0, refunded(state), captured(state), state.authorised, state.amount];
          expect(line).toEqual([...line].sort((a, b) => a - b));
        }
        return true;
      }),
      { numRuns: 2_000 },
    );
  });

  it('the same command again does nothing', () => {
    fc.assert(
      fc.property(history, anything, (commands, last) => {
        let state = fold(payment, [requested]);
        for (const command of [...commands, last]) {
          for (const event of decided(command, state)) state = payment.evolve(state, event);
        }
        expect(decided(last, state)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});
