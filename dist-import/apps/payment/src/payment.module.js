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
import { hostname } from 'node:os';
import { Inject, Module } from '@nestjs/common';
import { commandHandlers, provideReadSide } from '#eventing';
import { CONFIG } from '#runtime';
import { payment, RecordAnswer, RequestAuthorisation, RequestCapture, RequestRefund, RequestVoid, } from './payment.decider.js';
import { PaymentDispatcher, PROVIDER_TIMEOUT, PROVIDER_TIMEOUT_MS } from './payment.dispatcher.js';
import { PaymentGrpc } from './payment.grpc.js';
import { paymentReadSide } from './payment.read-side.js';
import { PaymentSweeper, SWEEP } from './payment.sweeper.js';
import { PaymentProviders } from './providers/providers.js';
import { PACE, TestProvider } from './providers/test.provider.js';
/** Injection token: the built-in provider; undefined in production. */
export const TEST_PROVIDER = Symbol('test provider');
let PaymentModule = class PaymentModule {
    test;
    dispatcher;
    constructor(test, dispatcher) {
        this.test = test;
        this.dispatcher = dispatcher;
    }
    onModuleInit() {
        this.test?.sendNewsTo((headers, body) => this.dispatcher.receive('test', headers, body));
    }
    async onApplicationShutdown() {
        await this.test?.close();
    }
};
PaymentModule = __decorate([
    Module({
        controllers: [PaymentGrpc],
        providers: [
            ...commandHandlers(payment, [RequestAuthorisation, RequestCapture, RequestVoid, RequestRefund, RecordAnswer]),
            provideReadSide(paymentReadSide),
            PaymentDispatcher,
            PaymentSweeper,
            { provide: PROVIDER_TIMEOUT, useValue: PROVIDER_TIMEOUT_MS },
            { provide: SWEEP, useValue: { everyMs: 5_000, olderThanMs: 10_000 } },
            {
                provide: TEST_PROVIDER,
                inject: [CONFIG],
                useFactory: ({ dataDir, mode, grpcPort, production }) => {
                    if (production)
                        return undefined;
                    const replica = mode === 'distributed' ? `${hostname()}-${grpcPort}` : undefined;
                    return TestProvider.open(dataDir, PACE, replica);
                },
            },
            {
                provide: PaymentProviders,
                inject: [{ token: TEST_PROVIDER, optional: true }],
                useFactory: (test) => new PaymentProviders(test ? [test] : []),
            },
        ],
    }),
    __param(0, Inject(TEST_PROVIDER)),
    __metadata("design:paramtypes", [Object, PaymentDispatcher])
], PaymentModule);
export { PaymentModule };
//# sourceMappingURL=payment.module.js.map