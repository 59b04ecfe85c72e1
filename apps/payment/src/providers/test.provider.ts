import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '#ports';
import { Journal } from './journal.js';
import { OtherJournals } from './other-journals.js';
import {
  PaymentProvider,
  type Answer,
  type FinalAnswer,
  type IntentKind,
  type News,
  type ProviderRequest,
} from './provider.js';

/** How long its odd tokens take, in milliseconds. */
export const PACE = {
  /** `slow`: until the answer to anything. */
  slow: 2_000,
  /** `lost`: until the news of a capture whose answer never came. */
  lost: 3_000,
  /** `late`: until an authorisation is decided; longer than a checkout waits. */
  late: 15_000,
  /** `twice`: until the same answer comes again as news. */
  twice: 100,
};

/** A request that it has taken, and what became of it. */
export interface Taken {
  readonly key: string;
  readonly kind: IntentKind;
  readonly request: Omit<ProviderRequest, 'key'>;
  /** Minor units that were moved: held, taken, let go or given back; 0 where it was refused. */
  readonly amount: number;
  readonly answer: FinalAnswer;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** When the answer is there to be had. */
  readonly dueAt: number;
  /** When it is sent as news. */
  readonly newsAt?: number | undefined;
}

type Line = { readonly secret: string } | { readonly taken: Taken };

/** Takes news to where the platform receives it. */
export type Deliver = (headers: Record<string, string>, body: string) => Promise<unknown>;

const BOOKS = 'test-provider';
const SIGNATURE = 'daybook-signature';
const NEWS_TRIES = 5;
const NEWS_PAUSE_MS = 1_000;
/** News that was due longer ago at start is not sent any more: who missed it asks. */
const NEWS_KEPT_MS = 60_000;

/**
 * The provider that is built in for trying out. Moves no real money, but keeps its books like one that does: on disk
 * before it answers, one outcome per key for ever, never more captured than held nor more refunded than captured.
 * Misbehaves on request, by the payment's token; see {@link PACE}. Keeps every request in memory.
 *
 * Replicas of the payment app are one provider: each has books of its own in a shared folder, and looks into the others'
 * before it answers.
 */
export class TestProvider extends PaymentProvider {
  readonly name = 'test';
  private readonly taken = new Map<string, { readonly taken: Taken; written: Promise<void> }>();
  private readonly byPayment = new Map<string, Taken[]>();
  private readonly timers = new Set<NodeJS.Timeout>();
  /** Its own is the first. */
  private readonly secrets: string[] = [];
  private deliver: Deliver | undefined;

  private constructor(
    private readonly journal: Journal<Line>,
    private readonly others: OtherJournals<Line> | undefined,
    private readonly pace: typeof PACE,
  ) {
    super();
  }

  /**
   * With the books in `test-provider.jsonl` of a folder, which is made where it is missing; those of a replica are in
   * `test-provider-<replica>.jsonl`.
   */
  static async open(folder: string, pace = PACE, replica?: string): Promise<TestProvider> {
    const path = join(folder, replica ? `${BOOKS}-${replica}.jsonl` : `${BOOKS}.jsonl`);
    const journal = await Journal.open<Line>(path);
    const others = replica ? new OtherJournals<Line>(path, BOOKS) : undefined;
    const provider = new TestProvider(journal, others, pace);
    provider.learn(journal.lines);
    if (!provider.secrets.length) {
      const secret = { secret: randomBytes(32).toString('hex') };
      await journal.append(secret);
      provider.learn([secret]);
    }
    if (others) provider.learn(await others.look());
    return provider;
  }

  /** Sends its news there from now on, what is due from before included. */
  sendNewsTo(deliver: Deliver): void {
    this.deliver = deliver;
    const since = Date.now() - NEWS_KEPT_MS;
    for (const { taken } of this.taken.values()) if ((taken.newsAt ?? 0) > since) this.scheduleNews(taken);
  }

  override authorise(request: ProviderRequest): Promise<Answer> {
    return this.answer('authorise', request);
  }

  override capture(request: ProviderRequest): Promise<Answer> {
    return this.answer('capture', request);
  }

  override void(request: ProviderRequest): Promise<Answer> {
    return this.answer('void', request);
  }

  override refund(request: ProviderRequest): Promise<Answer> {
    return this.answer('refund', request);
  }

  override async lookup(key: string): Promise<Answer | undefined> {
    if (this.others) this.learn(await this.others.look());
    const known = this.taken.get(key);
    if (!known) return undefined;
    await known.written;
    return known.taken.dueAt > Date.now() ? { outcome: 'pending' } : known.taken.answer;
  }

  override newsFrom(headers: Readonly<Record<string, string>>, body: string): News {
    const given = Buffer.from(headers[SIGNATURE] ?? '', 'hex');
    const isRight = (right: Buffer) => given.length === right.length && timingSafeEqual(given, right);
    if (!this.secrets.some((secret) => isRight(signature(secret, body)))) {
      throw new AppError('unauthenticated', 'SIGNATURE_INVALID', 'This was not signed by the provider.');
    }
    return JSON.parse(body) as News;
  }

  /** News as it is sent: what a webhook of this provider carries. */
  signed(news: News): { readonly headers: Record<string, string>; readonly body: string } {
    const body = JSON.stringify(news);
    return { headers: { [SIGNATURE]: signature(this.secrets[0]!, body).toString('hex') }, body };
  }

  /** What was really done, in order: every movement of money once. */
  charges(paymentId?: string): readonly Taken[] {
    const all = paymentId ? (this.byPayment.get(paymentId) ?? []) : [...this.taken.values()].map(({ taken }) => taken);
    return all.filter(({ answer }) => answer.outcome === 'done');
  }

  async close(): Promise<void> {
    this.timers.forEach(clearTimeout);
    this.timers.clear();
    await this.journal.close();
  }

  private async answer(kind: IntentKind, request: ProviderRequest): Promise<Answer> {
    if (request.token === 'down' && kind === 'authorise') throw away();
    if (this.others) this.learn(await this.others.look());
    const { taken, written } = this.taken.get(request.key) ?? this.take(kind, request);
    await written;
    if (kind === 'capture' && request.token === 'lost') return new Promise<never>(() => undefined);
    const wait = request.token === 'slow' ? this.pace.slow : taken.dueAt - Date.now();
    if (wait > 0) await new Promise<void>((resolve) => this.after(wait, resolve));
    return taken.answer;
  }

  private take(kind: IntentKind, { key, intent, paymentId, orderId, amount: asked, currency, token }: ProviderRequest) {
    const request = { intent, paymentId, orderId, amount: asked, currency, token };
    const at = Date.now();
    const dueAt = kind === 'authorise' && token === 'late' ? at + this.pace.late : at;
    const refusal = this.refusal(kind, request);
    const answer: FinalAnswer = refusal
      ? { outcome: 'refused', code: refusal }
      : { outcome: 'done', reference: `test-${key.slice(0, 8)}` };
    const amount = refusal ? 0 : kind === 'void' ? this.held(paymentId) : asked;
    const taken = { key, kind, request, amount, answer, at, dueAt, newsAt: this.newsAt(kind, token, dueAt) };
    const known = this.note(taken, Promise.resolve());
    known.written = this.journal.append({ taken }).catch((error: unknown) => {
      this.forget(taken);
      throw Object.assign(away(), { cause: error });
    });
    if (this.deliver && taken.newsAt) known.written.then(() => this.scheduleNews(taken)).catch(() => undefined);
    return known;
  }

  private refusal(kind: IntentKind, { paymentId, amount, token = 'ok' }: Omit<ProviderRequest, 'key'>) {
    switch (kind) {
      case 'authorise':
        if (this.byPayment.get(paymentId)?.some((taken) => taken.kind === 'void')) return 'VOIDED';
        if (token === 'declined') return 'CARD_DECLINED';
        return ['ok', 'slow', 'lost', 'twice', 'late'].includes(token) ? undefined : 'UNKNOWN_TOKEN';
      case 'capture':
        return amount > this.held(paymentId) ? 'EXCEEDS_AUTHORISATION' : undefined;
      case 'refund':
        return amount > this.sum(paymentId, 'capture') - this.sum(paymentId, 'refund') ? 'EXCEEDS_CAPTURE' : undefined;
      case 'void':
        return undefined;
    }
  }

  private newsAt(kind: IntentKind, token: string | undefined, dueAt: number): number | undefined {
    if (token === 'lost' && kind === 'capture') return dueAt + this.pace.lost;
    if (token === 'twice') return dueAt + this.pace.twice;
    return token === 'late' && kind === 'authorise' ? dueAt : undefined;
  }

  private held(paymentId: string): number {
    return this.sum(paymentId, 'authorise') - this.sum(paymentId, 'capture') - this.sum(paymentId, 'void');
  }

  private sum(paymentId: string, kind: IntentKind): number {
    const now = Date.now();
    return (this.byPayment.get(paymentId) ?? []).reduce(
      (sum, taken) => (taken.kind === kind && taken.dueAt <= now ? sum + taken.amount : sum),
      0,
    );
  }

  private note(taken: Taken, written: Promise<void>) {
    const known = { taken, written };
    const { paymentId } = taken.request;
    this.taken.set(taken.key, known);
    const others = this.byPayment.get(paymentId);
    if (others) others.push(taken);
    else this.byPayment.set(paymentId, [taken]);
    return known;
  }

  private forget(taken: Taken): void {
    const { paymentId } = taken.request;
    this.taken.delete(taken.key);
    this.byPayment.set(
      paymentId,
      (this.byPayment.get(paymentId) ?? []).filter((other) => other !== taken),
    );
  }

  private scheduleNews({ request: { paymentId, intent }, answer, newsAt = 0 }: Taken): void {
    const { headers, body } = this.signed({ paymentId, intent, answer });
    const send = (tries: number) => {
      this.deliver?.(headers, body).catch(() => {
        if (tries < NEWS_TRIES) this.after(NEWS_PAUSE_MS, () => send(tries + 1));
      });
    };
    this.after(newsAt - Date.now(), () => send(1));
  }

  /** Like setTimeout, but keeps no process alive and ends with the provider. */
  private after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms).unref();
    this.timers.add(timer);
  }

  private learn(lines: readonly Line[]): void {
    for (const line of lines) {
      if ('secret' in line) this.secrets.push(line.secret);
      else if (!this.taken.has(line.taken.key)) this.note(line.taken, Promise.resolve());
    }
  }
}

const signature = (secret: string, body: string): Buffer => createHmac('sha256', secret).update(body).digest();

const away = () => new AppError('unavailable', 'PROVIDER_UNAVAILABLE', 'The test provider is away.', [], 1);
