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
import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AdminService, } from '#contracts';
import { pageOf, pageTokenOf } from '#eventing';
import { AppError, callContext, inContext, isTransient } from '#ports';
import { CONFIG } from './config.js';
import { Channels } from './grpc/client.js';
import { served } from './grpc/contract.js';
/** How long a process may take to say how it stands, ms: one that is frozen holds up no operator. */
const ANSWER_MS = 3_000;
/** How long a rebuild may take, ms. */
const REBUILD_MS = 12 * 3_600_000;
/**
 * The read sides of all processes as one: of this one, and of every process that serves a contract elsewhere. What an
 * app has is told by any of its replicas that answer. An answer is whole or none: without one from each app it is
 * `unavailable`, and names whose is missing.
 */
let AdminEverywhere = class AdminEverywhere extends AdminService {
    discovery;
    channels;
    config;
    constructor(discovery, channels, config) {
        super();
        this.discovery = discovery;
        this.channels = channels;
        this.config = config;
    }
    async listProjections() {
        const told = await this.askAll((admin) => admin.listProjections({}));
        const byName = new Map();
        for (const { answer } of told.flat()) {
            for (const status of answer.projections) {
                const other = byName.get(status.name);
                byName.set(status.name, other ? together(other, status) : status);
            }
        }
        return { projections: [...byName.values()] };
    }
    /** In one process that has it; its replicas read the rebuilt table like everyone. */
    async rebuildProjection({ name }) {
        const told = await this.askAll((admin) => admin.listProjections({}));
        const holders = told.flat().flatMap(({ admin, answer }) => {
            const status = answer.projections.find((each) => each.name === name);
            return status ? [{ admin, status }] : [];
        });
        const [holder] = holders;
        if (!holder)
            throw new AppError('notFound', 'NOT_FOUND', `There is no projection ${name}.`);
        if (holders.some(({ status }) => status.rebuilding !== undefined)) {
            throw new AppError('rejected', 'REBUILD_RUNNING', `${name} is being rebuilt already.`);
        }
        return within({ deadline: performance.now() + REBUILD_MS, signal: undefined }, () => holder.admin.rebuildProjection({ name }));
    }
    async listParked(request) {
        const { size } = pageOf(request);
        const told = await this.askAll((admin) => admin.listParked(request));
        const answers = told.flat().map(({ answer }) => answer);
        const byId = new Map();
        for (const item of answers.flatMap(({ items }) => items))
            byId.set(item.id, item);
        const found = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
        const items = found.slice(0, size);
        const isMore = found.length > size || answers.some(({ nextPageToken }) => nextPageToken !== undefined);
        const last = items.at(-1);
        const totals = told.map((ofApp) => Math.max(...ofApp.map(({ answer }) => answer.totalCount)));
        return {
            items,
            totalCount: totals.reduce((sum, total) => sum + total, 0),
            ...(isMore && last && { nextPageToken: pageTokenOf([last.id]) }),
        };
    }
    retryParked(request) {
        return this.atItsApp((admin) => admin.retryParked(request), request.id);
    }
    skipParked(request) {
        return this.atItsApp((admin) => admin.skipParked(request), request.id);
    }
    /** Asks every process; gives the answers by app, at least one of each. */
    async askAll(ask) {
        const until = Math.min(callContext()?.deadline ?? Infinity, performance.now() + ANSWER_MS);
        return Promise.all((await this.apps()).map(async ({ service, admins }) => {
            const answers = await Promise.allSettled(admins.map(async (admin) => ({ admin, answer: await within({ deadline: until }, () => ask(admin)) })));
            const refused = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
            for (const error of refused)
                if (!isTransient(error))
                    throw error;
            const told = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
            if (told.length)
                return told;
            throw new AppError('unavailable', 'UNAVAILABLE', `No process that serves ${service} tells how it is.`, [], 1);
        }));
    }
    /** The first app that knows what is parked acts on it, by whichever of its replicas can be reached. */
    async atItsApp(act, id) {
        let refusal = new AppError('notFound', 'NOT_FOUND', `Nothing is parked under ${id}.`);
        for (const { admins } of await this.apps()) {
            for (const admin of admins) {
                try {
                    return await act(admin);
                }
                catch (error) {
                    if (!(error instanceof AppError) || !['notFound', 'unavailable'].includes(error.kind))
                        throw error;
                    if (error.kind === 'notFound')
                        break;
                    refusal = error;
                }
            }
        }
        throw refusal;
    }
    async apps() {
        const { rpc, services } = this.config;
        const elsewhere = Object.keys(services);
        const here = served(this.discovery).find(({ contract }) => contract === AdminService)?.methods;
        // One process alone that is to call itself over gRPC does so here as well.
        if (rpc === 'grpc' && !elsewhere.length)
            elsewhere.push(AdminService.rpc.service);
        const apps = [];
        if (here && elsewhere[0] !== AdminService.rpc.service) {
            apps.push({ service: 'this process', admins: [here] });
        }
        const seen = new Set();
        for (const service of elsewhere) {
            const all = await this.channels.replicas(service).all();
            const replicas = all.filter(({ address }) => !seen.has(address));
            // A process may serve several contracts.
            if (all.length && !replicas.length)
                continue;
            for (const { address } of replicas)
                seen.add(address);
            const admins = replicas.map((replica) => this.channels.at(replica, AdminService));
            apps.push({ service, admins });
        }
        return apps;
    }
};
AdminEverywhere = __decorate([
    Injectable(),
    __param(2, Inject(CONFIG)),
    __metadata("design:paramtypes", [DiscoveryService,
        Channels, Object])
], AdminEverywhere);
export { AdminEverywhere };
/** The same projection in two replicas: each keeps a part of the rows, or could. */
function together(one, two) {
    const { name } = one;
    const greatest = (a, b) => (a === undefined ? b : Math.max(a, b ?? a));
    const lag = greatest(one.lag, two.lag);
    const rebuilding = greatest(one.rebuilding, two.rebuilding);
    return {
        name,
        position: (one.lag ?? 0) >= (two.lag ?? 0) ? one.position : two.position,
        rate: one.rate + two.rate,
        caughtUp: one.caughtUp && two.caughtUp,
        parked: Math.max(one.parked, two.parked),
        ...(lag !== undefined && { lag }),
        ...(rebuilding !== undefined && { rebuilding }),
    };
}
/** Runs a call in the present context with something else in it. */
function within(change, call) {
    const context = callContext();
    return context ? inContext({ ...context, ...change }, call) : call();
}
//# sourceMappingURL=admin.everywhere.js.map