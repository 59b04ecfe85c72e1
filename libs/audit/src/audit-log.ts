import { inventoryEvents, orderEvents, paymentEvents, productEvents } from '#contracts';
import { categoryOf, decode, type DomainEvent, type EventCatalogue } from '#eventing';
import type { EventStore, RecordedEvent } from '#ports';
import { EnvelopeCheck, isTrue, type Suspicion } from './envelope.check.js';
import { Findings, type Check, type Report } from './finding.js';
import { pagesOf } from './log-pages.js';
import { OrderCheck } from './order.check.js';
import { PaymentCheck } from './payment.check.js';
import { ProductCheck } from './product.check.js';
import { SagaCheck } from './saga.check.js';
import { SettlementCheck, type OrderCounts, type Reactions } from './settlement.check.js';
import { StockCheck } from './stock.check.js';

const PUBLISHED: ReadonlyMap<string, EventCatalogue> = new Map(
  [inventoryEvents, orderEvents, paymentEvents, productEvents].map((events) => [events.category, events]),
);

/** Suspicions that are looked at again; there are more only in a log that is beyond doubt. */
const CONFIRMED = 1_000;

/** All invariants of the log over its events, seen once and in order. Pure: it reads nothing and knows no clock. */
export class LogAudit {
  events = 0;
  readonly suspicions: Suspicion[] = [];
  private readonly envelope: EnvelopeCheck;
  private readonly settlement: SettlementCheck;
  private readonly checks: readonly Check[];

  constructor(
    private readonly report: Report,
    { gapless, reactions }: { readonly gapless: boolean; readonly reactions: Reactions },
  ) {
    this.envelope = new EnvelopeCheck(report, gapless, (suspicion) => this.suspect(suspicion));
    const stock = new StockCheck(report);
    const order = new OrderCheck(report);
    const payment = new PaymentCheck(report);
    const saga = new SagaCheck(report);
    const facts = {
      orders: order.orders,
      payments: payment.payments,
      ofOrders: stock.ofOrders,
      sagas: saga.sagas,
    };
    this.settlement = new SettlementCheck(report, facts, reactions);
    this.checks = [new ProductCheck(report), stock, order, payment, saga, this.settlement];
  }

  get streams(): number {
    return this.envelope.streams;
  }

  get orders(): OrderCounts {
    return this.settlement.counts;
  }

  see(stored: RecordedEvent): void {
    this.events++;
    this.envelope.see(stored);
    try {
      const catalogue = PUBLISHED.get(categoryOf(stored.stream));
      const event = catalogue ? decode<DomainEvent, RecordedEvent>(catalogue, stored) : stored;
      for (const check of this.checks) check.see(event);
    } catch (error) {
      this.report('events-known', stored, error instanceof Error ? error.message : String(error));
    }
  }

  end(): void {
    for (const check of this.checks) check.end?.();
  }

  /** Reports a suspicion that has turned out to be true. */
  convict({ invariant, first, event }: Suspicion): void {
    const what = invariant === 'event-ids-unique' ? `The id ${event.id}` : `The command ${event.metadata.commandId}`;
    this.report(invariant, event, `${what} is met at position ${first}, too.`);
  }

  private suspect(suspicion: Suspicion): void {
    if (this.suspicions.length < CONFIRMED) this.suspicions.push(suspicion);
    else this.convict(suspicion);
  }
}

export interface LogResult {
  readonly head: number;
  readonly events: number;
  readonly streams: number;
  readonly orders: OrderCounts;
}

export interface LogAuditOptions {
  /** Position at which it ends; default: the end of the log as it is now. */
  readonly head?: number;
  /** Whether positions have no gaps. */
  readonly gapless: boolean;
  readonly reactions: Reactions;
  /** Gets every page, before the next one is read. */
  readonly along?: (events: readonly RecordedEvent[]) => Promise<void>;
  readonly onProgress?: (progress: { readonly events: number; readonly head: number }) => void;
}

/** Reads the log once, up to a head that is fixed at the start, also while others append; findings go to `findings`. */
export async function auditLog(store: EventStore, findings: Findings, options: LogAuditOptions): Promise<LogResult> {
  const { gapless, reactions, along, onProgress } = options;
  const { report } = findings;
  const head = options.head ?? (await store.head());
  const audit = new LogAudit(report, { gapless, reactions });
  const damaged = (position: number, reason: string) =>
    report('events-known', 'log', `The event at position ${position} cannot be read: ${reason}.`);
  for await (const page of pagesOf(store, head, gapless, damaged)) {
    for (const event of page) audit.see(event);
    await along?.(page);
    onProgress?.({ events: audit.events, head });
  }
  for (const suspicion of audit.suspicions) {
    const [first] = await store.readAll({ after: suspicion.first - 1, limit: 1 });
    if (isTrue(suspicion, first)) audit.convict(suspicion);
  }
  audit.end();
  return { head, events: audit.events, streams: audit.streams, orders: audit.orders };
}
