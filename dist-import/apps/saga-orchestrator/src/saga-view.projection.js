var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { integer, projection, time } from '#eventing';
import { checkoutEvents } from './checkout.events.saga.js';
import { fulfilmentEvents } from './fulfilment.events.saga.js';
/** A saga as operators and timers see it. The id is the order's. */
export class SagaRow {
    id;
    revision;
    state;
    /** What is undone of a checkout, or left to the order's fulfilment, when no step is open. */
    phase;
    /** The step that waits for a person, else the one that is looked at first, else the last one. */
    step;
    attempt;
    /** When the first of the waiting steps is looked at; null: none waits. */
    dueAt;
    steps;
    /** Of the request that began it. */
    correlationId;
    startedAt;
    updatedAt;
}
__decorate([
    PrimaryColumn({ type: 'varchar', length: 36 }),
    __metadata("design:type", String)
], SagaRow.prototype, "id", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], SagaRow.prototype, "revision", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], SagaRow.prototype, "state", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], SagaRow.prototype, "phase", void 0);
__decorate([
    Column({ type: 'varchar', length: 64 }),
    __metadata("design:type", String)
], SagaRow.prototype, "step", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], SagaRow.prototype, "attempt", void 0);
__decorate([
    Column({ ...time, nullable: true }),
    __metadata("design:type", Object)
], SagaRow.prototype, "dueAt", void 0);
__decorate([
    Column({ type: 'simple-json' }),
    __metadata("design:type", Array)
], SagaRow.prototype, "steps", void 0);
__decorate([
    Column({ type: 'varchar', length: 64 }),
    __metadata("design:type", String)
], SagaRow.prototype, "correlationId", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], SagaRow.prototype, "startedAt", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], SagaRow.prototype, "updatedAt", void 0);
let CheckoutRow = class CheckoutRow extends SagaRow {
};
CheckoutRow = __decorate([
    Entity({ name: 'checkout_view' }),
    Index('checkout_view_due', ['dueAt']),
    Index('checkout_view_state', ['state', 'updatedAt']),
    Index('checkout_view_started', ['startedAt', 'id']),
    Index('checkout_view_updated', ['updatedAt', 'id'])
], CheckoutRow);
export { CheckoutRow };
let FulfilmentRow = class FulfilmentRow extends SagaRow {
};
FulfilmentRow = __decorate([
    Entity({ name: 'fulfilment_view' }),
    Index('fulfilment_view_due', ['dueAt']),
    Index('fulfilment_view_state', ['state', 'updatedAt']),
    Index('fulfilment_view_started', ['startedAt', 'id']),
    Index('fulfilment_view_updated', ['updatedAt', 'id'])
], FulfilmentRow);
export { FulfilmentRow };
const viewOf = (name, events, entity) => ({ name, category: events.category, events, entity, evolve });
export const declaredCheckout = viewOf('checkout_view', checkoutEvents, CheckoutRow);
export const declaredFulfilment = viewOf('fulfilment_view', fulfilmentEvents, FulfilmentRow);
export const checkoutView = projection(declaredCheckout);
export const fulfilmentView = projection(declaredFulfilment);
function evolve(row, event) {
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
const soon = ({ dueAt = '' }) => dueAt;
function phaseAfter({ type }) {
    if (type === 'CheckoutUndone')
        return 'undone';
    return type === 'CheckoutConfirmed' || type === 'FulfilmentOpened' ? 'confirmed' : undefined;
}
function stateOf(phase, waits, needs) {
    if (needs)
        return 'needsAttention';
    if (phase === 'undone')
        return waits ? 'compensating' : 'rejected';
    return waits || phase === 'forward' ? 'running' : 'completed';
}
function recorded(before, progress, at) {
    const steps = new Map(before.map((step) => [step.name, step]));
    for (const end of progress.ends ?? []) {
        const step = steps.get(end.id);
        if (step)
            steps.set(end.id, { ...step, ...ended(end, at) });
    }
    for (const { id, ask, attempt, dueAt } of [...(progress.asks ?? []), ...(progress.waits ?? [])]) {
        const { name, ...input } = ask;
        const startedAt = steps.get(id)?.startedAt ?? at;
        const asked = { call: name, ...input };
        steps.set(id, { name: id, status: 'waiting', attempts: attempt, startedAt, input: asked, output: {}, dueAt });
    }
    return [...steps.values()];
}
const ended = ({ status, output, failure }, at) => ({
    status,
    endedAt: at,
    dueAt: undefined,
    ...(output && { output: { ...output } }),
    ...(failure && { error: `${failure.code}: ${failure.detail}` }),
});
//# sourceMappingURL=saga-view.projection.js.map