import { gzipSync } from 'node:zlib';
import type { OutgoingHttpHeaders } from 'node:http2';
import { frame } from '../../raw-grpc.js';

/** Bytes sent over gRPC that are not as they should be, and how the call ends. */
export interface BadCall {
  /** Its number in the list of bad inputs. */
  readonly id: string;
  readonly input: string;
  readonly path: string;
  readonly body: Uint8Array;
  readonly headers?: OutgoingHttpHeaders;
  /** Of HTTP; default 200. */
  readonly http?: number;
  /** The numbers of the statuses that may end it; undefined where it does not get as far as gRPC. */
  readonly grpc: readonly (number | undefined)[];
}

const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;

const GET = '/daybook.order.v1.OrderService/GetOrder';
const RECEIVE = '/daybook.inventory.v1.InventoryService/ReceiveStock';
const RETURN = '/daybook.order.v1.OrderService/ReturnOrder';
const LIST = '/daybook.order.v1.OrderService/ListOrders';

/** Fields of a message by number, as protobuf writes them. */
const text = (field: number, value: string | Buffer) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(BigInt(bytes.length)), bytes]);
};
const int = (field: number, value: bigint) =>
  Buffer.concat([varint((BigInt(field) << 3n) | 0n), varint(BigInt.asUintN(64, value))]);

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = value;
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(bytes);
}

const orderId = text(1, '0192f1c0-0000-7000-8000-000000000000');
const returned = (disposition: Buffer) =>
  Buffer.concat([
    text(2, '0192f1c0-0000-7000-8000-000000000000'),
    text(4, Buffer.concat([text(1, Buffer.concat([text(1, '1'), int(2, 1n), disposition])), text(2, 'does not fit')])),
  ]);

export const calls: readonly BadCall[] = [
  {
    id: 'I065',
    input: 'a string that is longer than its frame',
    path: GET,
    body: frame(Buffer.from([0x0a, 0x05, 0x61])),
    grpc: [INVALID_ARGUMENT],
  },
  {
    id: 'I066',
    input: 'a string that is not UTF-8',
    path: GET,
    body: frame(text(1, Buffer.from([0xc3, 0x28]))),
    grpc: [INVALID_ARGUMENT],
  },
  {
    id: 'I067',
    input: 'a length of 2 GB',
    path: GET,
    body: frame(orderId, { length: 2 ** 31 - 1 }),
    grpc: [RESOURCE_EXHAUSTED],
  },
  {
    id: 'I068',
    input: 'gzip that inflates to 64 MB',
    path: GET,
    body: frame(gzipSync(Buffer.alloc(64 * 1024 * 1024)), { compressed: true }),
    headers: { 'grpc-encoding': 'gzip' },
    grpc: [RESOURCE_EXHAUSTED],
  },
  {
    id: 'I069',
    input: 'content-type application/json',
    path: GET,
    body: frame(orderId),
    headers: { 'content-type': 'application/json' },
    http: 415,
    grpc: [undefined],
  },
  {
    id: 'I069',
    input: 'GET',
    path: GET,
    body: Buffer.alloc(0),
    headers: { ':method': 'GET', 'content-type': 'text/html' },
    http: 415,
    grpc: [undefined],
  },
  { id: 'I070', input: 'no message', path: GET, body: Buffer.alloc(0), grpc: [UNIMPLEMENTED, INVALID_ARGUMENT] },
  {
    id: 'I070',
    input: 'two messages',
    path: GET,
    body: Buffer.concat([frame(orderId), frame(orderId)]),
    grpc: [UNIMPLEMENTED, INVALID_ARGUMENT],
  },
  {
    id: 'I071',
    input: 'an unknown method',
    path: '/daybook.order.v1.OrderService/DropOrders',
    body: frame(orderId),
    grpc: [UNIMPLEMENTED],
  },
  {
    id: 'I071',
    input: 'an unknown service',
    path: '/daybook.order.v1.SecretService/GetOrder',
    body: frame(orderId),
    grpc: [UNIMPLEMENTED],
  },
  {
    id: 'I072',
    input: 'metadata of 20 kB',
    path: GET,
    body: frame(orderId),
    headers: { 'x-long': 'x'.repeat(20_000) },
    grpc: [RESOURCE_EXHAUSTED],
  },
  {
    id: 'I073',
    input: 'the number 99 as a status',
    path: LIST,
    body: frame(int(1, 99n)),
    grpc: [INVALID_ARGUMENT],
  },
  {
    id: 'I074',
    input: 'no disposition, where one is required',
    path: RETURN,
    body: frame(returned(Buffer.alloc(0))),
    grpc: [INVALID_ARGUMENT],
  },
  {
    id: 'I074',
    input: 'UNSPECIFIED as a disposition',
    path: RETURN,
    body: frame(returned(int(3, 0n))),
    grpc: [INVALID_ARGUMENT],
  },
  {
    id: 'I075',
    input: 'a quantity above 2^53',
    path: RECEIVE,
    body: frame(Buffer.concat([text(2, 'GOBLET'), text(4, int(2, 9_007_199_254_740_993n))])),
    grpc: [INVALID_ARGUMENT],
  },
];

/** A field that a newer client may send. */
export const newerField = frame(Buffer.concat([orderId, int(99, 1n)]));
export const getOrder = GET;
