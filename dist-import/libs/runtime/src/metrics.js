var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Controller, Get, Header, Injectable } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
/** Upper bounds of durations, seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** What the process counts about itself; a registry of its own, so that two processes in one test do not mix. */
let Metrics = class Metrics {
    registry = new Registry();
    http = new Histogram({
        name: 'daybook_http_request_seconds',
        help: 'REST requests by route and status.',
        labelNames: ['method', 'route', 'status'],
        buckets: BUCKETS,
        registers: [this.registry],
    });
    calls = new Histogram({
        name: 'daybook_rpc_seconds',
        help: 'gRPC calls that were served, by method and status.',
        labelNames: ['method', 'code'],
        buckets: BUCKETS,
        registers: [this.registry],
    });
    constructor() {
        collectDefaultMetrics({ register: this.registry });
    }
    /** A REST request has ended. */
    request(method, route, status, milliseconds) {
        this.http.observe({ method, route, status }, milliseconds / 1_000);
    }
    /** A gRPC call has ended. */
    rpc(method, code, milliseconds) {
        this.calls.observe({ method, code }, milliseconds / 1_000);
    }
    /** A number that others read when they are asked. */
    gauge(name, help, read) {
        const gauge = new Gauge({ name, help, registers: [this.registry], collect: () => gauge.set(read()) });
    }
    /** Something that is counted by name. */
    counter(name, help, labelNames) {
        return new Counter({ name, help, labelNames, registers: [this.registry] });
    }
};
Metrics = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [])
], Metrics);
export { Metrics };
let MetricsController = class MetricsController {
    metrics;
    constructor(metrics) {
        this.metrics = metrics;
    }
    text() {
        return this.metrics.registry.metrics();
    }
};
__decorate([
    Get(),
    Header('cache-control', 'no-store'),
    Header('content-type', 'text/plain; version=0.0.4; charset=utf-8'),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", void 0)
], MetricsController.prototype, "text", null);
MetricsController = __decorate([
    Controller('metrics'),
    ApiExcludeController(),
    __metadata("design:paramtypes", [Metrics])
], MetricsController);
export { MetricsController };
//# sourceMappingURL=metrics.js.map