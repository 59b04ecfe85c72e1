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
import { paymentEvents } from '#contracts';
import { integer, projection, time } from '#eventing';
import { pendingOf, statusOf } from './payment.status.js';
let PaymentRow = class PaymentRow {
    id;
    revision;
    orderId;
    method;
    status;
    /** Of the authorisation alone. */
    authorisation;
    currency;
    amount;
    authorised;
    captured;
    refunded;
    /** What was asked of the provider and is not answered, each as `<kind>/<id>`. */
    open;
    /** The first of them; null: nothing is open. */
    pending;
    declineCode;
    reference;
    createdAt;
    updatedAt;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 36 }),
    __metadata("design:type", String)
], PaymentRow.prototype, "id", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], PaymentRow.prototype, "revision", void 0);
__decorate([
    Index('payment_view_order'),
    Column({ type: 'varchar', length: 36 }),
    __metadata("design:type", String)
], PaymentRow.prototype, "orderId", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], PaymentRow.prototype, "method", void 0);
__decorate([
    Index('payment_view_status'),
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", String)
], PaymentRow.prototype, "status", void 0);
__decorate([
    Column({ type: 'varchar', length: 16 }),
    __metadata("design:type", Object)
], PaymentRow.prototype, "authorisation", void 0);
__decorate([
    Column({ type: 'varchar', length: 3 }),
    __metadata("design:type", String)
], PaymentRow.prototype, "currency", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], PaymentRow.prototype, "amount", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], PaymentRow.prototype, "authorised", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], PaymentRow.prototype, "captured", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], PaymentRow.prototype, "refunded", void 0);
__decorate([
    Column({ type: 'simple-json' }),
    __metadata("design:type", Array)
], PaymentRow.prototype, "open", void 0);
__decorate([
    Index('payment_view_pending'),
    Column({ type: 'varchar', length: 16, nullable: true }),
    __metadata("design:type", Object)
], PaymentRow.prototype, "pending", void 0);
__decorate([
    Column({ type: 'varchar', length: 255, nullable: true }),
    __metadata("design:type", Object)
], PaymentRow.prototype, "declineCode", void 0);
__decorate([
    Column({ type: 'varchar', length: 255, nullable: true }),
    __metadata("design:type", Object)
], PaymentRow.prototype, "reference", void 0);
__decorate([
    Index('payment_view_created'),
    Column(time),
    __metadata("design:type", String)
], PaymentRow.prototype, "createdAt", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], PaymentRow.prototype, "updatedAt", void 0);
PaymentRow = __decorate([
    Entity({ name: 'payment_view' })
], PaymentRow);
export { PaymentRow };
export const declared = {
    name: 'payment_view',
    category: 'payment',
    events: paymentEvents,
    entity: PaymentRow,
    evolve(row, event) {
        const facts = factsAfter(row, event);
        if (!facts)
            return undefined;
        return {
            ...facts,
            status: statusOf(facts),
            pending: pendingOf(facts.open.map((name) => name.split('/')[0])) ?? null,
            createdAt: row?.createdAt ?? event.metadata.at,
            updatedAt: event.metadata.at,
        };
    },
};
export const paymentRows = projection(declared);
function factsAfter(row, event) {
    if (event.type === 'PaymentAuthorisationRequested') {
        const { orderId, method, currency, amount, reference = null } = event.data;
        const money = { currency, amount, authorised: 0, captured: 0, refunded: 0 };
        const open = ['authorise/1'];
        return { orderId, method, ...money, authorisation: 'requested', open, declineCode: null, reference };
    }
    if (!row)
        return undefined;
    const { amount } = event.data;
    const opened = (name) => [...row.open, name];
    const closed = (...names) => row.open.filter((name) => !names.includes(name));
    switch (event.type) {
        case 'PaymentAuthorised': {
            const { reference = row.reference } = event.data;
            const open = closed('authorise/1');
            return { ...row, authorisation: 'authorised', authorised: amount, reference, declineCode: null, open };
        }
        case 'PaymentDeclined':
            return { ...row, authorisation: 'declined', declineCode: event.data.code, open: closed('authorise/1') };
        case 'PaymentVoidRequested':
            return { ...row, open: opened('void/last') };
        case 'PaymentVoided': {
            const authorisation = row.authorisation === 'declined' ? 'declined' : 'voided';
            return { ...row, authorisation, open: closed('void/last', 'authorise/1') };
        }
        case 'PaymentCaptureRequested':
            return { ...row, open: opened(`capture/${event.data.captureId}`) };
        case 'PaymentCaptured':
            return { ...row, captured: row.captured + amount, open: closed(`capture/${event.data.captureId}`) };
        case 'PaymentCaptureFailed':
            return { ...row, open: closed(`capture/${event.data.captureId}`) };
        case 'PaymentRefundRequested':
            return { ...row, open: opened(`refund/${event.data.refundId}`) };
        case 'PaymentRefunded':
            return { ...row, refunded: row.refunded + amount, open: closed(`refund/${event.data.refundId}`) };
        case 'PaymentRefundFailed':
            return { ...row, open: closed(`refund/${event.data.refundId}`) };
    }
}
//# sourceMappingURL=payment-view.projection.js.map