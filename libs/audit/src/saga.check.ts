import type { RecordedEvent } from '#ports';
import type { Check, Report } from './finding.js';

/** What events of every saga carry, whatever else they say: steps that are asked for, and steps that end. */
interface Progress {
  readonly asks?: readonly { readonly id: string }[];
  readonly ends?: readonly { readonly id: string; readonly status: string }[];
}

const STATUSES = ['done', 'failed', 'skipped', 'compensated'];
const FIRST = ['CheckoutStarted', 'FulfilmentOpened'];

/** Where a saga stands. */
export interface SagaFacts {
  /** Steps that were asked for and have not ended. */
  readonly open: readonly string[];
  /** Steps that wait for a person. */
  readonly failed: readonly string[];
  /** A person has taken a step as done: what it stood for happened elsewhere, or not at all. */
  readonly skipped: boolean;
  /** Position of its last event. */
  readonly lastAt: number;
}

const BEGUN: SagaFacts = { open: [], failed: [], skipped: false, lastAt: 0 };

/** Folds of every saga which of its steps are open, and nothing of what they mean. */
export class SagaCheck implements Check {
  /** By stream. */
  readonly sagas = new Map<string, SagaFacts>();

  constructor(private readonly report: Report) {}

  see(event: RecordedEvent): void {
    const { stream, position } = event;
    if (!stream.startsWith('checkout-') && !stream.startsWith('fulfilment-')) return;
    const { asks = [], ends = [] } = event.data as Progress;
    const known = this.sagas.get(stream);
    if (FIRST.includes(event.type) !== !known) {
      this.report('saga-steps-end-once', event, `${event.type} is not what a saga begins with, or goes on with.`);
    }
    let { open, failed, skipped } = known ?? BEGUN;
    for (const { id, status } of ends) {
      if ((!open.includes(id) && !failed.includes(id)) || !STATUSES.includes(status)) {
        this.report('saga-steps-end-once', event, `Step ${id} is ${status} and was not begun.`);
      }
      open = open.filter((one) => one !== id);
      failed = failed.filter((one) => one !== id);
      if (status === 'failed') failed = [...failed, id];
      skipped ||= status === 'skipped';
    }
    for (const { id } of asks) {
      failed = failed.filter((one) => one !== id);
      if (!open.includes(id)) open = [...open, id];
    }
    this.sagas.set(stream, { open, failed, skipped, lastAt: position });
  }
}
