import { LogAudit } from './audit-log.js';
import { isTrue } from './envelope.check.js';
import { Findings, INVARIANTS, type Invariant } from './finding.js';
import { sealed, type Log } from '../test/damage.js';
import { damages, good, refundFails, shop } from '../test/damages.js';

interface Options {
  readonly upTo?: number;
  readonly parked?: readonly string[];
}

function audited(log: Log, { upTo = Infinity, parked = [] }: Options = {}) {
  const findings = new Findings();
  const audit = new LogAudit(findings.report, { gapless: true, reactions: { upTo, parked: new Set(parked) } });
  for (const event of log) audit.see(event);
  for (const suspicion of audit.suspicions) {
    const first = log.find(({ position }) => position === suspicion.first);
    if (isTrue(suspicion, first)) audit.convict(suspicion);
  }
  audit.end();
  return { findings: findings.kept, broken: broken(findings), orders: audit.orders };
}

const broken = ({ counts }: Findings): Invariant[] => INVARIANTS.filter((invariant) => counts[invariant] > 0);

const cup = { sku: 'CUP', quantity: 2, unitPrice: 250 };

describe('the audit of a log', () => {
  it('finds nothing in a good one', () => {
    const { findings, orders } = audited(good);
    expect(findings).toEqual([]);
    expect(orders).toEqual({ placed: 14, quiet: 12, waiting: 0 });
  });

  it('finds nothing in any first part of a good one', () => {
    for (let end = 0; end <= good.length; end++) {
      const part = good.slice(0, end);
      // What the last order in it has led to is not all there.
      const upTo = part.findLastIndex(({ type }) => type === 'OrderPlaced');
      expect(audited(part, { upTo }).findings).toEqual([]);
    }
  });

  it('takes pieces of a line for their share, rounded down, and the last for the rest', () => {
    const worth = (...amounts: number[]) =>
      shop((s) => {
        const order = s.order({ lines: [{ ...cup, quantity: 3, unitPrice: 7, taxOfLine: 4 }] }).checkOut();
        for (const amount of amounts) order.ship({ 1: 1 }, amount);
      });
    expect(audited(worth(8, 8, 9)).findings).toEqual([]);
    expect(audited(worth(9, 8, 8)).broken).toEqual(['order-amounts-true']);
  });

  describe('does not take for damage', () => {
    it('a SKU that goes from one product to another', () => {
      const log = shop((s) => {
        s.product('one', 'CUP', 'POT');
        s.product('one', 'CUP');
        s.product('other', 'POT');
        s.product('other', 'POT', 'BOWL');
      });
      expect(audited(log).findings).toEqual([]);
    });

    it('an order whose saga waits for a person', () => {
      const log = shop((s) => {
        const order = s.order({ lines: [cup] }).reserve();
        s.append(`checkout-${order.id}`, [['CheckoutStepFailed', { ends: [{ id: 'authorise', status: 'failed' }] }]]);
      });
      expect(audited(log)).toMatchObject({ findings: [], orders: { placed: 1, quiet: 0, waiting: 1 } });
    });

    it('an order of which a person took a step as done', () => {
      const log = shop((s) => {
        const order = s.order({ lines: [cup] }).reserve();
        s.append(`checkout-${order.id}`, [['CheckoutStepFailed', { ends: [{ id: 'authorise', status: 'failed' }] }]]);
        s.append(`checkout-${order.id}`, [['CheckoutSkipped', { ends: [{ id: 'authorise', status: 'skipped' }] }]]);
      });
      expect(audited(log)).toMatchObject({ findings: [], orders: { placed: 1, quiet: 0, waiting: 0 } });
    });

    it('what a reactor has not come to, or has parked', () => {
      const log = shop((s) => s.order({ lines: [cup] }));
      const noSaga = sealed(log.filter(({ type }) => type !== 'CheckoutStarted'));
      expect(audited(noSaga).broken).toEqual(['order-ends-or-waits-for-a-person']);
      expect(audited(noSaga, { upTo: 1 }).broken).toEqual([]);
      expect(audited(noSaga, { parked: [noSaga[1]!.stream] }).broken).toEqual([]);
    });

    it('a refund that failed, of an order that is paid', () => {
      expect(audited(refundFails(500)).findings).toEqual([]);
    });

    it('answers of a provider that come late', () => {
      const log = shop((s) => {
        const { id: orderId, paymentId } = s
          .order({ lines: [cup] })
          .reserve()
          .decline();
        const about = { paymentId, orderId, amount: 500 };
        s.append(`payment-${paymentId}`, [
          ['PaymentAuthorised', about],
          ['PaymentVoidRequested', about],
        ]);
        s.append(`payment-${paymentId}`, [['PaymentVoided', about]]);
        const paid = { authorised: 500, captured: 0, refunded: 0 };
        s.append(`order-${orderId}`, [['OrderPaymentRecorded', { orderId, status: 'voided', ...paid }]]);
      });
      expect(audited(log).findings).toEqual([]);
    });
  });
});

describe('the audit finds', () => {
  it.each(damages)('%s: %s', (invariant, _what, log) => {
    expect(audited(log()).broken).toContain(invariant);
  });

  it('every invariant of the log broken by one of these', () => {
    const fired = new Set(damages.map(([invariant]) => invariant));
    // Rows are damaged in audit-projections.spec.ts.
    expect(INVARIANTS.filter((invariant) => !fired.has(invariant))).toEqual(['projection-equals-fold']);
  });
});
