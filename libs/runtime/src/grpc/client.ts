import { Client, credentials, type CallOptions, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';
import { Inject, Injectable, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AppError, callContext } from '#ports';
import { CONFIG, type Config } from '../config.js';
import { DEADLINE_MS, metadataOf } from './calls.js';
import { serviceOf } from './codec.js';
import { served, wireName, type Methods, type RpcContract } from './contract.js';
import { fromStatus } from './status.js';

/** The connections to other processes, one per address. */
@Injectable()
export class Channels implements OnApplicationShutdown {
  private readonly clients = new Map<string, Client>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The methods of a contract where another process serves it. */
  remote(contract: RpcContract): Methods {
    const { service, streams } = contract.rpc;
    const client = this.client(this.config.services[service] ?? `127.0.0.1:${this.config.grpcPort}`);
    const definition = serviceOf(contract);
    return Object.fromEntries(
      Object.keys(contract.rpc.requests).map((method) => {
        const wire = definition[wireName(method)]!;
        const isStream = streams.includes(method);
        return [
          method,
          (request: unknown) => (isStream ? this.stream(client, wire, request) : this.unary(client, wire, request)),
        ];
      }),
    );
  }

  onApplicationShutdown(): void {
    for (const client of this.clients.values()) client.close();
  }

  private client(address: string): Client {
    let client = this.clients.get(address);
    if (!client) this.clients.set(address, (client = new Client(address, credentials.createInsecure())));
    return client;
  }

  private async unary(client: Client, wire: MethodDefinition<unknown, unknown>, request: unknown): Promise<unknown> {
    const context = callContext();
    // What was decided ahead of the disk has to be there before another process hears of it.
    await context?.ahead?.settled();
    const { path, requestSerialize, responseDeserialize } = wire;
    return new Promise((resolve, reject) => {
      if (context?.signal?.aborted) throw gone();
      const call = client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadataOf(context, this.config.internalToken),
        { deadline: deadlineOf(context?.deadline ?? performance.now() + DEADLINE_MS) },
        (error, answer) => {
          context?.signal?.removeEventListener('abort', cancel);
          if (error) reject(fromStatus(error));
          else resolve(answer);
        },
      );
      const cancel = () => call.cancel();
      context?.signal?.addEventListener('abort', cancel);
    });
  }

  private async *stream(client: Client, wire: MethodDefinition<unknown, unknown>, request: unknown) {
    const context = callContext();
    const { path, requestSerialize, responseDeserialize } = wire;
    const metadata = metadataOf(context, this.config.internalToken);
    // A stream lasts as long as someone reads it.
    const options: CallOptions = {};
    const call = client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      options,
    );
    const cancel = () => call.cancel();
    context?.signal?.addEventListener('abort', cancel);
    try {
      yield* call as AsyncIterable<unknown>;
    } catch (error) {
      throw fromStatus(error as ServiceError);
    } finally {
      context?.signal?.removeEventListener('abort', cancel);
      call.cancel();
    }
  }
}

const gone = () => new AppError('timeout', 'DEADLINE_EXCEEDED', 'The caller has gone.');

/** The wall clock's time for a moment of the process's own clock. */
function deadlineOf(moment: number): number {
  const left = moment - performance.now();
  if (left <= 0) throw new AppError('timeout', 'DEADLINE_EXCEEDED', 'The time for the request was up.');
  return Date.now() + left;
}

/** A client for an RPC contract: a plain call when this process serves it, gRPC when another one does. */
export function rpcClient(contract: RpcContract): Provider {
  return {
    provide: contract as never,
    inject: [DiscoveryService, Channels, CONFIG],
    useFactory: (discovery: DiscoveryService, channels: Channels, { rpc }: Config): Methods => {
      let methods: Methods | undefined;
      // Found at the first call: controllers are not there yet when providers are made.
      const find = () =>
        (rpc === 'grpc' ? undefined : served(discovery).find((s) => s.contract === contract)?.methods) ??
        channels.remote(contract);
      return Object.fromEntries(
        Object.keys(contract.rpc.requests).map((method) => [
          method,
          (request: unknown) => (methods ??= find())[method]!(request),
        ]),
      );
    },
  };
}
