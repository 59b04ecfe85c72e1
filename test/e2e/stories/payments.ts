import type { Payment } from '#contracts';
import { until } from '../../until.js';
import { problem, type Page } from '../rest.js';
import { story } from '../shop.js';

export const payments = story('The accountant', (shop) => {
  const pay = (id: string, action: string, body: object = {}) =>
    shop.rest.post<Payment>(`/v1/payments/${id}/${action}`, body);

  it('takes a transfer by hand: the order is confirmed without money', async () => {
    await shop.sells('CRATE', { price: 1000 });
    const { payment, id } = await shop.sold('CRATE', 3, { payment: { method: 'manual', reference: 'INV-7' } });
    expect(payment).toMatchObject({ method: 'manual', captured: 0, reference: 'INV-7' });
    expect(await pay(payment.id, 'captures', { amount: 1000 })).toMatchObject({
      status: 201,
      body: { captured: 1000 },
    });
    expect(await pay(payment.id, 'captures')).toMatchObject({ body: { captured: 3000, status: 'captured' } });
    await shop.orderWhen(id, (order) => order.payment.captured === 3000 && order.payment.status === 'captured');
    expect((await pay(payment.id, 'captures', { amount: 1 })).status).toBe(409);
  });

  it('books what the merchant took with another provider', async () => {
    const order = await shop.sold('CRATE', 1, { payment: { method: 'external', reference: 'pi_123' } });
    const paid = await shop.orderWhen(order.id, ({ payment }) => payment.status === 'captured');
    expect(paid.payment).toMatchObject({ method: 'external', reference: 'pi_123', captured: 1000 });
  });

  it('takes the money with each parcel, where it was said so', async () => {
    await shop.sells('TIN', { price: 200, stock: 50 });
    const order = await shop.sold('TIN', 10, { payment: { method: 'test', capture: 'onShipment' } });
    expect(order.payment).toMatchObject({ status: 'authorised', authorised: 2000, captured: 0 });
    await shop.act(order, 'shipments', { lines: [{ lineId: '1', quantity: 4 }] });
    await shop.orderWhen(order.id, ({ payment }) => payment.captured === 800 && payment.status === 'partlyCaptured');
    await shop.act(order, 'shipments');
    await shop.orderWhen(order.id, ({ payment }) => payment.captured === 2000 && payment.status === 'captured');
  });

  it('takes the money by hand, in parts, never above what is held', async () => {
    const { payment, id } = await shop.sold('TIN', 10, { payment: { method: 'test', capture: 'manual' } });
    expect(payment.status).toBe('authorised');
    expect(await pay(payment.id, 'captures', { amount: 500 })).toMatchObject({
      status: 201,
      body: { captured: 500, status: 'partlyCaptured' },
    });
    expect(await pay(payment.id, 'captures', { amount: 1501 })).toMatchObject(
      problem(409, 'CAPTURE_EXCEEDS_AUTHORISATION'),
    );
    expect(await pay(payment.id, 'captures', { amount: 1500 })).toMatchObject({ body: { captured: 2000 } });
    await shop.orderWhen(id, (order) => order.payment.status === 'captured');
  });

  it('gives money back in parts, never more than was taken', async () => {
    const { payment, id } = await shop.sold('TIN', 5);
    expect(await pay(payment.id, 'refunds', { amount: 300, reason: 'late' })).toMatchObject({
      status: 201,
      body: { refunded: 300, status: 'partlyRefunded' },
    });
    expect(await pay(payment.id, 'refunds', { amount: 701 })).toMatchObject(problem(409, 'REFUND_EXCEEDS_CAPTURE'));
    expect(await pay(payment.id, 'refunds')).toMatchObject({ body: { refunded: 1000, status: 'refunded' } });
    await shop.orderWhen(id, (order) => order.payment.refunded === 1000);
  });

  it('takes and gives back by hand beside the parcels: every word for it is right, and nothing stays held', async () => {
    const order = await shop.sold('TIN', 10, { payment: { method: 'test', capture: 'onShipment' } });
    const { id } = order.payment;
    expect(await pay(id, 'captures', { amount: 100 })).toMatchObject({ body: { captured: 100, held: 1900 } });
    expect(await pay(id, 'refunds', { amount: 100 })).toMatchObject({ body: { status: 'refunded', held: 1900 } });
    // What the sagas have not heard of yet when a parcel leaves, they do not take into account.
    await shop.orderWhen(order.id, ({ payment }) => payment.refunded === 100);
    await shop.act(order, 'shipments', { lines: [{ lineId: '1', quantity: 4 }] });
    await shop.orderWhen(order.id, ({ payment }) => payment.captured === 800 && payment.status === 'partlyRefunded');
    await shop.act(order, 'cancel', { lines: [{ lineId: '1', quantity: 6 }] });
    await until(async () => (await shop.rest.get<Payment>(`/v1/payments/${id}`)).body.held === 0);
    const paid = await shop.orderOf(order.id);
    expect(paid.payment).toMatchObject({ status: 'partlyRefunded', authorised: 2000, captured: 800, refunded: 100 });
  });

  it('cannot let go of money that was taken', async () => {
    const { payment } = await shop.sold('TIN', 1);
    expect((await pay(payment.id, 'void')).status).toBe(409);
  });

  it('believes no news that the provider did not sign', async () => {
    const head = await shop.head();
    const news = { paymentId: '0192f1c0-0000-7000-8000-000000000000', intent: 'x', answer: { outcome: 'done' } };
    expect(await shop.rest.post('/v1/payments/providers/test/webhooks', news)).toMatchObject(
      problem(401, 'SIGNATURE_INVALID'),
    );
    expect((await shop.rest.post('/v1/payments/providers/nobody/webhooks', news)).status).toBe(404);
    expect(await shop.head()).toBe(head);
  });

  it('finds a payment by its order and its status', async () => {
    const order = await shop.sold('TIN', 1);
    const found = await until(async () => {
      const { body } = await shop.rest.get<Page<Payment>>(`/v1/payments?orderId=${order.id}&status=captured`);
      return body.totalCount > 0 && body.items;
    });
    expect(found).toMatchObject([{ id: order.payment.id, orderId: order.id, amount: 200 }]);
  });
});
