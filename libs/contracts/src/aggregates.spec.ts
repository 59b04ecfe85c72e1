import protobuf from 'protobufjs';
import { aggregateIn } from './aggregates.js';
import * as contracts from './gen/index.js';

const { ProductService, InventoryService, OrderService, PaymentService, SagaService } = contracts;

describe('the aggregate in a request', () => {
  it.each([
    ['OrderService', { commandId: 'c', orderId: 'o' }, 'o'],
    ['ProductService', { commandId: 'c', productId: 'p' }, 'p'],
    ['ProductService', { commandId: 'c', sku: 'S' }, 'S'],
    ['InventoryService', { commandId: 'c', sku: 'S' }, 'S'],
    ['PaymentService', { commandId: 'c', paymentId: 'p', orderId: 'o' }, 'p'],
    ['SagaService', { sagaId: 'checkout-o' }, 'checkout-o'],
  ])('is what %s decides on in %j', (service, request, aggregate) => {
    expect(aggregateIn(service, request)).toBe(aggregate);
  });

  it('is the first of many SKUs, however they are sorted', () => {
    const lines = ['b', 'a', 'C'].map((sku) => ({ sku, quantity: 1 }));
    expect(aggregateIn('InventoryService', { reservationId: 'r', lines })).toBe('C');
    expect(aggregateIn('InventoryService', { reservationId: 'r', lines: lines.toReversed() })).toBe('C');
  });

  it('is the command of a create', () => {
    expect(aggregateIn('OrderService', { commandId: 'c', order: { lines: [{ sku: 'A' }] } })).toBe('c');
  });

  it.each([
    ['OrderService', { sku: 'A' }],
    ['InventoryService', { skus: ['A', 'B'] }],
    ['OrderService', { commandId: '', order: {} }],
    ['AdminService', { name: 'order_summary' }],
  ])('is not there for %s in %j', (service, request) => {
    expect(aggregateIn(service, request)).toBeUndefined();
  });

  it('is found in every request that takes a command', () => {
    const services = [ProductService, InventoryService, OrderService, PaymentService, SagaService];
    const unnamed = services.flatMap(({ rpc }) =>
      Object.keys(rpc.requests).filter(
        (method) => !/^(get|list|await|watch|explain|quote)/.test(method) && !named(rpc, method),
      ),
    );
    // Its provider knows it by a reference of its own.
    expect(unnamed).toEqual(['receiveProviderNews']);
  });
});

const root = protobuf.Root.fromJSON(contracts.descriptor as protobuf.INamespace).resolveAll();

/** Whether a request with every field of its message names an aggregate. */
function named(
  { package: of, service }: { readonly package: string; readonly service: string },
  method: string,
): boolean {
  const { fieldsArray } = root.lookupType(`${of}.${method[0]!.toUpperCase()}${method.slice(1)}Request`);
  const request = Object.fromEntries(fieldsArray.map(({ name, repeated }) => [name, repeated ? [{ sku: 'A' }] : 'x']));
  return aggregateIn(service, request) !== undefined;
}
