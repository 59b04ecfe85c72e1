import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ApiKeys } from './auth/api-keys.js';
import { CONFIG, type Config } from './config.js';
import { Channels } from './grpc/client.js';
import { HealthController, Readiness } from './health.js';
import { Metrics, MetricsController } from './metrics.js';
import { ProblemsController } from './problems.js';

/** What every process has, whatever it runs. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [HealthController, MetricsController, ProblemsController],
  providers: [Readiness, Metrics, Channels],
  exports: [DiscoveryModule, Readiness, Metrics, Channels],
})
export class EdgeModule {
  static with(config: Config, keys: ApiKeys): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: ApiKeys, useValue: keys },
    ];
    return { module: EdgeModule, providers, exports: [CONFIG] };
  }
}
