/** What must hold over the whole log; each has a sentence in README.md. */
export const INVARIANTS = [
    'positions-grow',
    'event-ids-unique',
    'revisions-without-gap',
    'command-applied-once',
    'events-known',
    'events-in-their-stream',
    'stock-never-below-zero',
    'stock-conserved',
    'balances-true',
    'reservation-used-once',
    'reservation-resolved-once',
    'reserved-is-open-holds',
    'order-transitions-legal',
    'order-quantities-legal',
    'order-total-is-sum',
    'order-amounts-true',
    'payment-transitions-legal',
    'payment-fits-order',
    'captured-within-authorised',
    'refunded-within-captured',
    'saga-steps-end-once',
    'saga-heard-it-so',
    'confirmed-is-reserved',
    'confirmed-is-authorised',
    'shipped-is-confirmed',
    'stock-moves-as-ordered',
    'kept-money-is-due',
    'no-money-of-lost-orders',
    'no-orphan-hold',
    'order-ends-or-waits-for-a-person',
    'order-knows-its-payment',
    'projection-equals-fold',
];
/** Findings that are kept; all are counted. */
const KEPT = 1_000;
/** Collects what checks report. */
export class Findings {
    kept = [];
    counts;
    constructor() {
        this.counts = Object.fromEntries(INVARIANTS.map((name) => [name, 0]));
    }
    report = (invariant, at, detail) => {
        this.counts[invariant]++;
        if (this.kept.length === KEPT)
            return;
        const found = typeof at === 'string' ? { where: at } : { where: at.stream, position: at.position };
        this.kept.push({ invariant, ...found, detail });
    };
}
//# sourceMappingURL=finding.js.map