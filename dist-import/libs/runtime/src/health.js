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
import { Controller, Get, Header, Injectable, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
/** Whether the process takes work: when it has started, each of its parts is ready, and it does not stop. */
let Readiness = class Readiness {
    parts = new Map();
    listeners = [];
    state = 'starting';
    /** Adds a part that is asked whenever readiness is. */
    register(name, report) {
        if (this.parts.has(name))
            throw new Error(`Readiness asks a part ${name} already.`);
        this.parts.set(name, report);
    }
    /** Called when the process as a whole starts or drains; parts change without notice. */
    onChange(listener) {
        this.listeners.push(listener);
    }
    /** The process listens. */
    started() {
        this.become('started');
    }
    /** The process takes no more work. */
    drain() {
        this.become('draining');
    }
    report() {
        const parts = Object.fromEntries([...this.parts].map(([name, report]) => [name, reported(report)]));
        const ready = this.state === 'started' && Object.values(parts).every((part) => part.ready);
        return { ready, status: this.state === 'draining' ? 'draining' : ready ? 'ready' : 'starting', parts };
    }
    become(state) {
        this.state = state;
        for (const listener of this.listeners)
            listener();
    }
};
Readiness = __decorate([
    Injectable()
], Readiness);
export { Readiness };
/** A part that cannot tell is not ready. */
function reported(report) {
    try {
        return report();
    }
    catch (error) {
        return { ready: false, detail: error.message };
    }
}
let HealthController = class HealthController {
    readiness;
    constructor(readiness) {
        this.readiness = readiness;
    }
    /** The process answers. */
    live() {
        return { status: 'ok' };
    }
    /** The process takes work: 200, else 503; either way with the progress of its parts. */
    ready(reply) {
        const report = this.readiness.report();
        if (!report.ready)
            void reply.code(503);
        return report;
    }
};
__decorate([
    Get('healthz'),
    Header('cache-control', 'no-store'),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", void 0)
], HealthController.prototype, "live", null);
__decorate([
    Get('readyz'),
    Header('cache-control', 'no-store'),
    __param(0, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Object]),
    __metadata("design:returntype", void 0)
], HealthController.prototype, "ready", null);
HealthController = __decorate([
    Controller(),
    ApiExcludeController(),
    __metadata("design:paramtypes", [Readiness])
], HealthController);
export { HealthController };
//# sourceMappingURL=health.js.map