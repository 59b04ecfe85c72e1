import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata, status as Grpc, type ServiceError } from '@grpc/grpc-js';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AdminService, InventoryService, OrderService, PaymentService, SagaService } from '#contracts';
import { callContext } from '#ports';
import { freePort } from '../../../../test/free-port.js';
import { until } from '../../../../test/until.js';
import { configFrom } from '../config.js';
import { rpcClient } from '../grpc/client.js';
import { serviceOf } from '../grpc/codec.js';
import { GrpcService, type RpcContract } from '../grpc/contract.js';
import { fromStatus } from '../grpc/status.js';
import { start } from '../run.js';
import { newKey } from './key-file.js';

const folder = mkdtempSync(join(tmpdir(), 'daybook-'));
const keysFile = join(folder, 'keys');
const shop = newKey('shop', ['read', 'write']);
const reader = newKey('reader', ['read']);
const desk = newKey('desk', ['admin']);
const staff = newKey('staff', ['read', 'write', 'admin']);
const lines = [shop, reader, desk, staff].map(({ line }) => line);
const orderId = '0192f1c0-0000-7000-8000-000000000000';
const INTERNAL_TOKEN = 'a secret of the house';
const ours = { 'daybook-internal-token': INTERNAL_TOKEN, 'daybook-principal': 'saga-checkout' };

/** Who calls, as a service sees it. */
class Orders {
  awaitOrder() {
    return Promise.resolve({ position: callContext()!.principal });
  }
  cancelOrder() {
    return this.awaitOrder();
  }
}
class Inventory {}
class Payments {}
class Sagas {}

/** Serves a contract; what the class does not do answers with nothing. */
function serve(contract: RpcContract, service: new () => object): void {
  for (const method of Object.keys(contract.rpc.requests)) {
    if (!(method in service.prototype)) Object.assign(service.prototype, { [method]: () => Promise.resolve({}) });
  }
  GrpcService(contract)(service);
}
serve(OrderService, Orders);
serve(InventoryService, Inventory);
serve(PaymentService, Payments);
serve(SagaService, Sagas);

@Controller('v1')
class Routes {
  constructor(private readonly orders: OrderService) {}

  @Get('orders')
  read() {
    return this.orders.awaitOrder({ orderId, timeoutMs: 0 });
  }
  @Post('orders')
  write() {
    return this.read();
  }
  @Get('admin/sagas')
  operate() {
    return this.read();
  }
  @Get('operations/:id')
  lookAt() {
    return this.read();
  }
  @Post('payments/providers/:provider/webhooks')
  hear() {
    return this.read();
  }
}

@Module({ controllers: [Routes, Orders, Inventory, Payments, Sagas], providers: [rpcClient(OrderService)] })
class ShopModule {}

@Module({ controllers: [Orders] })
class OrdersModule {}

const said: string[] = [];
let app: NestFastifyApplication;
let url: string;
let client: Client;

beforeAll(async () => {
  writeFileSync(keysFile, lines.join('\n'));
  const port = await freePort();
  const env = {
    PORT: '0',
    GRPC_PORT: String(port),
    DATA_DIR: join(folder, 'data'),
    LOG_FORMAT: 'json',
    // The route and the service as two processes have them.
    RPC: 'grpc',
    INTERNAL_TOKEN,
    API_KEYS_FILE: keysFile,
  };
  app = await start({ modules: [ShopModule], http: true, env, log: { write: (line) => void said.push(line) } });
  url = await app.getUrl();
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await app.close();
  rmSync(folder, { recursive: true });
});

const bearer = (key?: string): Record<string, string> => (key === undefined ? {} : { authorization: `Bearer ${key}` });

async function rest(method: string, path: string, key?: string, headers: Record<string, string> = bearer(key)) {
  const reply = await fetch(url + path, { method, headers });
  const body = (await reply.json()) as { position?: string; code?: string };
  return { status: reply.status, asks: reply.headers.get('www-authenticate'), code: body.code, actor: body.position };
}

/** What a caller is told, who has no part in the house. */
const rpc = (contract: RpcContract, method: string, request: object, sent: Record<string, string>, by = client) =>
  new Promise<{ code: Grpc; error?: Error; actor?: string }>((resolve) => {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(sent)) metadata.set(name, value);
    const wire = serviceOf(contract)[method]!;
    by.makeUnaryRequest(
      wire.path,
      wire.requestSerialize,
      wire.responseDeserialize,
      request,
      metadata,
      (error, answer) =>
        resolve(
          error
            ? { code: (error as ServiceError).code, error: fromStatus(error) }
            : { code: Grpc.OK, actor: (answer as { position: string }).position },
        ),
    );
  });
const awaiting = (sent: Record<string, string>, by = client) =>
  rpc(OrderService, 'AwaitOrder', { orderId, timeoutMs: 0 }, sent, by);
const cancelling = (sent: Record<string, string>) =>
  rpc(OrderService, 'CancelOrder', { commandId: 'c', orderId, cancellation: {} }, sent);

describe('over REST, a key', () => {
  const refused = { status: 401, asks: 'Bearer', code: 'UNAUTHENTICATED' };
  const forbidden = { status: 403, code: 'FORBIDDEN' };

  it('names who acts, in every service', async () => {
    expect(await rest('GET', '/v1/orders', shop.key)).toMatchObject({ status: 200, actor: 'shop' });
    expect(await rest('POST', '/v1/orders', shop.key)).toMatchObject({ status: 201, actor: 'shop' });
    expect(await rest('GET', '/v1/admin/sagas', desk.key)).toMatchObject({ status: 200, actor: 'desk' });
  });

  it.each<[string, Record<string, string>]>([
    ['none', {}],
    ['an unknown one', bearer(newKey('shop', ['read']).key)],
    ['its hash', bearer(shop.line.split(' ')[2])],
    ['another scheme', { authorization: `Basic ${shop.key}` }],
    ['5 kB of one', bearer('x'.repeat(5_000))],
    ['only the claim to be somebody', { 'daybook-principal': 'shop', 'x-user-id': 'shop' }],
  ])('is asked for where there is %s', async (_, headers) => {
    expect(await rest('GET', '/v1/orders', undefined, headers)).toMatchObject(refused);
    expect(await rest('GET', '/v1/nothing', undefined, headers)).toMatchObject(refused);
  });

  it('may only what its scopes say', async () => {
    expect(await rest('GET', '/v1/orders', reader.key)).toMatchObject({ status: 200 });
    expect(await rest('POST', '/v1/orders', reader.key)).toMatchObject(forbidden);
    expect(await rest('GET', '/v1/admin/sagas', shop.key)).toMatchObject(forbidden);
    expect(await rest('GET', '/v1/operations/7', shop.key)).toMatchObject(forbidden);
    expect(await rest('GET', '/v1/orders', desk.key)).toMatchObject(forbidden);
    expect(await rest('GET', '/v1/nothing', desk.key)).toMatchObject({ status: 404 });
  });

  it.each(['/healthz', '/metrics', '/openapi.json', '/problems/unauthenticated', '/docs'])(
    'is not asked for at %s',
    async (path) => {
      expect((await fetch(url + path)).status).toBe(200);
    },
  );

  it('is not asked for from a provider, whose adapter verifies what it says', async () => {
    expect(await rest('POST', '/v1/payments/providers/test/webhooks')).toMatchObject({
      status: 201,
      actor: 'anonymous',
    });
  });

  it('is told of in the API’s document', async () => {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as object;
    expect(document).toMatchObject({
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    });
  });
});

const forbidden = { code: Grpc.PERMISSION_DENIED, error: { kind: 'forbidden', code: 'FORBIDDEN' } };
const command = { commandId: 'c', orderId };
const pieces = [{ sku: 'A', quantity: 1 }];
const held = { orderId, reservationId: orderId, lines: pieces };
const amount = { amount: 1, currency: 'GBP' };
const disposition = 'restock';

type Call = readonly [method: string, contract: RpcContract, request: object];
const calling = (contract: RpcContract, requests: Record<string, object>): readonly Call[] =>
  Object.entries(requests).map(([method, request]) => [method, contract, request]);

/** What only our own processes call. */
const ofOurs = [
  ...calling(OrderService, {
    ConfirmOrder: command,
    RejectOrder: { ...command, rejection: { code: 'NO', detail: 'No.' } },
    RecordOrderPayment: { ...command, status: 'captured', captured: 1 },
  }),
  ...calling(InventoryService, {
    ReserveStock: held,
    ReleaseStock: held,
    ShipStock: { ...held, shipmentId: orderId },
    ReturnStock: { returnId: orderId, lines: [{ ...pieces[0], disposition }] },
  }),
  ...calling(PaymentService, { AuthorisePayment: { ...command, paymentId: orderId, amount, method: 'test' } }),
  ...calling(SagaService, { BeginCheckout: { orderId } }),
];

/** What says what was, as an import does. */
const occurredAt = '2001-01-01T00:00:00Z';
const then = { ...command, occurredAt };
const ofThePast = [
  ...calling(OrderService, {
    PlaceOrder: { ...command, order: { lines: pieces }, history: { placedAt: occurredAt, unitPrices: [1] } },
    ShipOrder: { ...then, shipment: {} },
    DeliverShipment: { ...then, shipmentId: orderId },
    CompleteOrder: then,
    ReturnOrder: { ...then, return: { lines: [{ lineId: '1', quantity: 1, disposition }], reason: 'r' } },
    ReceiveReturn: { ...then, returnId: orderId },
  }),
  ...calling(InventoryService, {
    ReceiveStock: { ...then, sku: 'A', receipt: { quantity: 1 } },
    AdjustStock: { ...then, sku: 'A', adjustment: { quantity: 1, reason: 'r' } },
  }),
];
const withoutPast = (request: object) => {
  const { history: _history, occurredAt: _occurredAt, ...rest } = request as Record<string, unknown>;
  return rest;
};

describe('over gRPC, a key', () => {
  it('names who acts', async () => {
    expect(await awaiting(bearer(reader.key))).toEqual({ code: Grpc.OK, actor: 'reader' });
    expect(await cancelling(bearer(shop.key))).toEqual({ code: Grpc.OK, actor: 'shop' });
  });

  it.each<[string, Record<string, string>]>([
    ['none', {}],
    ['an unknown one', bearer('daybook_guess')],
    ['the claim to be one of the house', { 'daybook-principal': 'shop', 'daybook-internal-token': 'guess' }],
  ])('is asked for where there is %s', async (_, sent) => {
    expect(await awaiting(sent)).toMatchObject({
      code: Grpc.UNAUTHENTICATED,
      error: { kind: 'unauthenticated', code: 'UNAUTHENTICATED' },
    });
  });

  it('may only what its scopes say', async () => {
    expect(await cancelling(bearer(reader.key))).toMatchObject(forbidden);
    expect(await rpc(AdminService, 'ListProjections', {}, bearer(shop.key))).toMatchObject(forbidden);
    expect(await rpc(AdminService, 'ListProjections', {}, bearer(desk.key))).toMatchObject({ code: Grpc.OK });
  });

  it.each(ofOurs)('of all scopes makes none of our own processes: %s', async (method, contract, request) => {
    expect(await rpc(contract, method, request, bearer(staff.key))).toMatchObject(forbidden);
    expect(await rpc(contract, method, request, bearer(shop.key))).toMatchObject(forbidden);
    expect(await rpc(contract, method, request, {})).toMatchObject({ code: Grpc.UNAUTHENTICATED });
    expect(await rpc(contract, method, request, ours)).toMatchObject({ code: Grpc.OK });
  });

  it.each(ofThePast)('tells of the past with the scope of operators only: %s', async (method, contract, request) => {
    const pointer = method === 'PlaceOrder' ? '/history' : '/occurredAt';
    const refused = { ...forbidden, error: { ...forbidden.error, errors: [{ pointer, code: 'FORBIDDEN' }] } };
    expect(await rpc(contract, method, request, bearer(shop.key))).toMatchObject(refused);
    expect(await rpc(contract, method, withoutPast(request), bearer(shop.key))).toMatchObject({ code: Grpc.OK });
    expect(await rpc(contract, method, request, bearer(staff.key))).toMatchObject({ code: Grpc.OK });
    expect(await rpc(contract, method, request, ours)).toMatchObject({ code: Grpc.OK });
  });

  it('is not asked for by whoever asks for health', async () => {
    const code = await new Promise<Grpc>((resolve) => {
      const same = (bytes: Buffer) => bytes;
      client.makeUnaryRequest('/grpc.health.v1.Health/Check', same, same, Buffer.alloc(0), (error) =>
        resolve(error?.code ?? Grpc.OK),
      );
    });
    expect(code).toBe(Grpc.OK);
  });
});

describe('a moment in the past', () => {
  const takingOne = [...ofOurs.filter(([method]) => /^(Reserve|Ship|Return)Stock$/.test(method)), ...ofThePast];

  it.each(takingOne)('is a date and a time, also where one of our own processes tells it: %s', async (...call) => {
    const [method, contract, request] = call;
    const past = 'history' in request ? { history: { placedAt: 'nonsense' } } : { occurredAt: 'nonsense' };
    expect(await rpc(contract, method, { ...request, ...past }, ours)).toMatchObject({
      code: Grpc.INVALID_ARGUMENT,
      error: { errors: [{ pointer: 'history' in request ? '/history/placedAt' : '/occurredAt' }] },
    });
  });
});

describe('the file of keys', () => {
  it('counts when it changes, and not while it has a mistake', async () => {
    const next = newKey('next', ['read']);
    expect(await rest('GET', '/v1/orders', next.key)).toMatchObject({ status: 401 });
    writeFileSync(keysFile, [...lines.slice(1), next.line].join('\n'));
    await until(async () => (await rest('GET', '/v1/orders', next.key)).status === 200);
    expect(await rest('GET', '/v1/orders', shop.key)).toMatchObject({ status: 401 });
    writeFileSync(keysFile, 'nonsense');
    await until(() => said.some((line) => line.includes('the keys before it stay')));
    expect(await rest('GET', '/v1/orders', next.key)).toMatchObject({ status: 200 });
  });

  it('lets the platform listen beyond this machine, and says what is wrong with it', () => {
    const good = join(folder, 'good');
    writeFileSync(good, shop.line);
    expect(configFrom({ HOST: '0.0.0.0', API_KEYS_FILE: good })).toMatchObject({ host: '0.0.0.0' });
    writeFileSync(keysFile, 'shop read\nspy root');
    expect(() => configFrom({ API_KEYS_FILE: keysFile })).toThrow(/^API_KEYS_FILE: Line 1 .*\nAPI_KEYS_FILE: Line 2 /);
    expect(() => configFrom({ API_KEYS_FILE: join(folder, 'none') })).toThrow('cannot be read: ENOENT');
  });

  it('asks for what the processes know each other by', () => {
    const good = join(folder, 'good');
    const env = { RPC: 'grpc', API_KEYS_FILE: good };
    expect(() => configFrom(env)).toThrow('RPC=grpc with API_KEYS_FILE needs INTERNAL_TOKEN');
    expect(() => configFrom({ ...env, HOST: '0.0.0.0', INTERNAL_TOKEN: 'short' })).toThrow('at least 16 characters');
    expect(() => configFrom({ ...env, INTERNAL_TOKEN: 'ein Schlüssel des Hauses' })).toThrow('must be printable ASCII');
  });
});

describe('an INTERNAL_TOKEN that is empty', () => {
  it('is none: whoever shows none is not one of the house', async () => {
    const keys = join(folder, 'keys of one process');
    writeFileSync(keys, shop.line);
    const port = await freePort();
    const env = {
      GRPC_PORT: String(port),
      DATA_DIR: join(folder, 'one process'),
      LOG_LEVEL: 'error',
      INTERNAL_TOKEN: '',
      API_KEYS_FILE: keys,
    };
    const alone = await start({ modules: [OrdersModule], env, log: { write: () => undefined } });
    const caller = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    try {
      const forged = { 'daybook-principal': 'saga-checkout' };
      expect(await awaiting(forged, caller)).toMatchObject({ code: Grpc.UNAUTHENTICATED });
      expect(await awaiting({ ...forged, 'daybook-internal-token': '' }, caller)).toMatchObject({
        code: Grpc.UNAUTHENTICATED,
      });
      expect(await awaiting(bearer(shop.key), caller)).toMatchObject({ code: Grpc.OK });
      const own = rpc(OrderService, 'ConfirmOrder', command, { ...forged, ...bearer(shop.key) }, caller);
      expect(await own).toMatchObject(forbidden);
    } finally {
      caller.close();
      await alone.close();
    }
  });
});

describe('without keys', () => {
  const asked = async (env: NodeJS.ProcessEnv, module = ShopModule) => {
    const port = await freePort();
    const own = { GRPC_PORT: String(port), DATA_DIR: join(folder, `without keys ${port}`), LOG_LEVEL: 'error' };
    const alone = await start({ modules: [module], env: { ...own, ...env }, log: { write: () => undefined } });
    const caller = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const ask = async ([method, contract, request]: Call, sent: Record<string, string> = {}) =>
      (await rpc(contract, method, request, sent, caller)).code;
    try {
      const [own] = ofOurs;
      return { others: await ask(own!), ours: await ask(own!, ours), past: await ask(ofThePast[0]!) };
    } finally {
      caller.close();
      await alone.close();
    }
  };
  const closed = { others: Grpc.PERMISSION_DENIED, past: Grpc.OK };

  it('who shows no token is none of our own processes, and may do all that a key could', async () => {
    expect(await asked({ RPC: 'grpc', INTERNAL_TOKEN })).toEqual({ ...closed, ours: Grpc.OK });
  });

  it('and without a token nobody over gRPC is, where one process calls itself directly', async () => {
    expect(await asked({ RPC: 'direct' })).toEqual({ ...closed, ours: Grpc.PERMISSION_DENIED });
  });

  it.each<[string, NodeJS.ProcessEnv, typeof ShopModule]>([
    ['a process calls itself over gRPC', { RPC: 'grpc' }, ShopModule],
    ['others serve what it does not', { RPC: 'direct' }, OrdersModule],
  ])('but where %s, and there is no token, everybody may be', async (_, env, module) => {
    expect(await asked(env, module)).toEqual({ others: Grpc.OK, ours: Grpc.OK, past: Grpc.OK });
  });
});

describe('an RPC', () => {
  it('that declares no scope ends the start', async () => {
    class Undeclared {}
    const { confirmOrder: _left, ...scopes } = OrderService.rpc.scopes;
    serve({ rpc: { ...OrderService.rpc, scopes } }, Undeclared);
    @Module({ controllers: [Undeclared] })
    class UndeclaredModule {}
    const env = { GRPC_PORT: '0', DATA_DIR: join(folder, 'undeclared'), LOG_LEVEL: 'error' };
    await expect(start({ modules: [UndeclaredModule], env, log: { write: () => undefined } })).rejects.toThrow(
      'OrderService.ConfirmOrder declares no scope',
    );
  });
});
