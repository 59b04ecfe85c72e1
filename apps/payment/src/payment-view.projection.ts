import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PaymentEvent, PaymentMethod, PaymentStatus } from '#contracts';
import { paymentEvents } from '#contracts/events';
import { integer, projection, time, type Projection } from '#eventing';
import { pendingOf, statusOf, type Standing } from './payment.status.js';
import type { IntentKind } from './providers/provider.js';

@Entity({ name: 'payment_view' })
export class PaymentRow {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;
  @Column(integer)
  revision: number;
  @Index('payment_view_order')
  @Column({ type: 'varchar', length: 36 })
  orderId: string;
  @Column({ type: 'varchar', length: 16 })
  method: PaymentMethod;
  @Index('payment_view_status')
  @Column({ type: 'varchar', length: 16 })
  status: PaymentStatus;
  /** Of the authorisation alone. */
  @Column({ type: 'varchar', length: 16 })
  authorisation: Standing['authorisation'];
  @Column({ type: 'varchar', length: 3 })
  currency: string;
  @Column(integer)
  amount: number;
  @Column(integer)
  authorised: number;
  @Column(integer)
  captured: number;
  @Column(integer)
  refunded: number;
  /** What was asked of the provider and is not answered, each as `<kind>/<id>`. */
  @Column({ type: 'simple-json' })
  open: readonly string[];
  /** The first of them; null: nothing is open. */
  @Index('payment_view_pending')
  @Column({ type: 'varchar', length: 16, nullable: true })
  pending: IntentKind | null;
  @Column({ type: 'varchar', length: 255, nullable: true })
  declineCode: string | null;
  @Column({ type: 'varchar', length: 255, nullable: true })
  reference: string | null;
  @Index('payment_view_created')
  @Column(time)
  createdAt: string;
  @Column(time)
  updatedAt: string;
}

/** What an event may change; the rest of a row follows from it. */
type Facts = Omit<PaymentRow, 'id' | 'revision' | 'status' | 'pending' | 'createdAt' | 'updatedAt'>;

export const declared: Projection<PaymentRow, PaymentEvent> = {
  name: 'payment_view',
  category: 'payment',
  events: paymentEvents,
  entity: PaymentRow,
  evolve(row, event) {
    const facts = factsAfter(row, event);
    if (!facts) return undefined;
    return {
      ...facts,
      status: statusOf(facts),
      pending: pendingOf(facts.open.map((name) => name.split('/')[0] as IntentKind)) ?? null,
      createdAt: row?.createdAt ?? event.metadata.at,
      updatedAt: event.metadata.at,
    };
  },
};

export const paymentRows = projection(declared);

function factsAfter(row: Facts | undefined, event: PaymentEvent): Facts | undefined {
  if (event.type === 'PaymentAuthorisationRequested') {
    const { orderId, method, currency, amount, reference = null } = event.data;
    const money = { currency, amount, authorised: 0, captured: 0, refunded: 0 };
    const open = ['authorise/1'];
    return { orderId, method, ...money, authorisation: 'requested', open, declineCode: null, reference };
  }
  if (!row) return undefined;
  const { amount } = event.data;
  const opened = (name: string) => [...row.open, name];
  const closed = (...names: string[]) => row.open.filter((name) => !names.includes(name));
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
