import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';

export interface RawGrpcAnswer {
  readonly http: number;
  /** The number of the gRPC status; undefined where the answer is none of gRPC. */
  readonly grpc: number | undefined;
  readonly message: string;
  readonly trailers: IncomingHttpHeaders;
}

/** A message with its prefix of five bytes. @param length what the prefix says, where that is not the truth */
export function frame(message: Uint8Array, { compressed = false, length = message.length } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(compressed ? 1 : 0, 0);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

/** A call made of bytes; for what no gRPC client would send. */
export function rawGrpc(
  address: string,
  path: string,
  body: Uint8Array,
  headers: OutgoingHttpHeaders = {},
): Promise<RawGrpcAnswer> {
  const session = connect(`http://${address}`);
  return new Promise<RawGrpcAnswer>((resolve, reject) => {
    session.on('error', reject);
    const stream = session.request(
      { ':method': 'POST', ':path': path, 'content-type': 'application/grpc+proto', te: 'trailers', ...headers },
      { endStream: body.length === 0 },
    );
    let first: IncomingHttpHeaders & { ':status'?: number } = {};
    let last: IncomingHttpHeaders = {};
    stream.on('response', (given) => (first = given));
    stream.on('trailers', (given) => (last = given));
    stream.on('error', reject);
    stream.on('close', () => {
      const trailers = { ...first, ...last };
      const status = trailers['grpc-status'];
      resolve({
        http: first[':status'] ?? 0,
        grpc: status === undefined ? undefined : Number(status),
        message: decodeURIComponent(String(trailers['grpc-message'] ?? '')),
        trailers,
      });
    });
    stream.resume();
    if (body.length) stream.end(body);
  }).finally(() => session.destroy());
}
