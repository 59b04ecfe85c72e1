import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SagaState } from '#contracts';
import { integer, projection, time, type EventCatalogue, type Projection, type Recorded } from '#eventing';
import { checkoutEvents, type CheckoutEvent } from './checkout.events.saga.js';
import { fulfilmentEvents, type FulfilmentEvent } from './fulfilment.events.saga.js';
import type { Progress, StepEnd } from './steps.saga.js';

/** A step's record: what was asked, what came of it. */
export interface StepRecord {
  readonly name: string;
  readonly status: 'waiting' | 'done' | 'failed' | 'skipped' | 'compensated';
  readonly attempts: number;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly input: Record<string, unknown>;
  readonly output: Record<string, unknown>;
  readonly error?: string | undefined;
  /** When it is looked at again, while it waits. */
  readonly dueAt?: string | undefined;
}

/** A saga as operators and timers see it. The id is the order's. */
export abstract class SagaRow {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;
  @Column(integer)
  revision: number;
  @Column({ type: 'varchar', length: 16 })
  state: SagaState;
  /** What is undone of a checkout, or left to the order's fulfilment, when no step is open. */
  @Column({ type: 'varchar', length: 16 })
  phase: 'forward' | 'undone' | 'confirmed';
  /** The step that waits for a person, else the one that is looked at first, else the last one. */
  @Column({ type: 'varchar', length: 64 })
  step: string;
  @Column(integer)
  attempt: number;
  /** When the first of the waiting steps is looked at; null: none waits. */
  @Column({ ...time, nullable: true })
  dueAt: string | null;
  @Column({ type: 'simple-json' })
  steps: readonly StepRecord[];
  /** Of the request that began it. */
  @Column({ type: 'varchar', length: 64 })
  correlationId: string;
  @Column(time)
  startedAt: string;
  @Column(time)
  updatedAt: string;
}

@Entity({ name: 'checkout_view' })
@Index('checkout_view_due', ['dueAt'])
@Index('checkout_view_state', ['state', 'updatedAt'])
@Index('checkout_view_started', ['startedAt', 'id'])
@Index('checkout_view_updated', ['updatedAt', 'id'])
export class CheckoutRow extends SagaRow {}

@Entity({ name: 'fulfilment_view' })
@Index('fulfilment_view_due', ['dueAt'])
@Index('fulfilment_view_state', ['state', 'updatedAt'])
@Index('fulfilment_view_started', ['startedAt', 'id'])
@Index('fulfilment_view_updated', ['updatedAt', 'id'])
export class FulfilmentRow extends SagaRow {}

export type SagaEvent = Recorded<CheckoutEvent | FulfilmentEvent>;

const viewOf = (name: string, events: EventCatalogue, entity: new () => SagaRow) =>
  ({ name, category: events.category, events, entity, evolve }) satisfies Projection<SagaRow, SagaEvent>;

export const declaredCheckout = viewOf('checkout_view', checkoutEvents, CheckoutRow);
export const declaredFulfilment = viewOf('fulfilment_view', fulfilmentEvents, FulfilmentRow);
export const checkoutView = projection<SagaRow, SagaEvent>(declaredCheckout);
export const fulfilmentView = projection<SagaRow, SagaEvent>(declaredFulfilment);

function evolve(row: SagaRow | undefined, event: SagaEvent): Omit<SagaRow, 'id' | 'revision'> {
  const { at, correlationId } = event.metadata;
  const steps = recorded(row?.steps ?? [], event.data, at);
  const phase = phaseAfter(event) ?? row?.phase ?? 'forward';
  const waiting = steps.filter(({ status }) => status === 'waiting').toSorted((a, b) => (soon(a) < soon(b) ? -1 : 1));
  const needing = steps.find(({ status }) => status === 'failed');
  const present = needing ?? waiting[0] ?? steps.at(-1);
  return {
    state: stateOf(phase, waiting.length > 0, needing !== undefined),
    phase,
    step: present?.name ?? '',
    attempt: present?.attempts ?? 0,
    dueAt: waiting[0]?.dueAt ?? null,
    steps,
    correlationId: row?.correlationId ?? correlationId,
    startedAt: row?.startedAt ?? at,
    updatedAt: at,
  };
}

const soon = ({ dueAt = '' }: StepRecord) => dueAt;

function phaseAfter({ type }: SagaEvent): SagaRow['phase'] | undefined {
  if (type === 'CheckoutUndone') return 'undone';
  return type === 'CheckoutConfirmed' || type === 'FulfilmentOpened' ? 'confirmed' : undefined;
}

function stateOf(phase: SagaRow['phase'], waits: boolean, needs: boolean): SagaState {
  if (needs) return 'needsAttention';
  if (phase === 'undone') return waits ? 'compensating' : 'rejected';
  return waits || phase === 'forward' ? 'running' : 'completed';
}

function recorded(before: readonly StepRecord[], progress: Progress, at: string): readonly StepRecord[] {
  const steps = new Map(before.map((step) => [step.name, step]));
  for (const end of progress.ends ?? []) {
    const step = steps.get(end.id);
    if (step) steps.set(end.id, { ...step, ...ended(end, at) });
  }
  for (const { id, ask, attempt, dueAt } of [...(progress.asks ?? []), ...(progress.waits ?? [])]) {
    const { name, ...input } = ask;
    const startedAt = steps.get(id)?.startedAt ?? at;
    const asked = { call: name, ...input };
    steps.set(id, { name: id, status: 'waiting', attempts: attempt, startedAt, input: asked, output: {}, dueAt });
  }
  return [...steps.values()];
}

const ended = ({ status, output, failure }: StepEnd, at: string) => ({
  status,
  endedAt: at,
  dueAt: undefined,
  ...(output && { output: { ...output } }),
  ...(failure && { error: `${failure.code}: ${failure.detail}` }),
});
