import { inventoryEvents, orderEvents, paymentEvents, productEvents } from '#contracts';
import { categoryOf, decode } from '#eventing';
import { EnvelopeCheck, isTrue } from './envelope.check.js';
import { pagesOf } from './log-pages.js';
import { OrderCheck } from './order.check.js';
import { PaymentCheck } from './payment.check.js';
import { SagaCheck } from './saga.check.js';
import { SettlementCheck } from './settlement.check.js';
import { StockCheck } from './stock.check.js';
const PUBLISHED = new Map([inventoryEvents, orderEvents, paymentEvents, productEvents].map((events) => [events.category, events]));
/** Suspicions that are looked at again; there are more only in a log that is beyond doubt. */
const CONFIRMED = 1_000;
/** All invariants of the log over its events, seen once and in order. Pure: it reads nothing and knows no clock. */
export class LogAudit {
    report;
    events = 0;
    suspicions = [];
    envelope;
    settlement;
    checks;
    constructor(report, { gapless, reactions }) {
        this.report = report;
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
        this.checks = [stock, order, payment, saga, this.settlement];
    }
    get streams() {
        return this.envelope.streams;
    }
    get orders() {
        return this.settlement.counts;
    }
    see(stored) {
        this.events++;
        this.envelope.see(stored);
        try {
            const catalogue = PUBLISHED.get(categoryOf(stored.stream));
            const event = catalogue ? decode(catalogue, stored) : stored;
            for (const check of this.checks)
                check.see(event);
        }
        catch (error) {
            this.report('events-known', stored, error instanceof Error ? error.message : String(error));
        }
    }
    end() {
        for (const check of this.checks)
            check.end?.();
    }
    /** Reports a suspicion that has turned out to be true. */
    convict({ invariant, first, event }) {
        const what = invariant === 'event-ids-unique' ? `The id ${event.id}` : `The command ${event.metadata.commandId}`;
        this.report(invariant, event, `${what} is met at position ${first}, too.`);
    }
    suspect(suspicion) {
        if (this.suspicions.length < CONFIRMED)
            this.suspicions.push(suspicion);
        else
            this.convict(suspicion);
    }
}
/** Reads the log once, up to a head that is fixed at the start, also while others append; findings go to `findings`. */
export async function auditLog(store, findings, options) {
    const { gapless, reactions, along, onProgress } = options;
    const { report } = findings;
    const head = options.head ?? (await store.head());
    const audit = new LogAudit(report, { gapless, reactions });
    const damaged = (position, reason) => report('events-known', 'log', `The event at position ${position} cannot be read: ${reason}.`);
    for await (const page of pagesOf(store, head, gapless, damaged)) {
        for (const event of page)
            audit.see(event);
        await along?.(page);
        onProgress?.({ events: audit.events, head });
    }
    for (const suspicion of audit.suspicions) {
        const [first] = await store.readAll({ after: suspicion.first - 1, limit: 1 });
        if (isTrue(suspicion, first))
            audit.convict(suspicion);
    }
    audit.end();
    return { head, events: audit.events, streams: audit.streams, orders: audit.orders };
}
//# sourceMappingURL=audit-log.js.map