var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { aggregateIn } from '#contracts';
import { AppError, callContext } from '#ports';
import { CONFIG } from '../config.js';
import { DEADLINE_MS, metadataOf } from './calls.js';
import { serviceOf } from './codec.js';
import { served, wireName } from './contract.js';
import { Replicas } from './replicas.js';
import { fromStatus } from './status.js';
/**
 * The connections to other processes. A call goes to one replica of its service; it is sent once. When none can be
 * reached it was surely not sent, and ends at once; when the connection breaks afterwards its outcome is unknown, and
 * only its caller can repeat it, by the same command id.
 */
let Channels = class Channels {
    config;
    services = new Map();
    expected = new Set();
    constructor(config) {
        this.config = config;
    }
    /** This process calls a contract. */
    expect({ rpc }) {
        this.expected.add(rpc.service);
    }
    /** What must be said before the process can start: where the contracts are that it calls and does not serve. */
    missing(here) {
        const known = new Set([...here.map(({ rpc }) => rpc.service), ...Object.keys(this.config.services)]);
        return [...this.expected]
            .filter((service) => !known.has(service))
            .map((service) => `${variableOf(service)} must say where ${service} is: this process calls it and does not serve it.`);
    }
    /** The methods of a contract where other processes serve it: what is about one aggregate goes to one of them. */
    remote(contract) {
        const { service } = contract.rpc;
        const replicas = this.replicas(service);
        return this.methods(contract, (request) => replicas.pick(aggregateIn(service, request)));
    }
    /** The methods of a contract at one process. */
    at(replica, contract) {
        return this.methods(contract, async () => {
            if (await replica.reachable())
                return replica;
            throw new AppError('unavailable', 'UNAVAILABLE', `The process at ${replica.address} cannot be reached.`, [], 1);
        });
    }
    /** The processes that serve a contract; this one where no others are configured. */
    replicas(service) {
        let replicas = this.services.get(service);
        if (!replicas) {
            const targets = this.config.services[service] ?? [ownAddress(this.config)];
            this.services.set(service, (replicas = new Replicas(service, targets)));
        }
        return replicas;
    }
    onApplicationShutdown() {
        for (const replicas of this.services.values())
            replicas.close();
    }
    methods(contract, pick) {
        const definition = serviceOf(contract);
        return Object.fromEntries(Object.keys(contract.rpc.requests).map((method) => {
            const wire = definition[wireName(method)];
            const isStream = contract.rpc.streams.includes(method);
            return [
                method,
                (request) => (isStream ? this.stream(pick, wire, request) : this.unary(pick, wire, request)),
            ];
        }));
    }
    async unary(pick, wire, request) {
        const context = callContext();
        // What was decided ahead of the disk has to be there before another process hears of it.
        await context?.ahead?.settled();
        const { client } = await pick(request);
        const { path, requestSerialize, responseDeserialize } = wire;
        return new Promise((resolve, reject) => {
            if (context?.signal?.aborted)
                throw gone();
            const call = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadataOf(context, this.config.internalToken), { deadline: deadlineOf(context?.deadline ?? performance.now() + DEADLINE_MS) }, (error, answer) => {
                context?.signal?.removeEventListener('abort', cancel);
                if (error)
                    reject(fromStatus(error));
                else
                    resolve(answer);
            });
            const cancel = () => call.cancel();
            context?.signal?.addEventListener('abort', cancel);
        });
    }
    async *stream(pick, wire, request) {
        const context = callContext();
        const { client } = await pick(request);
        const { path, requestSerialize, responseDeserialize } = wire;
        const metadata = metadataOf(context, this.config.internalToken);
        // A stream lasts as long as someone reads it.
        const options = {};
        const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, metadata, options);
        const cancel = () => call.cancel();
        context?.signal?.addEventListener('abort', cancel);
        try {
            yield* call;
        }
        catch (error) {
            throw fromStatus(error);
        }
        finally {
            context?.signal?.removeEventListener('abort', cancel);
            call.cancel();
        }
    }
};
Channels = __decorate([
    Injectable(),
    __param(0, Inject(CONFIG)),
    __metadata("design:paramtypes", [Object])
], Channels);
export { Channels };
/** Where this process itself is called. */
function ownAddress({ host, grpcPort }) {
    const own = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
    return `${own.includes(':') ? `[${own}]` : own}:${grpcPort}`;
}
/** OrderService → ORDER_SERVICE_URL. */
const variableOf = (service) => `${service.replace(/(?!^)[A-Z]/g, '_$&').toUpperCase()}_URL`;
const gone = () => new AppError('timeout', 'DEADLINE_EXCEEDED', 'The caller has gone.');
/** The wall clock's time for a moment of the process's own clock. */
function deadlineOf(moment) {
    const left = moment - performance.now();
    if (left <= 0)
        throw new AppError('timeout', 'DEADLINE_EXCEEDED', 'The time for the request was up.');
    return Date.now() + left;
}
/** A client for an RPC contract: a plain call when this process serves it, gRPC when another one does. */
export function rpcClient(contract) {
    return {
        provide: contract,
        inject: [DiscoveryService, Channels, CONFIG],
        useFactory: (discovery, channels, { rpc }) => {
            let methods;
            channels.expect(contract);
            // Found at the first call: controllers are not there yet when providers are made.
            const find = () => (rpc === 'grpc' ? undefined : served(discovery).find((s) => s.contract === contract)?.methods) ??
                channels.remote(contract);
            return Object.fromEntries(Object.keys(contract.rpc.requests).map((method) => [
                method,
                (request) => (methods ??= find())[method](request),
            ]));
        },
    };
}
//# sourceMappingURL=client.js.map