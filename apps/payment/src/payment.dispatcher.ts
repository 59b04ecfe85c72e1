import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Aggregates, metaFor, streamOf, uuidv7 } from '#eventing';
import { AppError, callContext, EventStore, inContext, inTime, isTransient, reasonOf } from '#ports';
import { payment, RecordAnswer } from './payment.decider.js';
import { openIntents, type Intent } from './payment.intents.js';
import type { Answer, FinalAnswer, IntentName } from './providers/provider.js';
import { PaymentProviders } from './providers/providers.js';

/** How long a provider is waited for: after that the outcome is unknown, until it is told or asked for. */
export const PROVIDER_TIMEOUT = Symbol('provider timeout');
export const PROVIDER_TIMEOUT_MS = 2_500;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;
const RECORD_DEADLINE_MS = 10_000;

interface Run {
  /** The pass that comes next; none when nothing was asked for since the last one began. */
  next: Pass | undefined;
  /** Intents that nobody can have sent before, as `<kind>/<id>`. */
  readonly fresh: Set<string>;
  ended: Promise<void>;
}

/** Once through the open intents of a payment. */
class Pass {
  end!: () => void;
  readonly ended = new Promise<void>((resolve) => (this.end = resolve));
}

interface Retry {
  readonly tries: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Carries the open intents of payments to their providers, and what these answer into the log. Sends only what it has
 * read back from the log. Within the process one at a time per payment, in the order in which they were asked for;
 * between processes the provider's idempotency key keeps a repeat from doing anything.
 */
@Injectable()
export class PaymentDispatcher implements BeforeApplicationShutdown {
  private readonly log = new Logger('payment');
  private readonly runs = new Map<string, Run>();
  private readonly retries = new Map<string, Retry>();
  private stopping = false;

  constructor(
    private readonly store: EventStore,
    private readonly aggregates: Aggregates,
    private readonly commands: CommandBus,
    private readonly providers: PaymentProviders,
    @Inject(PROVIDER_TIMEOUT) private readonly timeoutMs: number,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const { timer } of this.retries.values()) clearTimeout(timer);
    this.retries.clear();
    await Promise.all([...this.runs.values()].map(({ ended }) => ended));
  }

  /**
   * Resolves when what is open was answered, or has to be asked again later, which it will be; never rejects. The answer
   * is decided by then, not yet on disk. An intent that its caller has just recorded is `fresh`: sent without asking
   * first what became of it.
   */
  carryOut(paymentId: string, fresh?: IntentName): Promise<void> {
    if (this.stopping) return Promise.resolve();
    const run = this.runs.get(paymentId) ?? this.begin(paymentId);
    if (fresh) run.fresh.add(nameOf(fresh));
    run.next ??= new Pass();
    return run.next.ended;
  }

  /** The same as far as a caller waits: until the provider's time is up. */
  async carryOutInTime(paymentId: string, fresh?: IntentName): Promise<void> {
    await inTime(this.carryOut(paymentId, fresh), this.timeoutMs, () => undefined);
  }

  /** Whether it will ask again by itself what became of a payment's intents. */
  watches(paymentId: string): boolean {
    return this.runs.has(paymentId) || this.retries.has(paymentId);
  }

  /**
   * Takes a provider's news in; false: it was known, or is about nothing of ours. Throws AppError: `notFound` for an
   * unknown provider, and what its adapter says of a message that it did not write.
   */
  async receive(provider: string, headers: Readonly<Record<string, string>>, body: string): Promise<boolean> {
    const { paymentId, intent, answer } = this.providers.named(provider).newsFrom(headers, body);
    const applied = await this.record(provider, paymentId, intent, answer);
    if (applied) void this.carryOut(paymentId);
    return applied;
  }

  private begin(paymentId: string): Run {
    clearTimeout(this.retries.get(paymentId)?.timer);
    const run: Run = { next: undefined, fresh: new Set(), ended: Promise.resolve() };
    this.runs.set(paymentId, run);
    // Begins in the next turn, when the pass is in its place.
    run.ended = run.ended.then(() => this.run(paymentId, run));
    return run;
  }

  private async run(paymentId: string, run: Run): Promise<void> {
    let open = true;
    for (let pass = run.next; pass; pass = run.next) {
      run.next = undefined;
      const ahead = { epoch: this.store.epoch, settled: () => this.aggregates.settled() };
      const context = { principal: 'payment', correlationId: uuidv7(), deadline: Infinity, ahead };
      try {
        open = await inContext(context, () => this.pass(paymentId, run.fresh));
        pass.end();
        await inContext(context, ahead.settled); // the next pass reads the log
      } catch (error) {
        open = true;
        this.log.warn({ message: 'asked again later', payment: paymentId, reason: reasonOf(error) });
      }
      pass.end();
    }
    this.runs.delete(paymentId);
    if (open) this.retryLater(paymentId);
    else this.retries.delete(paymentId);
  }

  /** Asks for each open intent in turn; tells whether some are open still. */
  private async pass(paymentId: string, fresh: Set<string>): Promise<boolean> {
    let open = false;
    for (const intent of openIntents(await this.store.read(streamOf(payment, paymentId)))) {
      const answer = await this.ask(intent, fresh.delete(nameOf(intent.intent)));
      if (answer.outcome === 'pending' && !intent.withdrawn) return true;
      const applied =
        answer.outcome !== 'pending' && (await this.record(intent.method, paymentId, intent.intent, answer, intent));
      open ||= !applied;
    }
    if (!open) return false;
    await this.aggregates.settled();
    return openIntents(await this.store.read(streamOf(payment, paymentId))).length > 0;
  }

  /** What became of an intent; it is sent, under its one key, unless the provider has it already. */
  private async ask(intent: Intent, fresh: boolean): Promise<Answer> {
    const provider = this.providers.named(intent.method);
    try {
      const known = fresh ? undefined : await this.answered(provider.lookup(intent.key));
      if (known || intent.withdrawn) return known ?? { outcome: 'pending' };
      return await this.answered(provider[intent.intent.kind](intent));
    } catch (error) {
      if (!isTransient(error)) throw error;
      return { outcome: 'pending' };
    }
  }

  private answered<T>(call: Promise<T>): Promise<T> {
    return inTime(call, this.timeoutMs, () => {
      throw new AppError('timeout', 'PROVIDER_TIMEOUT', 'The provider did not answer in time.');
    });
  }

  private async record(
    provider: string,
    paymentId: string,
    intent: IntentName,
    answer: FinalAnswer,
    cause?: Intent,
  ): Promise<boolean> {
    const principal = `provider:${provider}`;
    const meta = metaFor('RecordAnswer', undefined);
    const { correlationId = meta.correlationId, traceparent = meta.traceparent, key = meta.causationId } = cause ?? {};
    const command = new RecordAnswer(
      paymentId,
      { intent, answer },
      { ...meta, actor: principal, correlationId, causationId: key, traceparent },
    );
    // Recorded whether or not the caller still waits; the answer to an intent is known before it is on disk.
    const deadline = performance.now() + RECORD_DEADLINE_MS;
    const context = { principal, correlationId, deadline, ahead: callContext()?.ahead };
    try {
      const { events } = await inContext(context, () => this.commands.execute(command));
      return events.length > 0;
    } catch (error) {
      if (!(error instanceof AppError) || (error.kind !== 'rejected' && error.kind !== 'notFound')) throw error;
      this.log.error({ message: 'answer refused', code: error.code, provider, payment: paymentId, intent, answer });
      return false;
    }
  }

  private retryLater(paymentId: string): void {
    if (this.stopping) return;
    const tries = (this.retries.get(paymentId)?.tries ?? 0) + 1;
    const wait = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
    const timer = setTimeout(() => void this.carryOut(paymentId), wait).unref();
    this.retries.set(paymentId, { tries, timer });
  }
}

const nameOf = ({ kind, id }: IntentName) => `${kind}/${id}`;
