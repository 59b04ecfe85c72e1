import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { Transport } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import { fileDescriptors, scopeOfRpc } from '#contracts';
import { callInterceptor } from './calls.js';
import { serviceOf } from './codec.js';
import { wireName } from './contract.js';
/** Most bytes of a request, as sent and as inflated. */
const MESSAGE_LIMIT = 4 * 1024 * 1024;
/** How often the health service looks whether the process takes work, ms. */
const HEALTH_PERIOD_MS = 250;
/** It would write to standard error, beside the log; what it runs into comes as errors. */
setLogVerbosity(logVerbosity.NONE);
/** A gRPC server for the contracts, with the standard health service and, where it is open, reflection. */
export class RpcServer {
    contracts;
    config;
    keys;
    readiness;
    metrics;
    server;
    watch;
    constructor(contracts, config, keys, readiness, metrics) {
        this.contracts = contracts;
        this.config = config;
        this.keys = keys;
        this.readiness = readiness;
        this.metrics = metrics;
    }
    /** What Nest connects as a microservice. */
    options() {
        const names = this.contracts.map(({ rpc }) => `${rpc.package}.${rpc.service}`);
        return {
            transport: Transport.GRPC,
            options: {
                url: `${this.config.host.includes(':') ? `[${this.config.host}]` : this.config.host}:${this.config.grpcPort}`,
                package: [...new Set(this.contracts.map(({ rpc }) => rpc.package))],
                packageDefinition: Object.fromEntries(this.contracts.map((contract, i) => [names[i], serviceOf(contract)])),
                gracefulShutdown: true,
                maxReceiveMessageLength: MESSAGE_LIMIT,
                channelOptions: { interceptors: [callInterceptor(this.gate(), this.metrics)] },
                onLoadPackageDefinition: (_package, server) => {
                    this.server = server;
                    this.serveHealth(server, names);
                    if (this.config.reflection)
                        serveReflection(server);
                },
            },
        };
    }
    /** Ends what still runs. */
    force() {
        this.server?.forceShutdown();
    }
    /** Takes no new calls; resolves when those that run have ended. */
    async stop() {
        clearInterval(this.watch);
        const { server } = this;
        if (server)
            await new Promise((resolve) => server.tryShutdown(() => resolve()));
    }
    gate() {
        const scopes = this.contracts.flatMap(({ rpc: { package: of, service, requests } }) => Object.keys(requests).map((method) => [`/${of}.${service}/${wireName(method)}`, scopeOfRpc(service, method)]));
        return { keys: this.keys, internalToken: this.config.internalToken, scopes: new Map(scopes) };
    }
    serveHealth(server, services) {
        const all = ['', ...services];
        const status = () => (this.readiness.report().ready ? 'SERVING' : 'NOT_SERVING');
        let told = status();
        const health = new HealthImplementation(Object.fromEntries(all.map((name) => [name, status()])));
        const tell = () => {
            if (status() === told)
                return;
            told = status();
            for (const name of all)
                health.setStatus(name, told);
        };
        this.readiness.onChange(tell);
        this.watch = setInterval(tell, HEALTH_PERIOD_MS).unref();
        health.addToServer(server);
    }
}
function serveReflection(server) {
    const files = fileDescriptors.map((text) => Buffer.from(text, 'base64'));
    new ReflectionService({ files: { fileDescriptorProtos: files } }).addToServer(server);
}
//# sourceMappingURL=server.js.map