import type { Order } from '#contracts';
import { story } from '../shop.js';

export const rejected = story('A shopper who cannot be served', (shop) => {
  it('is told which line cannot be had, and nothing is held', async () => {
    await shop.sells('PLENTY', { stock: 10 });
    await shop.sells('SCARCE', { stock: 1 });
    const { status, body } = await shop.order({
      lines: [
        { sku: 'PLENTY', quantity: 2 },
        { sku: 'SCARCE', quantity: 2 },
      ],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'rejected',
      rejection: { code: 'STOCK_UNAVAILABLE', line: '2', detail: expect.stringContaining('SCARCE') },
      payment: { status: 'none', captured: 0 },
      totals: { due: { amount: 0 } },
    } satisfies Partial<Record<keyof Order, object | string>>);
    expect(await shop.stockWhen('PLENTY', ({ reserved }) => reserved === 0)).toMatchObject({ available: 10 });
    expect(await shop.stockOf('SCARCE')).toMatchObject({ available: 1, reserved: 0 });
  });

  it('is told that the payment was declined, and gives the stock back', async () => {
    await shop.sells('RADIO', { stock: 5 });
    const { body } = await shop.order({ lines: [{ sku: 'RADIO', quantity: 5 }], payment: { token: 'declined' } });
    expect(body).toMatchObject({ status: 'rejected', rejection: { code: 'PAYMENT_DECLINED' } });
    expect(await shop.orderWhen(body.id, ({ payment }) => payment.status === 'declined')).toMatchObject({
      payment: { captured: 0, authorised: 0 },
    });
    expect(await shop.stockWhen('RADIO', ({ reserved }) => reserved === 0)).toMatchObject({ available: 5 });
    await shop.sold('RADIO', 5);
  });

  it('has a SKU that is sold but was never received', async () => {
    await shop.sells('DREAM', { stock: 0 });
    expect(await shop.order({ lines: [{ sku: 'DREAM', quantity: 1 }] })).toMatchObject({
      body: { status: 'rejected', rejection: { code: 'STOCK_UNAVAILABLE', line: '1' } },
    });
  });

  it('cannot do anything with a rejected order', async () => {
    const { body } = await shop.order({ lines: [{ sku: 'DREAM', quantity: 1 }] });
    for (const action of ['cancel', 'ready', 'shipments', 'complete']) {
      expect((await shop.act(body, action)).status).toBe(409);
    }
  });
});
