import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { paymentEvents, type PaymentEvent } from '#contracts';
import { AppError, fold, someMeta, type Recorded } from '#eventing';
import type { IntentKind } from './providers/provider.js';
import {
  payment,
  RecordAnswer,
  RequestAuthorisation,
  RequestCapture,
  RequestRefund,
  RequestVoid,
  type PaymentCommand,
} from './payment.decider.js';
import { openIntents } from './payment.intents.js';
import { openIn, paymentListed, paymentView } from './payment.view.js';
import { declared, type PaymentRow } from './payment-view.projection.js';

const at = (revision: number) => `2026-01-01T00:00:00.${String(revision).padStart(3, '0')}Z`;
const recorded = (events: readonly PaymentEvent[]): Recorded<PaymentEvent>[] =>
  events.map((event, revision) => ({
    ...event,
    id: `e${revision}`,
    stream: 'payment-p1',
    revision,
    metadata: { ...someMeta(at(revision)), commandHash: '' },
  }));

/** The row as the runner keeps it. */
const rowOf = (events: readonly Recorded<PaymentEvent>[]) =>
  events.reduce<PaymentRow | undefined>((row, event) => {
    const next = declared.evolve(row, event);
    return next && { ...next, id: 'p1', revision: event.revision };
  }, undefined);

const golden = JSON.parse(readFileSync('libs/contracts/golden/payment.json', 'utf8')) as PaymentEvent[];

describe('stored payments', () => {
  it('of every type are read', () => {
    expect(new Set(golden.map(({ type }) => type))).toEqual(new Set(paymentEvents.types));
    expect(fold(payment, golden)).toEqual({
      status: 'voided',
      orderId: '5d1f3c52-7f0e-5b7c-8a0e-2f4b9f3d7c02',
      amount: 12950,
      currency: 'GBP',
      method: 'test',
      token: 'ok',
      reference: 'test-41c0b7aa',
      voids: 1,
      voiding: false,
      authorised: 12950,
      declineCode: undefined,
      captures: {
        '1f7f2a34-1111-5a5a-8b8b-0c0c0c0c0c03': { amount: 5000, outcome: 'done' },
        '1f7f2a34-2222-5a5a-8b8b-0c0c0c0c0c04': { amount: 2000, outcome: 'failed' },
      },
      refunds: {
        '9e2d4c56-3333-5a5a-8b8b-0d0d0d0d0d05': { amount: 1250, outcome: 'done' },
        '9e2d4c56-4444-5a5a-8b8b-0d0d0d0d0d06': { amount: 100, outcome: 'failed' },
      },
    });
  });

  it('stand in their row', () => {
    expect(rowOf(recorded(golden))).toEqual({
      id: 'p1',
      revision: 12,
      orderId: '5d1f3c52-7f0e-5b7c-8a0e-2f4b9f3d7c02',
      method: 'test',
      status: 'partlyRefunded',
      authorisation: 'voided',
      currency: 'GBP',
      amount: 12950,
      authorised: 12950,
      captured: 5000,
      refunded: 1250,
      open: [],
      pending: null,
      declineCode: null,
      reference: 'test-41c0b7aa',
      createdAt: at(0),
      updatedAt: at(12),
    });
  });

  it.each([
    [1, 'pending', 'authorise'],
    [2, 'declined', null],
    [3, 'authorised', null],
    [4, 'authorised', 'capture'],
    [5, 'partlyCaptured', null],
    [7, 'partlyCaptured', null],
    [8, 'partlyCaptured', 'refund'],
    [9, 'partlyRefunded', null],
    [12, 'partlyRefunded', 'void'],
  ])('after %i events are %s, waiting for %s', (count, status, pending) => {
    expect(rowOf(recorded(golden.slice(0, count)))).toMatchObject({ status, pending });
  });
});

describe('whatever happened to a payment', () => {
  const id = fc.constantFrom('a', 'b');
  const amount = fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined });
  const commands = fc.array(
    fc.oneof(
      fc.constant<PaymentCommand>(new RequestVoid('p1', {}, someMeta())),
      fc
        .tuple(id, amount)
        .map(([captureId, much]): PaymentCommand => new RequestCapture('p1', { captureId, amount: much }, someMeta())),
      fc
        .tuple(id, amount)
        .map(([refundId, much]): PaymentCommand => new RequestRefund('p1', { refundId, amount: much }, someMeta())),
      fc
        .tuple(
          fc.constantFrom<IntentKind>('authorise', 'capture', 'void', 'refund'),
          fc.constantFrom('1', '2', 'a', 'b'),
          fc.constantFrom({ outcome: 'done', reference: 'r' } as const, { outcome: 'refused', code: 'NO' } as const),
        )
        .map(([kind, of, answer]): PaymentCommand => {
          return new RecordAnswer('p1', { intent: { kind, id: of }, answer }, someMeta());
        }),
    ),
    { maxLength: 30 },
  );
  const terms = { orderId: 'o1', amount: 1000, currency: 'GBP', method: 'test' as const, token: 'ok' };
  const past = commands.map((given) =>
    given.reduce<readonly PaymentEvent[]>(
      (events, command) => {
        try {
          return [...events, ...payment.decide(command, fold(payment, events))];
        } catch (refusal) {
          if (refusal instanceof AppError) return events;
          throw refusal;
        }
      },
      payment.decide(new RequestAuthorisation('p1', terms, someMeta()), payment.initial),
    ),
  );

  it('its row says the same as the payment itself', () => {
    fc.assert(
      fc.property(past, (events) => {
        const log = recorded(events);
        const revision = events.length - 1;
        const loaded = { state: fold(payment, events), revision, createdAt: at(0), updatedAt: at(revision) };
        expect(paymentListed(rowOf(log)!)).toEqual(paymentView('p1', loaded));
      }),
      { numRuns: 1_000 },
    );
  });

  it('the intents that are open in its stream are those that it waits for', () => {
    fc.assert(
      fc.property(past, (events) => {
        const state = fold(payment, events);
        const open = openIntents(recorded(events)).map(({ intent }) => intent.kind);
        expect(new Set(open)).toEqual(new Set(state.status === 'none' ? [] : openIn(state)));
      }),
      { numRuns: 1_000 },
    );
  });
});
