import { CommandBus } from '@nestjs/cqrs';
import type { TestingModule } from '@nestjs/testing';
import { v7 as uuidv7 } from 'uuid';
import { MemoryEventStore, MemorySnapshotStore } from '#adapters';
import type { AuthorisePaymentRequest } from '#contracts';
import { Aggregates, metaFor } from '#eventing';
import { AppError, type NewEvent } from '#ports';
import { CONFIG } from '#runtime';
import { startContext, stopContext } from '../../../test/context-app.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { payment, RecordAnswer, RequestCapture } from './payment.decider.js';
import { PaymentDispatcher, PROVIDER_TIMEOUT } from './payment.dispatcher.js';
import { PaymentGrpc } from './payment.grpc.js';
import { PaymentModule, TEST_PROVIDER } from './payment.module.js';
import { SWEEP } from './payment.sweeper.js';
import {
  PaymentProvider,
  type Answer,
  type FinalAnswer,
  type IntentName,
  type ProviderRequest,
} from './providers/provider.js';
import { TestProvider } from './providers/test.provider.js';

const NEVER = 1e9;
/** News comes only when a test sends it. Waits are long where an answer is awaited, short where none comes. */
const pace = { slow: 5, lost: NEVER, late: NEVER, twice: NEVER };
const orderId = uuidv7();

const fileOf = temporaryFolder();
let store: MemoryEventStore;
let app: TestingModule;
let payments: PaymentGrpc;
let provider: TestProvider;

const openProvider = (own = pace) => TestProvider.open(fileOf('books'), own);

/** The payment context over the present log. */
async function start(
  of: PaymentProvider | undefined,
  { timeoutMs = 10_000, sweepEveryMs = 1e9, production = false } = {},
) {
  app = await startContext({
    module: PaymentModule,
    store,
    file: fileOf,
    more: [{ provide: CONFIG, useValue: { dataDir: fileOf('.'), production } }],
    with: (builder) => {
      const paced = builder
        .overrideProvider(PROVIDER_TIMEOUT)
        .useValue(timeoutMs)
        .overrideProvider(SWEEP)
        .useValue({ everyMs: sweepEveryMs, olderThanMs: 0 });
      return of ? paced.overrideProvider(TEST_PROVIDER).useValue(of) : paced;
    },
  });
  app.useLogger(false);
  payments = app.get(PaymentGrpc);
}

const restart = async (of: PaymentProvider | undefined, pacing?: Parameters<typeof start>[1]) => {
  await stopContext(app);
  await start(of, pacing);
};

beforeEach(async () => {
  store = new MemoryEventStore();
  provider = await openProvider();
  await start(provider);
});
afterEach(() => stopContext(app));

/** A log that does not take the next event of a type. */
class FailingLog extends MemoryEventStore {
  override epoch = 0 as never;
  refused: string | undefined;
  override async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<void> {
    if (!events.some(({ type }) => type === this.refused)) return super.append(stream, expected, events);
    this.refused = undefined;
    (this as { epoch: number }).epoch++;
    throw new AppError('unavailable', 'LOG_UNAVAILABLE');
  }
}

/** A log to which other replicas write, too. */
class SharedLog extends MemoryEventStore {
  override readonly ordered = false as never;
}

let keys = 0;
const authorise = (token: string, more: Partial<AuthorisePaymentRequest> = {}) =>
  payments.authorisePayment({
    commandId: `k${++keys}`,
    paymentId: uuidv7(),
    orderId,
    amount: { amount: 1000, currency: 'GBP' },
    method: 'test',
    token,
    ...more,
  });
async function authorised(token = 'ok') {
  const { id } = (await authorise(token)).payment;
  await until(async () => (await get(id)).status === 'authorised');
  return id;
}
const capture = (paymentId: string, amount?: number, commandId = `k${++keys}`) =>
  payments.capturePayment({ commandId, paymentId, capture: { amount } });
const refund = (paymentId: string, amount?: number, commandId = `k${++keys}`) =>
  payments.refundPayment({ commandId, paymentId, refund: { amount } });
const cancel = (paymentId: string, commandId = `k${++keys}`) => payments.voidPayment({ commandId, paymentId });
const get = async (paymentId: string) => (await payments.getPayment({ paymentId })).payment;
const eventsOf = (paymentId: string) => store.read(`payment-${paymentId}`);
const typesOf = async (paymentId: string) => (await eventsOf(paymentId)).map(({ type }) => type);
const charged = (paymentId: string, kind = 'capture') =>
  provider.charges(paymentId).flatMap((charge) => (charge.kind === kind ? [charge.amount] : []));
/** The provider's news about an intent; tells whether it was news. */
const news = async (paymentId: string, intent: IntentName, answer: FinalAnswer = { outcome: 'done' }) =>
  (await payments.receiveProviderNews({ provider: 'test', ...provider.signed({ paymentId, intent, answer }) })).applied;

async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a payment', () => {
  it('is authorised and captured', async () => {
    const { payment, revision, replayed } = await authorise('ok');
    expect(payment).toMatchObject({ orderId, status: 'authorised', authorised: 1000, captured: 0, currency: 'GBP' });
    expect([revision, replayed, payment.pending]).toEqual([1, false, undefined]);
    const taken = await capture(payment.id);
    expect(taken.payment).toMatchObject({ status: 'captured', captured: 1000, revision: 3 });
    expect(await get(payment.id)).toEqual(taken.payment);
    expect(charged(payment.id)).toEqual([1000]);
  });

  it('is declined with its reason', async () => {
    const { payment } = await authorise('declined');
    expect(payment).toMatchObject({ status: 'declined', declineCode: 'CARD_DECLINED', authorised: 0 });
    await expect(capture(payment.id)).rejects.toMatchObject({ kind: 'rejected', code: 'PAYMENT_DECLINED' });
  });

  it('is captured in parts, refunded in parts, and what is left is voided', async () => {
    const id = await authorised();
    expect((await capture(id, 600)).payment.status).toBe('partlyCaptured');
    expect((await refund(id, 100)).payment).toMatchObject({ status: 'partlyRefunded', refunded: 100 });
    expect((await cancel(id)).payment.status).toBe('partlyRefunded');
    expect((await refund(id)).payment).toMatchObject({ status: 'refunded', refunded: 600 });
    expect([charged(id), charged(id, 'refund'), charged(id, 'void')]).toEqual([[600], [100, 500], [400]]);
  });

  it('is never refunded above what was captured', async () => {
    const id = await authorised();
    await capture(id, 600);
    await expect(refund(id, 601)).rejects.toMatchObject({ kind: 'rejected', code: 'REFUND_EXCEEDS_CAPTURE' });
    expect(charged(id, 'refund')).toEqual([]);
  });

  it('is listed', async () => {
    const { payment, position } = await authorise('ok');
    await authorise('declined');
    const listed = await payments.listPayments({ status: 'authorised', orderId, minPosition: position });
    expect(listed).toEqual({ items: [payment], totalCount: 1 });
    await expect(get(uuidv7())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each(['manual', 'test'] as const)(
    'keeps why it is captured or refunded, which belongs to the request: %s',
    async (method) => {
      const { id: paymentId } = (await authorise('ok', { method })).payment;
      const asks = [
        (reason?: string) => payments.capturePayment({ commandId: 'c', paymentId, capture: { amount: 40, reason } }),
        (reason?: string) => payments.refundPayment({ commandId: 'r', paymentId, refund: { amount: 4, reason } }),
      ];
      for (const ask of asks) {
        expect(await ask('first part')).toMatchObject({ replayed: false });
        expect(await ask('first part')).toMatchObject({ replayed: true });
        for (const other of ['another', undefined])
          await expect(ask(other)).rejects.toMatchObject({ kind: 'unprocessable', code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      const reasons = (await eventsOf(paymentId)).flatMap(({ type, data }) =>
        type.endsWith('Requested') ? [(data as { reason?: string }).reason] : [],
      );
      expect(reasons).toEqual([undefined, 'first part', 'first part']);
    },
  );

  it.each(['manual', 'external'] as const)('needs no provider: %s', async (method) => {
    const { payment } = await authorise('', { method, token: undefined, reference: 'INV-7' });
    expect(payment).toMatchObject({ status: 'authorised', reference: 'INV-7' });
    expect((await capture(payment.id)).payment).toMatchObject({ status: 'captured', captured: 1000 });
    const back = await refund(payment.id, 1);
    expect(back.payment).toMatchObject({ status: 'partlyRefunded' });
    expect(back.payment).toEqual(await get(payment.id));
    expect(provider.charges()).toEqual([]);
  });
});

describe('money is taken once', () => {
  it('when the same request comes twice at once', async () => {
    const id = await authorised();
    const answers = await Promise.all([capture(id, 400, 'same'), capture(id, 400, 'same')]);
    expect(new Set(answers.map(({ replayed }) => replayed))).toEqual(new Set([false, true]));
    expect(answers.map(({ payment }) => payment.captured)).toEqual([400, 400]);
    expect(charged(id)).toEqual([400]);
  });

  it('and never above the authorisation, whatever comes at once', async () => {
    const id = await authorised();
    const results = await Promise.allSettled([capture(id, 400), capture(id, 400), capture(id, 400)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'CAPTURE_EXCEEDS_AUTHORISATION' }) }),
    );
    expect(charged(id)).toEqual([400, 400]);
  });

  it('when the answer is lost: it is asked for, and the news of it changes nothing', async () => {
    await restart((provider = await openProvider()), { timeoutMs: 30 });
    const id = await authorised('lost');
    await capture(id);
    await until(async () => (await get(id)).status === 'captured');
    const [captured] = provider.charges(id).filter(({ kind }) => kind === 'capture');
    const { intent } = captured!.request;
    expect([await news(id, intent), await news(id, intent)]).toEqual([false, false]);
    expect(charged(id)).toEqual([1000]);
    expect((await typesOf(id)).filter((type) => type === 'PaymentCaptured')).toHaveLength(1);
  });

  it('when the provider tells everything twice', async () => {
    await restart((provider = await openProvider({ ...pace, twice: 0 })));
    const told: boolean[] = [];
    const dispatcher = app.get(PaymentDispatcher);
    provider.sendNewsTo(async (headers, body) => told.push(await dispatcher.receive('test', headers, body)));
    const id = await authorised('twice');
    expect((await capture(id)).payment.status).toBe('captured');
    await until(() => told.length === 2);
    expect(await typesOf(id)).toHaveLength(4);
    expect(charged(id)).toEqual([1000]);
  });

  it.each(['before', 'after'])(
    'when the process ends between intent and answer, %s the provider was called',
    async (when) => {
      const id = await authorised();
      const meta = metaFor('CapturePayment', 'k');
      await app.get(CommandBus).execute(new RequestCapture(id, { captureId: 'c', amount: 700 }, meta));
      const intent = (await eventsOf(id)).at(-1)!;
      const about = { paymentId: id, orderId, amount: 700, currency: 'GBP', token: 'ok' };
      if (when === 'after') await provider.capture({ key: intent.id, intent: { kind: 'capture', id: 'c' }, ...about });
      await stopContext(app);

      provider = await openProvider();
      await start(provider, { sweepEveryMs: 5 });
      await until(async () => (await get(id)).captured === 700);
      expect(await typesOf(id)).toHaveLength(4);
      expect(charged(id)).toEqual([700]);
    },
  );

  it('when a later request meets an intent that was left open', async () => {
    const id = await authorised();
    await app.get(CommandBus).execute(new RequestCapture(id, { captureId: 'c' }, metaFor('', undefined)));
    expect((await cancel(id)).payment).toMatchObject({ status: 'captured', pending: undefined });
    expect([charged(id), charged(id, 'void')]).toEqual([[1000], [0]]);
  });
});

describe('a repeat', () => {
  /** What was answered first is answered again, whatever has happened since, by whichever process. */
  const repeatsAll = async (asks: readonly (() => Promise<{ revision: number; replayed: boolean }>)[]) => {
    const first = [];
    for (const ask of asks) first.push(await ask());
    await restart((provider = await openProvider()));
    for (const [at, ask] of asks.entries()) expect(await ask()).toEqual({ ...first[at], replayed: true });
  };

  it('has the first answer again', async () => {
    const paymentId = uuidv7();
    await repeatsAll([
      () => authorise('ok', { paymentId, commandId: 'a' }),
      () => capture(paymentId, 400, 'c1'),
      () => refund(paymentId, 100, 'r1'),
      () => capture(paymentId, 100, 'c2'),
      () => cancel(paymentId, 'v'),
      () => refund(paymentId, undefined, 'r2'),
    ]);
    expect([charged(paymentId), charged(paymentId, 'refund')]).toEqual([
      [400, 100],
      [100, 400],
    ]);
  });

  it('has the first answer again where others were at work at the same time', async () => {
    const id = await authorised();
    const all = () => Promise.all([capture(id, 400, 'c1'), capture(id, 300, 'c2'), capture(id, 200, 'c3')]);
    const first = await all();
    await refund(id);
    expect(await all()).toEqual(
      first.map(({ payment, revision, position }) => ({ payment, revision, position, replayed: true })),
    );
  });

  it('tells the payment as it stands while the provider has not answered, then as the answer left it', async () => {
    await restart((provider = await openProvider()), { timeoutMs: 30 });
    const asked = { paymentId: uuidv7(), commandId: 'a' };
    for (const replayed of [false, true])
      expect(await authorise('late', asked)).toMatchObject({
        replayed,
        payment: { pending: 'authorise', revision: 0 },
      });
    await news(asked.paymentId, { kind: 'authorise', id: '1' });
    await capture(asked.paymentId);
    const granted = { status: 'authorised', captured: 0, pending: undefined };
    expect(await authorise('late', asked)).toMatchObject({ replayed: true, revision: 1, payment: granted });
  });
});

describe('what the provider does not answer in time', () => {
  beforeEach(async () => restart((provider = await openProvider()), { timeoutMs: 30 }));

  it('is pending, and recorded when the provider tells', async () => {
    const { payment } = await authorise('late');
    expect(payment).toMatchObject({ status: 'pending', pending: 'authorise', authorised: 0 });
    const intent = { kind: 'authorise', id: '1' } as const;
    expect([await news(payment.id, intent), await news(payment.id, intent)]).toEqual([true, false]);
    expect(await get(payment.id)).toMatchObject({ status: 'authorised', pending: undefined });
  });

  it('is told by the one who asks again, whichever replica recorded it', async () => {
    store = new SharedLog();
    await restart((provider = await openProvider()), { timeoutMs: 30 });
    const asked = { paymentId: uuidv7(), commandId: 'the same' };
    expect((await authorise('late', asked)).payment).toMatchObject({ status: 'pending', pending: 'authorise' });
    const other = new Aggregates(store, new MemorySnapshotStore(store));
    const answer = { intent: { kind: 'authorise', id: '1' }, answer: { outcome: 'done' } } as const;
    await other.handle(payment, new RecordAnswer(asked.paymentId, answer, metaFor('RecordAnswer', undefined)));
    expect((await authorise('late', asked)).payment).toMatchObject({ status: 'authorised', revision: 1 });
  });

  it('can be voided, and is let go again when it is granted after all', async () => {
    const { id } = (await authorise('late')).payment;
    await cancel(id);
    await until(async () => (await get(id)).status === 'voided');
    await news(id, { kind: 'authorise', id: '1' });
    await until(async () => (await get(id)).status === 'voided');
    expect((await typesOf(id)).slice(-3)).toEqual(['PaymentAuthorised', 'PaymentVoidRequested', 'PaymentVoided']);
  });

  it('can be voided while the authorisation is under way, and nothing is held when that arrives', async () => {
    const take = provider.authorise.bind(provider);
    let arrive!: () => void;
    const underWay = new Promise<void>((resolve) => (arrive = resolve));
    const sent = jest.spyOn(provider, 'authorise').mockImplementation(async (asked) => {
      await underWay;
      return take(asked);
    });
    const { id } = (await authorise('ok')).payment;
    await cancel(id);
    await until(async () => (await get(id)).status === 'voided');
    arrive();
    await sent.mock.results[0]!.value;
    expect([charged(id, 'authorise'), charged(id, 'void')]).toEqual([[], [0]]);
  });

  it('can be voided when the provider was away', async () => {
    const { payment } = await authorise('down');
    expect(payment).toMatchObject({ status: 'pending', pending: 'authorise' });
    await cancel(payment.id);
    await until(async () => (await get(payment.id)).status === 'voided');
    expect(charged(payment.id, 'authorise')).toEqual([]);
  });
});

describe('news', () => {
  it('is believed only from the provider', async () => {
    const id = await authorised();
    const { headers, body } = provider.signed({
      paymentId: id,
      intent: { kind: 'capture', id: 'c' },
      answer: { outcome: 'done' },
    });
    const received = payments.receiveProviderNews({ provider: 'test', headers, body: `${body} ` });
    await expect(received).rejects.toMatchObject({ kind: 'unauthenticated', code: 'SIGNATURE_INVALID' });
    const unsigned = payments.receiveProviderNews({ provider: 'test', headers: {}, body });
    await expect(unsigned).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
    const stranger = payments.receiveProviderNews({ provider: 'nobody', headers, body });
    await expect(stranger).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('about nothing of ours changes nothing', async () => {
    const id = await authorised();
    expect(await news(id, { kind: 'capture', id: 'c' })).toBe(false);
    expect(await news(uuidv7(), { kind: 'capture', id: 'c' })).toBe(false);
    expect(await typesOf(id)).toHaveLength(2);
  });
});

describe('the provider', () => {
  /** Checks that what it is asked is in the log; answers in turn what it is told to. */
  class Scripted extends PaymentProvider {
    readonly name = 'test';
    readonly calls: string[] = [];
    constructor(private readonly answers: (Answer | AppError | undefined)[]) {
      super();
    }
    authorise = (request: ProviderRequest) => this.asked('authorise', request.key);
    capture = (request: ProviderRequest) => this.asked('capture', request.key);
    void = (request: ProviderRequest) => this.asked('void', request.key);
    refund = (request: ProviderRequest) => this.asked('refund', request.key);
    lookup = (key: string) => this.asked('lookup', key) as Promise<Answer | undefined>;
    override newsFrom(): never {
      throw new AppError('invalid', 'NO_NEWS');
    }
    sendNewsTo() {}
    async close() {}
    private async asked(what: string, key: string): Promise<Answer> {
      const inLog = (await store.readAll()).some(({ id }) => id === key);
      this.calls.push(inLog ? what : `${what} of what is not in the log`);
      const answer = this.answers.shift();
      if (answer instanceof AppError) throw answer;
      return answer as Answer;
    }
  }
  const scripted = async (...answers: (Answer | AppError | undefined)[]) => {
    const own = new Scripted(answers);
    await restart(own);
    return own;
  };
  const away = new AppError('unavailable', 'AWAY');

  it('is asked for what is in the log, and its answer names that as its cause', async () => {
    const { calls } = await scripted({ outcome: 'done', reference: 'r-1' });
    const { payment } = await authorise('ok');
    expect(payment).toMatchObject({ status: 'authorised', reference: 'r-1' });
    expect(calls).toEqual(['authorise']);
    const [intent, answer] = await eventsOf(payment.id);
    expect(answer!.metadata).toMatchObject({
      actor: 'provider:test',
      causationId: intent!.id,
      correlationId: intent!.metadata.correlationId,
    });
  });

  it('is asked what became of a request before it is sent again', async () => {
    const { calls } = await scripted(away, away, undefined, away, { outcome: 'pending' }, { outcome: 'done' });
    const { id } = (await authorise('ok')).payment;
    for (let tries = 0; tries < 6 && (await get(id)).status === 'pending'; tries++) {
      await app.get(PaymentDispatcher).carryOut(id);
    }
    expect((await get(id)).status).toBe('authorised');
    expect(calls).toEqual(['authorise', 'lookup', 'lookup', 'authorise', 'lookup', 'lookup']);
  });

  it('is asked again by itself', async () => {
    const { calls } = await scripted(away, { outcome: 'done' });
    const { id } = (await authorise('ok')).payment;
    await until(async () => (await get(id)).status === 'authorised');
    expect(calls).toEqual(['authorise', 'lookup']);
  });

  it('whose answer could not be recorded is asked what became of its request, and nobody was told', async () => {
    const log = (store = new FailingLog());
    const { calls } = await scripted({ outcome: 'done' }, { outcome: 'done' });
    const paymentId = uuidv7();
    log.refused = 'PaymentAuthorised';
    expect((await authorise('ok', { paymentId })).payment).toMatchObject({ status: 'pending', authorised: 0 });
    await until(async () => (await get(paymentId)).status === 'authorised');
    expect(calls).toEqual(['authorise', 'lookup']);
    expect(await typesOf(paymentId)).toEqual(['PaymentAuthorisationRequested', 'PaymentAuthorised']);
  });

  it('that is built in takes no payments in production', async () => {
    await restart(undefined, { production: true });
    await expect(authorise('ok')).rejects.toMatchObject({ kind: 'unprocessable', code: 'TEST_PAYMENT_IN_PRODUCTION' });
    expect(await store.head()).toBe(0);
  });
});
