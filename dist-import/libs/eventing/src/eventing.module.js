var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Global, Module, } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { EventFeed, EventStore, ReadModel, SearchIndex } from '#ports';
import { Aggregates } from './aggregates.js';
import { Claims } from './claims.js';
import { LocalKeeper } from './local-keeper.js';
import { Numbers } from './numbers.js';
import { ParkedEvents } from './parked.js';
import { Reactors } from './reactors.js';
import { ReadSideKeeper } from './read-side-keeper.js';
import { readSidesIn } from './read-side.js';
import { ReadYourWrites } from './read-your-writes.js';
/** Injection token of a keeper that was made before the modules; without one, this thread keeps its read side itself. */
export const KEEPER = Symbol('keeper');
const keeper = {
    provide: ReadSideKeeper,
    inject: [{ token: KEEPER, optional: true }, DiscoveryService, EventFeed, EventStore, ReadModel, SearchIndex],
    useFactory: (made, discovery, ...engines) => made ?? new LocalKeeper(() => readSidesIn(discovery), ...engines),
};
const parts = [keeper, Aggregates, Claims, Numbers, Reactors, ReadYourWrites, ParkedEvents];
/** The write path and the runners of the read side, one of each per process. */
let EventingModule = class EventingModule {
    keeper;
    constructor(keeper) {
        this.keeper = keeper;
    }
    async onApplicationBootstrap() {
        await this.keeper.start();
    }
    async beforeApplicationShutdown() {
        await this.keeper.stop();
    }
};
EventingModule = __decorate([
    Global(),
    Module({ imports: [DiscoveryModule], providers: parts, exports: parts }),
    __metadata("design:paramtypes", [ReadSideKeeper])
], EventingModule);
export { EventingModule };
//# sourceMappingURL=eventing.module.js.map