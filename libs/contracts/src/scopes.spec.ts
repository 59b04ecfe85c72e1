import * as contracts from './gen/index.js';
import { scopeOfRpc } from './scopes.js';

const { AdminService, InventoryService, OrderService, PaymentService, ProductService, SagaService } = contracts;

const needing = (scope: string) =>
  [ProductService, InventoryService, OrderService, PaymentService, AdminService, SagaService].flatMap(({ rpc }) =>
    Object.keys(rpc.requests).filter((method) => scopeOfRpc(rpc.service, method) === scope),
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

it('what operators do needs theirs, whether it reads or writes', () => {
  const { requests: ofAdmin } = AdminService.rpc;
  const { requests: ofSagas } = SagaService.rpc;
  expect(needing('admin')).toEqual([...Object.keys(ofAdmin), ...Object.keys(ofSagas)]);
});
