var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import 'reflect-metadata';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { Logger, Module } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { EventingModule } from '#eventing';
import { AdminModule } from './admin.module.js';
import { ApiKeys } from './auth/api-keys.js';
import { configFrom } from './config.js';
import { EdgeModule } from './edge.module.js';
import { EnginesModule } from './engines.module.js';
import { keepsFiles, openEngines, readModelPartsOf } from './engines.js';
import { ErrorFilter } from './errors.js';
import { Channels } from './grpc/client.js';
import { served } from './grpc/contract.js';
import { RpcServer } from './grpc/server.js';
import { Readiness } from './health.js';
import { answerRepeats } from './http/idempotency.js';
import { document } from './http/openapi.js';
import { HttpServer } from './http/server.js';
import { StructuredLog } from './logging.js';
import { Metrics } from './metrics.js';
import { startSentence, StartError } from './start-error.js';
import { Validation } from './validation/validation.pipe.js';
/** How long requests that run at SIGTERM may go on, ms. */
const DRAIN_MS = 10_000;
/** How often connections are closed meanwhile whose requests have ended, ms. */
const IDLE_MS = 50;
/**
 * The heap may grow by so much, per cent of what is in use, before it is collected. V8 lets it grow to four times that
 * as long as the machine has memory: in an import 560 MB for 140 MB, and not faster.
 */
const HEAP_GROWING_PERCENT = 60;
/** Starts a process that runs the given contexts: one of them, or all. A mistake ends it with one sentence. */
export async function run(process_) {
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
    try {
        const app = await start(process_);
        for (const signal of ['SIGTERM', 'SIGINT'])
            process.once(signal, () => void app.close().then(exit));
    }
    catch (error) {
        const sentence = startSentence(error);
        console.error(sentence ?? error);
        process.exit(sentence === undefined ? 1 : 2);
    }
}
const exit = () => process.exit(0);
/** The application of a process, listening. Closing it lets what runs end first. */
export async function start({ modules, http = false, threads, env = process.env, log, }) {
    const config = configFrom(env);
    const keys = new ApiKeys(config);
    const engines = await openEngines(config, readModelPartsOf(modules), threads);
    let Root = class Root {
    };
    Root = __decorate([
        Module({
            imports: [
                CqrsModule.forRoot(),
                EdgeModule.with(config, keys),
                EnginesModule.with(config, engines),
                EventingModule,
                AdminModule,
                ...modules,
            ],
        })
    ], Root);
    const server = new HttpServer(config, keys);
    const logger = new StructuredLog(config, log);
    const app = await NestFactory.create(Root, server, {
        logger,
        abortOnError: false,
        bodyParser: false,
    });
    const readiness = app.get(Readiness);
    const contracts = served(app.get(DiscoveryService)).map(({ contract }) => contract);
    const metrics = app.get(Metrics);
    server.observe((...ended) => metrics.request(...ended));
    const rpc = new RpcServer(contracts, config, keys, readiness, metrics);
    drainOnClose(app, readiness, rpc);
    try {
        const missing = app.get(Channels).missing(contracts);
        if (missing.length)
            throw new StartError(missing.join('\n'));
        // Filters and pipes first: a microservice takes over those that are there when it is connected.
        app.useGlobalFilters(new ErrorFilter());
        app.useGlobalPipes(new Validation());
        answerRepeats(server.getInstance(), engines.cache);
        if (contracts.length) {
            app.connectMicroservice(rpc.options(), { inheritAppConfig: true });
            await app.startAllMicroservices().catch(inUse('GRPC_PORT', config.grpcPort));
        }
        if (http)
            document(app, config);
        if (http || env['PORT']) {
            await app.listen(config.port, config.host).catch(inUse('PORT', config.port));
        }
        else
            await app.init();
    }
    catch (error) {
        await app.close();
        throw error;
    }
    readiness.started();
    await announce(app, config, http, contracts.length > 0);
    return app;
}
/** Closing: not ready, nothing new, what runs ends (in bounded time), and only then the modules. */
function drainOnClose(app, readiness, rpc) {
    let closed;
    // Nest hands out a proxy: it drops assignments, and looks its own method up anew at every call.
    Object.defineProperty(app, 'close', { configurable: true, writable: true, value: () => (closed ??= drain()) });
    async function drain() {
        readiness.drain();
        const server = app.getHttpServer();
        const force = setTimeout(() => {
            rpc.force();
            server.closeAllConnections();
        }, DRAIN_MS).unref();
        // A connection that was kept alive is idle once its request is answered: nobody is to wait for its next one.
        const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS).unref();
        try {
            await Promise.all([app.getHttpAdapter().close(), rpc.stop()]);
            Reflect.deleteProperty(app, 'close');
            await app.close();
        }
        finally {
            clearTimeout(force);
            clearInterval(idle);
        }
    }
}
/** Says in a sentence that a port cannot be had. */
const inUse = (variable, port) => (error) => {
    const { message, code } = Object(error);
    const text = `${code} ${message}`;
    if (/EADDRINUSE|No address added/.test(text))
        throw new StartError(`${variable} ${port} is in use by another process.`);
    if (/EACCES/.test(text))
        throw new StartError(`${variable} ${port} may not be opened by this user.`);
    throw error;
};
async function announce(app, config, http, rpc) {
    const log = new Logger('daybook');
    if (http)
        log.log(`REST on ${await app.getUrl()}`);
    if (rpc)
        log.log(`gRPC on ${config.host}:${config.grpcPort}`);
    const { eventStore, eventFeed, readModel, cache, search } = config;
    const data = keepsFiles(config) ? config.dataDir : [eventStore, eventFeed, readModel, cache, search].join(', ');
    log.log(`data in ${data}, ready after ${(performance.now() / 1_000).toFixed(2)} s`);
}
//# sourceMappingURL=run.js.map