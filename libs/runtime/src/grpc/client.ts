import type { CallOptions, MethodDefinition, ServiceError } from '@grpc/grpc-js';
import {
  Inject,
  Injectable,
  type FactoryProvider,
  type OnApplicationShutdown,
  type Provider,
  type Type,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { aggregateIn } from '#contracts';
import { AppError, callContext } from '#ports';
import { CONFIG, variableOf, type Config } from '../config.js';
import { DEADLINE_MS, metadataOf } from './calls.js';
import { serviceOf } from './codec.js';
import { contractsOf, served, wireName, type Methods, type RpcContract } from './contract.js';
import type { Replica } from './replica.js';
import { Replicas } from './replicas.js';
import { fromStatus } from './status.js';

type Wire = MethodDefinition<unknown, unknown>;

/**
 * The connections to other processes. A call goes to one replica of its service; it is sent once. When none can be
 * reached it was surely not sent, and ends at once; when the connection breaks afterwards its outcome is unknown, and
 * only its caller can repeat it, by the same command id.
 */
@Injectable()
export class Channels implements OnApplicationShutdown {
  private readonly services = new Map<string, Replicas>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The methods of a contract where other processes serve it: what is about one aggregate goes to one of them. */
  remote(contract: RpcContract): Methods {
    const { service } = contract.rpc;
    const replicas = this.replicas(service);
    return this.methods(contract, (request) => replicas.pick(aggregateIn(service, request as object)));
  }

  /** The methods of a contract at one process. */
  at(replica: Replica, contract: RpcContract): Methods {
    return this.methods(contract, async () => {
      if (await replica.reachable()) return replica;
      throw new AppError('unavailable', 'UNAVAILABLE', `The process at ${replica.address} cannot be reached.`, [], 1);
    });
  }

  /** The processes that serve a contract; this one where no others are configured. */
  replicas(service: string): Replicas {
    let replicas = this.services.get(service);
    if (!replicas) {
      const targets = this.config.services[service] ?? [ownAddress(this.config)];
      this.services.set(service, (replicas = new Replicas(service, targets)));
    }
    return replicas;
  }

  onApplicationShutdown(): void {
    for (const replicas of this.services.values()) replicas.close();
  }

  private methods(contract: RpcContract, pick: (request: unknown) => Promise<Replica>): Methods {
    const definition = serviceOf(contract);
    return Object.fromEntries(
      Object.keys(contract.rpc.requests).map((method) => {
        const wire = definition[wireName(method)]!;
        const isStream = contract.rpc.streams.includes(method);
        return [
          method,
          (request: unknown) => (isStream ? this.stream(pick, wire, request) : this.unary(pick, wire, request)),
        ];
      }),
    );
  }

  private async unary(pick: (request: unknown) => Promise<Replica>, wire: Wire, request: unknown): Promise<unknown> {
    const context = callContext();
    // What was decided ahead of the disk has to be there before another process hears of it.
    await context?.ahead?.settled();
    const { client } = await pick(request);
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

  private async *stream(pick: (request: unknown) => Promise<Replica>, wire: Wire, request: unknown) {
    const context = callContext();
    const { client } = await pick(request);
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

/** Where this process itself is called. */
function ownAddress({ host, grpcPort }: Config): string {
  const own = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${own.includes(':') ? `[${own}]` : own}:${grpcPort}`;
}

const gone = () => new AppError('timeout', 'DEADLINE_EXCEEDED', 'The caller has gone.');

/** The wall clock's time for a moment of the process's own clock. */
function deadlineOf(moment: number): number {
  const left = moment - performance.now();
  if (left <= 0) throw new AppError('timeout', 'DEADLINE_EXCEEDED', 'The time for the request was up.');
  return Date.now() + left;
}

/** Gives a client for an RPC contract. */
type RpcClient = FactoryProvider<Methods> & { readonly contract: RpcContract };

/** A client for an RPC contract: a plain call when this process serves it, gRPC when another one does. */
export function rpcClient(contract: RpcContract): RpcClient {
  return {
    contract,
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

/** What must be said before a process of these modules can start: where the contracts are that it calls and does not serve. */
export function missingServices(modules: readonly Type[], { services }: Config): string[] {
  const providers = modules.flatMap(
    (module) => (Reflect.getMetadata('providers', module) ?? []) as (Provider | RpcClient)[],
  );
  const called = providers.flatMap((provider) => ('contract' in provider ? [provider.contract.rpc.service] : []));
  const known = new Set([...contractsOf(modules).map(({ rpc }) => rpc.service), ...Object.keys(services)]);
  return [...new Set(called)]
    .filter((service) => !known.has(service))
    .map(
      (service) => `${variableOf(service)} must say where ${service} is: this process calls it and does not serve it.`,
    );
}
