import { Controller, type Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { GrpcMethod } from '@nestjs/microservices';
import { from } from 'rxjs';
import type { RpcScope, Scope } from '#contracts';

/** What the generator writes about a service. */
export interface RpcContract {
  readonly rpc: {
    readonly package: string;
    readonly service: string;
    readonly requests: Readonly<Record<string, unknown>>;
    /** Methods that answer with a stream. */
    readonly streams: readonly string[];
    /** What callers need, by method. */
    readonly scopes: Readonly<Record<string, RpcScope>>;
    /** By method the fields of its request that need more. */
    readonly fieldScopes: Readonly<Record<string, Readonly<Record<string, Scope>>>>;
  };
}

/** A service as its callers see it: promises, and async iterables where it streams. */
export type Methods = Record<string, (request: unknown) => unknown>;

const CONTRACT = Symbol('rpc contract');

export const wireName = (method: string) => method[0]!.toUpperCase() + method.slice(1);

/** Marks a controller as the one that serves an RPC contract. */
export function GrpcService(contract: RpcContract): ClassDecorator {
  return (target) => {
    const methods = target.prototype as object;
    Controller()(target);
    Reflect.defineMetadata(CONTRACT, contract, target);
    for (const [method, request] of Object.entries(contract.rpc.requests)) {
      const handler = contract.rpc.streams.includes(method) ? observed(methods, method) : method;
      // The validation pipe looks for the request class where TypeScript puts it for a decorated method.
      Reflect.defineMetadata('design:paramtypes', [request], methods, handler);
      GrpcMethod(contract.rpc.service, wireName(method))(
        methods,
        handler,
        Object.getOwnPropertyDescriptor(methods, handler)!,
      );
    }
  };
}

/** Nest takes streams as observables only: a twin of the method gives one. */
function observed(methods: object, method: string): string {
  const twin = `${method} as observable`;
  Object.defineProperty(methods, twin, {
    configurable: true,
    writable: true,
    value(this: Record<string, (request: unknown) => AsyncIterable<unknown>>, request: unknown) {
      return from(this[method]!(request));
    },
  });
  return twin;
}

const contractOf = (controller: object) => Reflect.getMetadata(CONTRACT, controller) as RpcContract | undefined;

/** The contracts that a process of these modules serves. */
export const contractsOf = (modules: readonly Type[]): RpcContract[] =>
  modules
    .flatMap((module) => (Reflect.getMetadata('controllers', module) ?? []) as Type[])
    .flatMap((controller) => contractOf(controller) ?? []);

/** The contracts that this process serves, with their controllers. */
export const served = (discovery: DiscoveryService) =>
  discovery.getControllers().flatMap(({ metatype, instance }) => {
    const contract = metatype && contractOf(metatype);
    return contract ? [{ contract, methods: instance as Methods }] : [];
  });
