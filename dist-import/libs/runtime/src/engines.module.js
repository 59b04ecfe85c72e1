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
var EnginesModule_1;
import { Global, Inject, Module } from '@nestjs/common';
import { KEEPER } from '#eventing';
import { Cache, EventFeed, EventStore, ReadModel, SearchIndex, SnapshotStore } from '#ports';
import { CONFIG } from './config.js';
const ENGINES = Symbol('engines');
/** The configured engines behind their ports, and the configuration. */
let EnginesModule = EnginesModule_1 = class EnginesModule {
    engines;
    constructor(engines) {
        this.engines = engines;
    }
    static with(config, engines) {
        const tokens = [
            { provide: CONFIG, useValue: config },
            { provide: EventStore, useValue: engines.store },
            { provide: SnapshotStore, useValue: engines.snapshots },
            { provide: EventFeed, useValue: engines.feed },
            { provide: ReadModel, useValue: engines.readModel },
            { provide: Cache, useValue: engines.cache },
            { provide: SearchIndex, useValue: engines.search },
            { provide: KEEPER, useValue: engines.keeper },
        ];
        return {
            module: EnginesModule_1,
            providers: [...tokens, { provide: ENGINES, useValue: engines }],
            exports: tokens.map(({ provide }) => provide),
        };
    }
    /** Last of all: what still runs may need them until the end. */
    onApplicationShutdown() {
        return this.engines.close();
    }
};
EnginesModule = EnginesModule_1 = __decorate([
    Global(),
    Module({}),
    __param(0, Inject(ENGINES)),
    __metadata("design:paramtypes", [Object])
], EnginesModule);
export { EnginesModule };
//# sourceMappingURL=engines.module.js.map