var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var EdgeModule_1;
import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ApiKeys } from './auth/api-keys.js';
import { CONFIG } from './config.js';
import { Channels } from './grpc/client.js';
import { HealthController, Readiness } from './health.js';
import { Metrics, MetricsController } from './metrics.js';
import { ProblemsController } from './problems.js';
/** What every process has, whatever it runs. */
let EdgeModule = EdgeModule_1 = class EdgeModule {
    static with(config, keys) {
        const providers = [
            { provide: CONFIG, useValue: config },
            { provide: ApiKeys, useValue: keys },
        ];
        return { module: EdgeModule_1, providers, exports: [CONFIG] };
    }
};
EdgeModule = EdgeModule_1 = __decorate([
    Global(),
    Module({
        imports: [DiscoveryModule],
        controllers: [HealthController, MetricsController, ProblemsController],
        providers: [Readiness, Metrics, Channels],
        exports: [DiscoveryModule, Readiness, Metrics, Channels],
    })
], EdgeModule);
export { EdgeModule };
//# sourceMappingURL=edge.module.js.map