import { story } from '../shop.js';

/** Longer than a checkout waits for a provider, with what follows from it. */
const LATEST_MS = 55_000;

export const providerTroubles = story('A payment provider in trouble', (shop) => {
  beforeAll(() => shop.sells('VIOLIN', { price: 1000, stock: 100 }));

  const placed = async (token: string) => {
    const order = { lines: [{ sku: 'VIOLIN', quantity: 1 }], payment: { token } };
    return (await shop.order(order, { prefer: 'respond-async' })).body;
  };

  // At the same time, as they wait for clocks; and each for itself, so that it is seen which one does not end.
  it('ends well, whatever it does', async () => {
    const [slow, lost, twice, late, down] = await Promise.all(['slow', 'lost', 'twice', 'late', 'down'].map(placed));
    const captured = (id: string) =>
      shop.orderWhen(id, ({ status, payment }) => status === 'confirmed' && payment.status === 'captured', LATEST_MS);

    for (const order of [slow!, lost!, twice!]) {
      expect((await captured(order.id)).payment).toMatchObject({ authorised: 1000, captured: 1000, refunded: 0 });
    }
    const away = await shop.orderWhen(down!.id, ({ status }) => status === 'rejected', LATEST_MS);
    expect(away.payment).toMatchObject({ captured: 0 });

    const ended = await shop.orderWhen(
      late!.id,
      ({ status, payment }) =>
        (status === 'confirmed' && payment.status === 'captured') ||
        (status === 'rejected' && ['voided', 'refunded'].includes(payment.status)),
      LATEST_MS,
    );
    const kept = ended.payment.captured - ended.payment.refunded;
    expect(kept).toBe(ended.status === 'confirmed' ? 1000 : 0);

    const held = 3 + (ended.status === 'confirmed' ? 1 : 0);
    expect(await shop.stockWhen('VIOLIN', ({ reserved }) => reserved === held)).toMatchObject({ onHand: 100 });
  });

  it('moves no money twice for news that comes twice', async () => {
    const order = await shop.sold('VIOLIN', 1, { payment: { token: 'twice' } });
    const again = await shop.rest.get<{ items: { type: string }[] }>(`/v1/orders/${order.id}/timeline?size=100`);
    expect(again.body.items.filter(({ type }) => type === 'PaymentCaptured')).toHaveLength(1);
    expect(await shop.paymentOf(order)).toMatchObject({ captured: 1000 });
  });
});
