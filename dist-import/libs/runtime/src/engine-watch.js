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
import { Inject, Injectable, Logger, } from '@nestjs/common';
import { EventStore, ReadModel } from '#ports';
import { CONFIG } from './config.js';
import { Readiness } from './health.js';
/** How often the engines are asked, ms. */
const EVERY_MS = 2_000;
/**
 * Asks the log and the rows, where they are servers, whether they serve: without them a process takes no work. The cache
 * and the search index can be done without.
 */
let EngineWatch = class EngineWatch {
    log = new Logger('engines');
    asked = [];
    /** By name: why it does not serve. */
    away = new Map();
    timer;
    ended = false;
    constructor(readiness, store, { manager }, { eventStore, readModel }) {
        if (eventStore !== 'sqlite')
            this.asked.push(['log', () => store.head()]);
        if (readModel !== 'sqlite')
            this.asked.push(['rows', () => manager.query('SELECT 1')]);
        for (const [name] of this.asked) {
            readiness.register(name, () => ({ ready: !this.away.has(name), detail: this.away.get(name) }));
        }
    }
    onApplicationBootstrap() {
        if (this.asked.length)
            this.again();
    }
    beforeApplicationShutdown() {
        this.ended = true;
        clearTimeout(this.timer);
    }
    /** One round after the other: an engine that is silent is not asked by many at once. */
    again() {
        if (this.ended)
            return;
        this.timer = setTimeout(() => {
            void Promise.all(this.asked.map(([name, ask]) => this.look(name, ask))).then(() => this.again());
        }, EVERY_MS).unref();
    }
    async look(name, ask) {
        try {
            await ask();
            if (this.away.delete(name))
                this.log.log({ message: 'serves again', engine: name });
        }
        catch (error) {
            if (!this.away.has(name))
                this.log.warn({ message: 'does not serve', engine: name, reason: String(error) });
            this.away.set(name, error instanceof Error ? error.message : String(error));
        }
    }
};
EngineWatch = __decorate([
    Injectable(),
    __param(3, Inject(CONFIG)),
    __metadata("design:paramtypes", [Readiness,
        EventStore,
        ReadModel, Object])
], EngineWatch);
export { EngineWatch };
//# sourceMappingURL=engine-watch.js.map