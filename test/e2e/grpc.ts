import { Client, credentials, Metadata, status as Grpc, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import protobuf from 'protobufjs';

const CONTEXTS = ['product', 'inventory', 'order', 'payment', 'saga', 'admin'];
const options = { longs: Number, enums: String, defaults: true, oneofs: true };
const protos = {
  ...loadSync(
    CONTEXTS.map((context) => `daybook/${context}/v1/${context}.proto`),
    { includeDirs: ['libs/contracts/proto'], ...options },
  ),
  ...loadSync('node_modules/grpc-health-check/proto/health/v1/health.proto', options),
  ...loadSync('node_modules/@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto', options),
};

/** google.rpc.Status as its definition says. */
const details = protobuf.parse(`
  syntax = "proto3";
  package google.rpc;
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
  message BadRequest { message FieldViolation { string field = 1; string description = 2; } repeated FieldViolation field_violations = 1; }
`).root;

/** How a call ended that failed. */
export interface Failure {
  /** Name of the status: `NOT_FOUND`, … */
  readonly status: string;
  readonly message: string;
  /** Of ErrorInfo. */
  readonly reason?: string;
  /** Of BadRequest. */
  readonly fields?: readonly string[];
  /** Where it is logged, when the fault is not the caller's. */
  readonly trace?: string;
}

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A client as anybody would write one, from the .proto files. */
export class GrpcClient {
  private readonly clients = new Map<string, Client>();

  /** @param addressOf where a service is, like `daybook.order.v1.OrderService` */
  constructor(private readonly addressOf: (service: string) => string) {}

  /** Where a path is served. */
  address(path: string): string {
    return this.addressOf(path.split('/')[1]!);
  }

  /** @param method like `order.v1.OrderService/PlaceOrder`; in full where it is none of Daybook's */
  call<T>(method: string, request: object, { timeoutMs = 20_000, metadata = {} }: CallOptions = {}): Promise<T> {
    const { path, requestSerialize, responseDeserialize } = definitionOf(method);
    const client = this.client(asksAbout(request) ?? path);
    const sent = new Metadata();
    for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
    return new Promise((resolve, reject) => {
      const options = Number.isFinite(timeoutMs) ? { deadline: Date.now() + timeoutMs } : {};
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, sent, options, (error, answer) =>
        error ? reject(error) : resolve(answer as T),
      );
    });
  }

  /** What a streaming method sends, until the reader stops. */
  async *stream<T>(method: string, request: object): AsyncGenerator<T> {
    const { path, requestSerialize, responseDeserialize } = definitionOf(method);
    const call = this.client(path).makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    try {
      yield* call as AsyncIterable<T>;
    } finally {
      call.on('error', () => undefined).cancel();
    }
  }

  /** Sends requests on a call that streams both ways; gives the answers, one for each. */
  async converse<T>(method: string, requests: readonly object[]): Promise<T[]> {
    const { path, requestSerialize, responseDeserialize } = definitionOf(method);
    const call = this.client(path).makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    for (const request of requests) call.write(request);
    call.end();
    const answers: T[] = [];
    for await (const answer of call as AsyncIterable<T>) answers.push(answer);
    return answers;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private client(path: string): Client {
    const address = this.address(path);
    let client = this.clients.get(address);
    if (!client) this.clients.set(address, (client = new Client(address, credentials.createInsecure())));
    return client;
  }
}

/** Whether a service is healthy is asked where it is. */
const asksAbout = (request: object) =>
  'service' in request && typeof request.service === 'string' && request.service ? `/${request.service}` : undefined;

function definitionOf(method: string): MethodDefinition<object, object> {
  const [service = '', name = ''] = method.split('/');
  const definition = (protos[`daybook.${service}`] ?? protos[service]) as
    Record<string, MethodDefinition<object, object>> | undefined;
  const found = definition?.[name];
  if (!found) throw new Error(`There is no ${method}.`);
  return found;
}

/** How a call failed; fails itself when the call did not. */
export async function failure(call: Promise<unknown>): Promise<Failure> {
  const error = await call.then(
    () => undefined,
    (refused: ServiceError) => refused,
  );
  if (!error) throw new Error('The call succeeded.');
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  const told = Buffer.isBuffer(bytes) ? detailsIn(bytes) : {};
  const trace = error.metadata?.get('trace-id')[0]?.toString();
  return { status: Grpc[error.code], message: error.details, ...told, ...(trace && { trace }) };
}

function detailsIn(bytes: Uint8Array): Pick<Failure, 'reason' | 'fields'> {
  const { details: all = [] } = decoded<{ details?: { typeUrl: string; value: Uint8Array }[] }>('Status', bytes);
  const detail = <T>(name: string): Partial<T> => {
    const found = all.find(({ typeUrl }) => typeUrl === `type.googleapis.com/google.rpc.${name}`);
    return found ? decoded<T>(name, found.value) : {};
  };
  const { reason } = detail<{ reason: string }>('ErrorInfo');
  const { fieldViolations } = detail<{ fieldViolations: { field: string }[] }>('BadRequest');
  return { ...(reason && { reason }), ...(fieldViolations && { fields: fieldViolations.map(({ field }) => field) }) };
}

function decoded<T>(name: string, bytes: Uint8Array): T {
  const type = details.lookupType(`google.rpc.${name}`);
  return type.toObject(type.decode(bytes)) as T;
}
