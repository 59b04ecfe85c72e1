import { Readiness } from './health.js';

describe('readiness', () => {
  it('begins with the start and ends with the drain', () => {
    const readiness = new Readiness();
    expect(readiness.report()).toMatchObject({ ready: false, status: 'starting' });
    readiness.started();
    expect(readiness.report()).toMatchObject({ ready: true, status: 'ready' });
    readiness.drain();
    expect(readiness.report()).toMatchObject({ ready: false, status: 'draining' });
  });

  it('waits for every part, and shows how far each is', () => {
    const readiness = new Readiness();
    readiness.started();
    const orders = { ready: false, detail: { lag: 5 } };
    readiness.register('orders', () => orders);
    readiness.register('stock', () => ({ ready: true }));
    expect(readiness.report()).toMatchObject({
      ready: false,
      status: 'starting',
      parts: { orders, stock: { ready: true } },
    });
    orders.ready = true;
    expect(readiness.report()).toMatchObject({ ready: true });
    orders.ready = false;
    expect(readiness.report()).toMatchObject({ ready: false, status: 'unready' });
  });

  it('takes a part that cannot tell for one that is not ready', () => {
    const readiness = new Readiness();
    readiness.started();
    readiness.register('orders', () => {
      throw new Error('no connection');
    });
    expect(readiness.report()).toMatchObject({ ready: false, parts: { orders: { detail: 'no connection' } } });
  });

  it('has one part of a name', () => {
    const readiness = new Readiness();
    readiness.register('orders', () => ({ ready: true }));
    expect(() => readiness.register('orders', () => ({ ready: true }))).toThrow('orders');
  });
});
