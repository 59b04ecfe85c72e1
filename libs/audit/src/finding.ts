import type { RecordedEvent } from '#ports';

/** What must hold over the whole log; each has a sentence in README.md. */
export type Invariant =
  | 'positions-grow'
  | 'event-ids-unique'
  | 'revisions-without-gap'
  | 'command-applied-once'
  | 'events-known'
  | 'stock-never-below-zero'
  | 'stock-conserved'
  | 'balances-true'
  | 'reservation-used-once'
  | 'reservation-resolved-once'
  | 'reserved-is-open-holds'
  | 'order-transitions-legal'
  | 'order-quantities-legal'
  | 'order-total-is-sum'
  | 'confirmed-is-reserved'
  | 'confirmed-is-authorised'
  | 'shipped-is-confirmed'
  | 'payment-transitions-legal'
  | 'captured-within-authorised'
  | 'refunded-within-captured'
  | 'kept-money-is-due'
  | 'no-money-of-lost-orders'
  | 'no-orphan-hold'
  | 'order-ends-or-waits-for-a-person'
  | 'order-knows-its-payment'
  | 'projection-equals-fold';

/** Something that is not as it must be, and where. */
export interface Finding {
  readonly invariant: Invariant;
  readonly stream: string;
  /** Of the event that shows it; absent where it shows at the end of the log. */
  readonly position?: number;
  readonly detail: string;
}

export type Report = (invariant: Invariant, at: RecordedEvent | string, detail: string) => void;

/** Looks at every event of the log once, in order, and at the end at what is left. */
export interface Check {
  see(event: RecordedEvent): void;
  end(): void;
}
