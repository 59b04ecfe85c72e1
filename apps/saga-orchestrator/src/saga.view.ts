import type { Saga } from '#contracts';
import { AppError, categoryOf, decode, idOf } from '#eventing';
import type { StreamEvent } from '#ports';
import {
  declaredCheckout,
  declaredFulfilment,
  type SagaEvent,
  type SagaRow,
  type StepRecord,
} from './saga-view.projection.js';

export type Kind = 'checkout' | 'fulfilment';

/** The kind and the order of `checkout-<order id>` or `fulfilment-<order id>`; anything else is not found. */
export function sagaNamed(id: string): { readonly kind: Kind; readonly orderId: string } {
  const kind = categoryOf(id);
  if (kind !== 'checkout' && kind !== 'fulfilment') throw notFound(id);
  return { kind, orderId: idOf(id) };
}

export const notFound = (id: string) => new AppError('notFound', 'NOT_FOUND', `There is no saga ${id}.`);

/** A saga folded from its stream. */
export function sagaOf(id: string, events: readonly StreamEvent[]): Saga {
  const { kind, orderId } = sagaNamed(id);
  const { evolve, events: catalogue } = kind === 'checkout' ? declaredCheckout : declaredFulfilment;
  const row = events.reduce<SagaRow | undefined>(
    (before, stored) => ({
      ...evolve(before, decode<SagaEvent>(catalogue, stored)),
      id: orderId,
      revision: stored.revision,
    }),
    undefined,
  );
  if (!row) throw notFound(id);
  return sagaListed(kind, row);
}

export function sagaListed(kind: Kind, row: SagaRow): Saga {
  const { id: orderId, state, step, attempt, dueAt, steps, revision, startedAt, updatedAt } = row;
  return {
    id: `${kind}-${orderId}`,
    kind,
    orderId,
    state,
    step,
    attempt,
    ...(dueAt !== null && { nextTimerAt: dueAt }),
    steps: steps.map(stepListed),
    revision,
    startedAt,
    updatedAt,
  };
}

const stepListed = ({ name, status, attempts, startedAt, endedAt, input, output, error }: StepRecord) => ({
  name,
  status,
  attempts,
  startedAt,
  endedAt,
  input,
  output,
  error,
});
