import protobuf from 'protobufjs';
import * as contracts from './gen/index.js';
import type { RpcScope } from './scopes.js';

const { AdminService, InventoryService, OrderService, PaymentService, ProductService, SagaService } = contracts;

interface Declared {
  readonly scopes: Readonly<Record<string, RpcScope>>;
  readonly fieldScopes: Readonly<Record<string, Readonly<Record<string, RpcScope>>>>;
}

const services = [ProductService, InventoryService, OrderService, PaymentService, AdminService, SagaService];
const needing = (scope: string) =>
  services.flatMap(({ rpc: { scopes } }) =>
    Object.entries(scopes).flatMap(([method, needed]) => (needed === scope ? [method] : [])),
  );

it('what only reads needs the scope to read, and nothing that takes a command does', () => {
  expect(needing('read')).toEqual([
    'getProduct',
    'getProductBySku',
    'getProductHistory',
    'listProducts',
    'quoteVariants',
    'getStock',
    'listStock',
    'getStockLedger',
    'explainStock',
    'getOrder',
    'awaitOrder',
    'listOrders',
    'getOrderTimeline',
    'watchOrder',
    'getPayment',
    'listPayments',
  ]);
});

it('what only our own processes call needs to be one of them', () => {
  expect(needing('internal')).toEqual([
    'reserveStock',
    'releaseStock',
    'shipStock',
    'returnStock',
    'confirmOrder',
    'rejectOrder',
    'recordOrderPayment',
    'authorisePayment',
    'beginCheckout',
  ]);
});

it('what operators do needs theirs, whether it reads or writes', () => {
  const { beginCheckout: _ofOurs, ...ofSagas } = SagaService.rpc.requests;
  expect(needing('admin')).toEqual([...Object.keys(AdminService.rpc.requests), ...Object.keys(ofSagas)]);
});

it('what only an import tells needs the scope of operators as well, in every request that takes it', () => {
  const root = protobuf.Root.fromJSON(contracts.descriptor as protobuf.INamespace);
  const told = services.flatMap(({ rpc }) =>
    root.lookupService(`${rpc.package}.${rpc.service}`).methodsArray.flatMap(({ name, requestType, parent }) => {
      const method = name[0]!.toLowerCase() + name.slice(1);
      const { scopes, fieldScopes }: Declared = rpc;
      return ['history', 'occurredAt']
        .filter((field) => field in parent!.parent!.lookupType(requestType).fields)
        .map((field) => [method, fieldScopes[method]?.[field] ?? scopes[method]]);
    }),
  );
  expect(Object.fromEntries(told)).toEqual({
    receiveStock: 'admin',
    adjustStock: 'admin',
    reserveStock: 'internal',
    shipStock: 'internal',
    returnStock: 'internal',
    placeOrder: 'admin',
    shipOrder: 'admin',
    deliverShipment: 'admin',
    completeOrder: 'admin',
    returnOrder: 'admin',
    receiveReturn: 'admin',
  });
});
