import { hostname } from 'node:os';
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { commandHandlers, provideReadSide } from '#eventing';
import { CONFIG, type Config } from '#runtime';
import {
  payment,
  RecordAnswer,
  RequestAuthorisation,
  RequestCapture,
  RequestRefund,
  RequestVoid,
} from './payment.decider.js';
import { PaymentDispatcher, PROVIDER_TIMEOUT, PROVIDER_TIMEOUT_MS } from './payment.dispatcher.js';
import { PaymentGrpc } from './payment.grpc.js';
import { paymentReadSide } from './payment.read-side.js';
import { PaymentSweeper, SWEEP, type Sweep } from './payment.sweeper.js';
import { PaymentProviders } from './providers/providers.js';
import { PACE, TestProvider } from './providers/test.provider.js';

/** Injection token: the built-in provider; undefined in production. */
export const TEST_PROVIDER = Symbol('test provider');

@Module({
  controllers: [PaymentGrpc],
  providers: [
    ...commandHandlers(payment, [RequestAuthorisation, RequestCapture, RequestVoid, RequestRefund, RecordAnswer]),
    provideReadSide(paymentReadSide),
    PaymentDispatcher,
    PaymentSweeper,
    { provide: PROVIDER_TIMEOUT, useValue: PROVIDER_TIMEOUT_MS },
    { provide: SWEEP, useValue: { everyMs: 5_000, olderThanMs: 10_000 } satisfies Sweep },
    {
      provide: TEST_PROVIDER,
      inject: [CONFIG],
      useFactory: ({ dataDir, mode, grpcPort, production }: Config) => {
        if (production) return undefined;
        const replica = mode === 'distributed' ? `${hostname()}-${grpcPort}` : undefined;
        return TestProvider.open(dataDir, PACE, replica);
      },
    },
    {
      provide: PaymentProviders,
      inject: [{ token: TEST_PROVIDER, optional: true }],
      useFactory: (test?: TestProvider) => new PaymentProviders(test ? [test] : []),
    },
  ],
})
export class PaymentModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(TEST_PROVIDER) private readonly test: TestProvider | undefined,
    private readonly dispatcher: PaymentDispatcher,
  ) {}

  onModuleInit(): void {
    this.test?.sendNewsTo((headers, body) => this.dispatcher.receive('test', headers, body));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.test?.close();
  }
}
