import { logVerbosity, setLogVerbosity, type Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { Transport, type GrpcOptions } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import * as contracts from '#contracts';
import type { ApiKeys } from '../auth/api-keys.js';
import type { Config } from '../config.js';
import type { Readiness } from '../health.js';
import type { Metrics } from '../metrics.js';
import { StartError } from '../start-error.js';
import { callInterceptor, type Gate } from './calls.js';
import { serviceOf } from './codec.js';
import { wireName, type RpcContract } from './contract.js';

/** Most bytes of a request, as sent and as inflated. */
const MESSAGE_LIMIT = 4 * 1024 * 1024;
/** How often the health service looks whether the process takes work, ms. */
const HEALTH_PERIOD_MS = 250;

/** It would write to standard error, beside the log; what it runs into comes as errors. */
setLogVerbosity(logVerbosity.NONE);

/** The contracts with RPCs that only our own processes call. */
const OURS_ONLY = Object.values<unknown>(contracts).filter(
  (each): each is RpcContract =>
    typeof each === 'function' && 'rpc' in each && Object.values((each as RpcContract).rpc.scopes).includes('internal'),
);

/** A gRPC server for the contracts, with the standard health service and, where it is open, reflection. */
export class RpcServer {
  private server: Server | undefined;
  private watch: NodeJS.Timeout | undefined;

  constructor(
    private readonly contracts: readonly RpcContract[],
    private readonly config: Config,
    private readonly keys: ApiKeys,
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** What Nest connects as a microservice. */
  options(): GrpcOptions {
    const names = this.contracts.map(({ rpc }) => `${rpc.package}.${rpc.service}`);
    return {
      transport: Transport.GRPC,
      options: {
        url: `${this.config.host.includes(':') ? `[${this.config.host}]` : this.config.host}:${this.config.grpcPort}`,
        package: [...new Set(this.contracts.map(({ rpc }) => rpc.package))],
        packageDefinition: Object.fromEntries(this.contracts.map((contract, i) => [names[i], serviceOf(contract)])),
        gracefulShutdown: true,
        maxReceiveMessageLength: MESSAGE_LIMIT,
        channelOptions: { interceptors: [callInterceptor(this.gate(), this.metrics)] } as object,
        onLoadPackageDefinition: (_package: unknown, server: Server) => {
          this.server = server;
          this.serveHealth(server, names);
          if (this.config.reflection) serveReflection(server);
        },
      },
    };
  }

  /** Ends what still runs. */
  force(): void {
    this.server?.forceShutdown();
  }

  /** Takes no new calls; resolves when those that run have ended. */
  async stop(): Promise<void> {
    clearInterval(this.watch);
    const { server } = this;
    if (server) await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  }

  /** @throws StartError for an RPC without a scope */
  private gate(): Gate {
    const { internalToken, apiKeys, rpc: own } = this.config;
    const needs = this.contracts.flatMap(({ rpc: { package: of, service, requests, scopes, fieldScopes } }) =>
      Object.keys(requests).map((method) => {
        const scope = scopes[method];
        if (!scope)
          throw new StartError(`${service}.${wireName(method)} declares no scope: it would be open to anyone.`);
        return [`/${of}.${service}/${wireName(method)}`, { scope, fields: fieldScopes[method] ?? {} }] as const;
      }),
    );
    // One process that serves all that only our own call, and calls itself directly: over gRPC come only others.
    const isAlone = own === 'direct' && OURS_ONLY.every((contract) => this.contracts.includes(contract));
    const tellsOurs = isAlone || internalToken !== undefined || apiKeys !== undefined;
    return { keys: this.keys, internalToken, tellsOurs, needs: new Map(needs) };
  }

  private serveHealth(server: Server, services: readonly string[]): void {
    const all = ['', ...services];
    const status = (): 'SERVING' | 'NOT_SERVING' => (this.readiness.report().ready ? 'SERVING' : 'NOT_SERVING');
    let told = status();
    const health = new HealthImplementation(Object.fromEntries(all.map((name) => [name, status()])));
    const tell = () => {
      if (status() === told) return;
      told = status();
      for (const name of all) health.setStatus(name, told);
    };
    this.readiness.onChange(tell);
    this.watch = setInterval(tell, HEALTH_PERIOD_MS).unref();
    health.addToServer(server);
  }
}

function serveReflection(server: Server): void {
  const files = contracts.fileDescriptors.map((text) => Buffer.from(text, 'base64'));
  new ReflectionService({ files: { fileDescriptorProtos: files } } as unknown as PackageDefinition).addToServer(server);
}
