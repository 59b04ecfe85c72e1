import type { RecordedEvent } from '#ports';

/** What must hold over the whole log; each has a sentence in README.md. */
export const INVARIANTS = [
  'positions-grow',
  'event-ids-unique',
  'revisions-without-gap',
  'command-applied-once',
  'events-known',
  'events-in-their-stream',
  'sku-of-one-product',
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
] as const;

export type Invariant = (typeof INVARIANTS)[number];

/** Something that is not as it must be, and where. */
export interface Finding {
  readonly invariant: Invariant;
  /** Stream, or projection and row. */
  readonly where: string;
  /** Of the event that shows it; absent where it shows at the end of the log. */
  readonly position?: number;
  readonly detail: string;
}

export type Report = (invariant: Invariant, at: RecordedEvent | string, detail: string) => void;

/** Looks at every event of the log once, in order, and at the end at what is left. */
export interface Check {
  see(event: RecordedEvent): void;
  end?(): void;
}

/** Findings that are kept; all are counted. */
export const KEPT = 1_000;

/** Collects what checks report. */
export class Findings {
  readonly kept: Finding[] = [];
  readonly counts: Record<Invariant, number>;

  constructor() {
    this.counts = Object.fromEntries(INVARIANTS.map((name) => [name, 0])) as Record<Invariant, number>;
  }

  readonly report: Report = (invariant, at, detail) => {
    this.counts[invariant]++;
    if (this.kept.length === KEPT) return;
    const found = typeof at === 'string' ? { where: at } : { where: at.stream, position: at.position };
    this.kept.push({ invariant, ...found, detail });
  };
}
