import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Client, credentials, Metadata, status as Grpc, type CallOptions, type ServiceError } from '@grpc/grpc-js';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import protobuf from 'protobufjs';
import { descriptor, OrderService } from '#contracts';
import { AppError, callContext, inContext, type CallContext } from '#ports';
import { freePort } from '../../../../test/free-port.js';
import { Readiness } from '../health.js';
import { start } from '../run.js';
import { rpcClient } from './client.js';
import { GrpcService } from './contract.js';
import { fromStatus } from './status.js';

/** What the handlers below have seen. */
const seen: { context?: CallContext; request?: unknown; entered: number; aborted: Promise<void>[] } = {
  entered: 0,
  aborted: [],
};

const untilAborted = () =>
  new Promise<void>((resolve) => callContext()!.signal!.addEventListener('abort', () => resolve()));

class Orders {
  async getOrder(request: { orderId: string; asOf?: unknown }) {
    seen.entered++;
    seen.request = request;
    seen.context = callContext()!;
    switch (request.asOf) {
      case 'fault':
        throw new Error('SELECT secret');
      case 'refusal':
        throw new AppError(
          'rejected',
          'ORDER_CLOSED',
          'It is closed — ganz.',
          [{ pointer: '/a', code: 'X', message: 'no' }],
          1.5,
        );
      case 'never': {
        const aborted = untilAborted();
        seen.aborted.push(aborted);
        await aborted;
        throw new AppError('timeout', 'DEADLINE_EXCEEDED');
      }
      case 'large':
        return { order: { id: request.orderId, number: 'x'.repeat(5 * 1024 * 1024) } };
      default:
        return {
          order: {
            id: request.orderId,
            status: 'placed',
            lines: [],
            metadata: { a: [1, null, { b: true }], c: 'd' },
            revision: 5,
          },
        };
    }
  }
  async placeOrder(request: unknown) {
    seen.request = request;
    return { revision: 0, position: '1', replayed: false };
  }
  async recordOrderPayment(request: unknown) {
    seen.request = request;
    return {};
  }
  async *watchOrder({ fromRevision = 0 }: { fromRevision?: number }) {
    for (let revision = fromRevision; revision < 3; revision++) yield { entry: { revision, data: { revision } } };
    if (fromRevision === 2) throw new AppError('notFound', 'NOT_FOUND', 'gone');
  }
}
for (const method of Object.keys(OrderService.rpc.requests)) {
  if (!(method in Orders.prototype)) Object.assign(Orders.prototype, { [method]: () => Promise.resolve({}) });
}
GrpcService(OrderService)(Orders);

@Module({ controllers: [Orders], providers: [rpcClient(OrderService)] })
class OrdersModule {}

const root = protobuf.Root.fromJSON(descriptor as protobuf.INamespace).resolveAll();
const id = '0192f1c0-0000-7000-8000-000000000000';
const dataDir = mkdtempSync(join(tmpdir(), 'daybook-'));
let app: NestFastifyApplication;
let client: Client;
let port: number;

beforeAll(async () => {
  port = await freePort();
  const env = {
    GRPC_PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    LOG_FORMAT: 'json',
    RPC: 'grpc',
    INTERNAL_TOKEN: 'hush',
  };
  app = await start({ modules: [OrdersModule], env, log: { write: () => undefined } });
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await app.close();
  rmSync(dataDir, { recursive: true });
});

/** Calls with the given bytes; the answer's bytes, or the error. */
const call = (
  method: string,
  bytes: Uint8Array,
  metadata = new Metadata(),
  options: CallOptions = {},
  service = 'OrderService',
) =>
  new Promise<Buffer>((resolve, reject) => {
    client.makeUnaryRequest(
      `/daybook.order.v1.${service}/${method}`,
      (given: Uint8Array) => Buffer.from(given),
      (answer) => answer,
      bytes,
      metadata,
      options,
      (error, answer) => (error ? reject(error) : resolve(answer!)),
    );
  });
const failed = (given: Promise<unknown>) =>
  given.then(
    (): ServiceError => {
      throw new Error('it did not fail');
    },
    (error: ServiceError) => error,
  );
/** As one of the platform's own processes calls. */
const asOurs = () => {
  const metadata = new Metadata();
  metadata.set('daybook-internal-token', 'hush');
  return metadata;
};
const encoded = (type: string, value: object) => {
  const found = root.lookupType(`daybook.order.v1.${type}`);
  return found.encode(found.fromObject(value)).finish();
};
const getting = (asOf?: string) => encoded('GetOrderRequest', { orderId: id, asOf });

describe('bytes on the wire', () => {
  it.each([
    ['a text that is longer than its frame', Buffer.from([0x0a, 0x05, 0x61]), '/orderId'],
    ['a text that is not UTF-8', Buffer.from([0x0a, 0x02, 0xc3, 0x28]), '/orderId'],
    ['a field of another form', Buffer.from([0x08, 0x01]), ''],
    ['half a number', Buffer.from([0x98, 0x06, 0xff]), ''],
    ['the field 0', Buffer.from([0x02, 0x00]), ''],
  ])('%s is invalid', async (_, bytes, pointer) => {
    const error = await failed(call('GetOrder', bytes));
    expect(error.code).toBe(Grpc.INVALID_ARGUMENT);
    expect(fromStatus(error)).toMatchObject({ kind: 'invalid', code: 'VALIDATION_FAILED', errors: [{ pointer }] });
  });

  it('a text in a message of a list that is longer than its message is invalid, and its place is told', async () => {
    const line = Buffer.from([0x0a, 0x04, 0x61]);
    const order = Buffer.concat([Buffer.from([0x0a, line.length]), line]);
    const error = await failed(call('PlaceOrder', Buffer.concat([Buffer.from([0x12, order.length]), order])));
    expect(fromStatus(error)).toMatchObject({ errors: [{ pointer: '/order/lines/0/sku' }] });
  });

  it.each([
    ['an enum value that there is not', [0x18, 99], '/status'],
    ['an int64 beyond 2^53', [0x20, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10], '/authorised'],
  ])('%s is invalid', async (_, bytes, pointer) => {
    const error = await failed(call('RecordOrderPayment', Buffer.from(bytes), asOurs()));
    expect(error.code).toBe(Grpc.INVALID_ARGUMENT);
    expect(fromStatus(error)).toMatchObject({ errors: [{ pointer }] });
  });

  it('an int32 that would wrap is invalid', async () => {
    const line = Buffer.from([0x0a, 0x01, 0x61, 0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]);
    const order = Buffer.concat([Buffer.from([0x0a, line.length]), line]);
    const error = await failed(call('PlaceOrder', Buffer.concat([Buffer.from([0x12, order.length]), order])));
    expect(fromStatus(error)).toMatchObject({ errors: [{ pointer: '/order/lines/0/quantity' }] });
  });

  it('an enum that is not given is invalid where it is required', async () => {
    const error = await failed(
      call('RecordOrderPayment', encoded('RecordOrderPaymentRequest', { commandId: 'c', orderId: id }), asOurs()),
    );
    expect(fromStatus(error)).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/status' }] });
  });

  it('an unknown field is passed over', async () => {
    await call('GetOrder', Buffer.concat([getting(), Buffer.from([0x9a, 0x06, 0x01, 0x61])]));
    expect(seen.request).toMatchObject({ orderId: id });
  });

  it('keep free data whole, both ways', async () => {
    const found = root.lookupType('daybook.order.v1.PlaceOrderRequest');
    const metadata = {
      fields: { a: { listValue: { values: [{ numberValue: 1.5 }, { nullValue: 0 }] } }, b: { boolValue: false } },
    };
    const order = { lines: [{ sku: 'A', quantity: 1 }], metadata };
    await call('PlaceOrder', found.encode(found.fromObject({ commandId: 'c', order })).finish());
    expect(seen.request).toMatchObject({ order: { metadata: { a: [1.5, null], b: false } } });
    const direct = app.get<OrderService>(OrderService);
    const { order: read } = await direct.getOrder({ orderId: id });
    expect(read).toMatchObject({ status: 'placed', revision: 5, metadata: { a: [1, null, { b: true }], c: 'd' } });
  });

  it('with a reserved name in free data are invalid', async () => {
    const entry = Buffer.concat([Buffer.from([0x0a, 9]), Buffer.from('__proto__'), Buffer.from([0x12, 2, 0x20, 1])]);
    const struct = Buffer.concat([Buffer.from([0x0a, entry.length]), entry]);
    const order = Buffer.concat([Buffer.from([0x52, struct.length]), struct]);
    const error = await failed(call('PlaceOrder', Buffer.concat([Buffer.from([0x12, order.length]), order])));
    expect(error.code).toBe(Grpc.INVALID_ARGUMENT);
  });
});

describe('a frame', () => {
  /** The status of a call whose body is written by hand. */
  const raw = (body: Buffer, headers: Record<string, string> = {}) =>
    new Promise<string>((resolve, reject) => {
      const session = connectHttp2(`http://127.0.0.1:${port}`);
      session.on('error', reject);
      const stream = session.request({
        ':method': 'POST',
        ':path': '/daybook.order.v1.OrderService/GetOrder',
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      const done = (given: string) => {
        session.destroy();
        resolve(given);
      };
      stream.on('response', (got) => {
        if (got['grpc-status'] !== undefined) done(String(got['grpc-status']));
        else if (got[':status'] !== 200) done(`HTTP ${got[':status']}`);
      });
      stream.on('trailers', (got) => done(String(got['grpc-status'])));
      stream.on('error', reject);
      stream.resume().end(body);
    });

  it('of 2 GB is refused by its length', async () => {
    expect(await raw(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]))).toBe(String(Grpc.RESOURCE_EXHAUSTED));
  });

  it('that inflates to 64 MiB is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const head = Buffer.from([1, 0, 0, 0, 0]);
    head.writeUInt32BE(bomb.length, 1);
    expect(await raw(Buffer.concat([head, bomb]), { 'grpc-encoding': 'gzip' })).toBe(String(Grpc.RESOURCE_EXHAUSTED));
  });

  it('of more than 4 MiB is an answer like any other', async () => {
    const { order } = await app.get<OrderService>(OrderService).getOrder({ orderId: id, asOf: 'large' });
    expect(order.number).toHaveLength(5 * 1024 * 1024);
  });

  it.each([
    ['answer', () => call('GetOrder', getting('large'))],
    ['request', () => call('GetOrder', getting('x'.repeat(5 * 1024 * 1024)))],
  ])('that is larger than who gets the %s takes is no fault that passes', async (_, send) => {
    const error = await failed(send());
    expect(error.code).toBe(Grpc.RESOURCE_EXHAUSTED);
    expect(fromStatus(error)).toBe(error);
  });

  it('of another protocol is refused', async () => {
    expect(await raw(Buffer.from('{}'), { 'content-type': 'application/json' })).toBe('HTTP 415');
  });

  it('of an unknown method or service is refused', async () => {
    expect((await failed(call('Nothing', getting()))).code).toBe(Grpc.UNIMPLEMENTED);
    expect((await failed(call('GetOrder', getting(), undefined, {}, 'NoService'))).code).toBe(Grpc.UNIMPLEMENTED);
  });

  it('with 20 kB of metadata is refused', async () => {
    const metadata = new Metadata();
    metadata.set('long', 'x'.repeat(20_000));
    expect((await failed(call('GetOrder', getting(), metadata))).code).toBe(Grpc.RESOURCE_EXHAUSTED);
  });
});

describe('an error', () => {
  it('of ours is told by its trace alone', async () => {
    const metadata = new Metadata();
    metadata.set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    const error = await failed(call('GetOrder', getting('fault'), metadata));
    expect(error).toMatchObject({ code: Grpc.INTERNAL, details: 'internal' });
    expect(error.metadata.get('trace-id')).toEqual(['0af7651916cd43dd8448eb211c80319c']);
  });

  it('that is an answer comes back as it was', async () => {
    const error = await failed(call('GetOrder', getting('refusal')));
    expect(error.code).toBe(Grpc.FAILED_PRECONDITION);
    expect(fromStatus(error)).toEqual(
      new AppError(
        'rejected',
        'ORDER_CLOSED',
        'It is closed — ganz.',
        [{ pointer: '/a', code: 'X', message: 'no' }],
        1.5,
      ),
    );
    expect(fromStatus(error)).toMatchObject({ errors: [{ pointer: '/a', code: 'X', message: 'no' }], retryAfter: 1.5 });
  });

  it('reaches the caller of a client as the same error', async () => {
    const orders = app.get<OrderService>(OrderService);
    await expect(orders.getOrder({ orderId: id, asOf: 'refusal' })).rejects.toMatchObject({
      kind: 'rejected',
      code: 'ORDER_CLOSED',
      retryAfter: 1.5,
    });
  });
});

describe('a deadline', () => {
  it('of the caller ends the call, and the handler is told', async () => {
    const before = seen.aborted.length;
    const error = await failed(call('GetOrder', getting('never'), undefined, { deadline: Date.now() + 200 }));
    expect(error.code).toBe(Grpc.DEADLINE_EXCEEDED);
    expect(fromStatus(error)).toMatchObject({ kind: 'timeout' });
    await seen.aborted[before];
  });

  it('of 1 ms is over at once', async () => {
    expect((await failed(call('GetOrder', getting('never'), undefined, { deadline: Date.now() + 1 }))).code).toBe(
      Grpc.DEADLINE_EXCEEDED,
    );
  });

  it('is the server’s own where the caller has none', async () => {
    const started = performance.now();
    const error = await failed(call('GetOrder', getting('never')));
    expect(error.code).toBe(Grpc.DEADLINE_EXCEEDED);
    expect(performance.now() - started).toBeGreaterThan(4_900);
  }, 10_000);

  it('goes on to the next process, and so does leaving', async () => {
    const caller = new AbortController();
    const orders = app.get<OrderService>(OrderService);
    const before = seen.entered;
    const context = {
      principal: 'ann',
      correlationId: id,
      deadline: performance.now() + 60_000,
      signal: caller.signal,
    };
    const asked = inContext(context, () => orders.getOrder({ orderId: id, asOf: 'never' }));
    const ended = asked.catch((error: unknown) => error);
    while (seen.entered === before) await new Promise(setImmediate);
    expect(seen.context).toMatchObject({ principal: 'ann', correlationId: id });
    expect(seen.context!.deadline - performance.now()).toBeGreaterThan(50_000);
    caller.abort();
    expect(await ended).toMatchObject({ kind: 'timeout' });
    await seen.aborted.at(-1);
  });

  it('that is over is not sent out at all', async () => {
    const orders = app.get<OrderService>(OrderService);
    const context = { principal: 'ann', correlationId: id, deadline: performance.now() - 1 };
    await expect(inContext(context, () => orders.getOrder({ orderId: id }))).rejects.toMatchObject({ kind: 'timeout' });
  });
});

describe('a caller', () => {
  it('is only believed with the token of the house', async () => {
    const metadata = new Metadata();
    metadata.set('daybook-principal', 'root');
    metadata.set('daybook-internal-token', 'guess');
    await call('GetOrder', getting(), metadata);
    expect(seen.context).toMatchObject({ principal: 'anonymous' });
  });
});

describe('a stream', () => {
  const orders = () => app.get<OrderService>(OrderService);
  it('comes piece by piece', async () => {
    const got: unknown[] = [];
    for await (const { entry } of orders().watchOrder({ orderId: id })) got.push(entry.data);
    expect(got).toEqual([{ revision: 0 }, { revision: 1 }, { revision: 2 }]);
  });

  it('ends with its error', async () => {
    const read = async () => {
      for await (const each of orders().watchOrder({ orderId: id, fromRevision: 2 })) expect(each).toBeDefined();
    };
    await expect(read()).rejects.toMatchObject({ kind: 'notFound', code: 'NOT_FOUND' });
  });
});

describe('the health service', () => {
  const health = () =>
    new Promise<Buffer>((resolve, reject) => {
      const raw = (bytes: Buffer) => bytes;
      client.makeUnaryRequest('/grpc.health.v1.Health/Check', raw, raw, Buffer.alloc(0), (error, answer) =>
        error ? reject(error) : resolve(answer!),
      );
    });
  const SERVING = Buffer.from([0x08, 1]);
  const NOT_SERVING = Buffer.from([0x08, 2]);

  it('follows readiness', async () => {
    const until = async (wanted: Buffer) => {
      while (!(await health()).equals(wanted)) await new Promise(setImmediate);
    };
    await until(SERVING);
    let ready = false;
    app.get(Readiness).register('probe', () => ({ ready }));
    await until(NOT_SERVING);
    ready = true;
    await until(SERVING);
    expect(await health()).toEqual(SERVING);
  });
});
