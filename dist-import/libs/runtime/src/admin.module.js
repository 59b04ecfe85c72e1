var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Module } from '@nestjs/common';
import { Reactors, ReadSideKeeper } from '#eventing';
import { AdminGrpc } from './admin.grpc.js';
import { EngineWatch } from './engine-watch.js';
import { Readiness } from './health.js';
/** Shows what this process runs: to operators, and to whoever asks whether it is ready. */
let AdminModule = class AdminModule {
    constructor(readiness, keeper, reactors) {
        readiness.register('projections', () => ({ ready: keeper.caughtUp() }));
        readiness.register('reactors', () => ({ ready: reactors.caughtUp() }));
        // Search that lags or is away holds up nothing else.
        readiness.register('search', () => ({ ready: true, detail: { caughtUp: keeper.indexesCaughtUp() } }));
    }
};
AdminModule = __decorate([
    Module({ controllers: [AdminGrpc], providers: [EngineWatch] }),
    __metadata("design:paramtypes", [Readiness, ReadSideKeeper, Reactors])
], AdminModule);
export { AdminModule };
//# sourceMappingURL=admin.module.js.map