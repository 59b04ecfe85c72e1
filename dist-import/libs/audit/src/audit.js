var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Checkpoint, Parked, readSidesIn } from '#eventing';
import { AppError, EventFeed, EventStore, ReadModel } from '#ports';
import { auditLog } from './audit-log.js';
import { ProjectionAudit } from './audit-projections.js';
import { Findings } from './finding.js';
/** Reactors through which the sagas hear and ask: what both are past was reacted to. */
const SAGA_REACTORS = ['saga-hearing', 'saga-asking'];
const PROGRESS_EVERY_MS = 250;
/**
 * Reads the whole log once and compares it with itself and with every projection, in one snapshot of the read model.
 * Writes nothing and may run beside a platform that does. How far consumers are is asked before the snapshot, and the
 * log's head after it: so the rows show at least the one, and what they show is in the log.
 */
export async function audit({ store, readModel, feed }, projections, onProgress = () => undefined) {
    const began = performance.now();
    const findings = new Findings();
    const names = new Set(projections.map(({ name }) => name));
    const taken = await takenBy([...names, ...SAGA_REACTORS], feed, readModel);
    return readModel.snapshot(async (manager) => {
        const parked = await manager.find(Parked);
        const reactions = {
            upTo: Math.min(...SAGA_REACTORS.map((name) => taken.get(name) ?? 0)),
            parked: new Set(parked.filter(({ consumer }) => !names.has(consumer)).map(({ stream }) => stream)),
        };
        const audits = projections.map((projection) => new ProjectionAudit(projection, manager, taken.get(projection.name) ?? 0, findings.report));
        for (const each of audits)
            await each.open();
        let told = began;
        const result = await auditLog(store, findings, {
            gapless: store.gapless,
            reactions,
            along: async (events) => {
                for (const each of audits)
                    await each.take(events);
            },
            onProgress: (progress) => {
                if (performance.now() - told < PROGRESS_EVERY_MS)
                    return;
                told = performance.now();
                onProgress(progress);
            },
        });
        const compared = [];
        for (const each of audits)
            compared.push(await each.end());
        const { counts, kept } = findings;
        return {
            clean: kept.length === 0,
            ...result,
            counts,
            findings: kept,
            projections: compared,
            parked: parked.map(({ consumer, stream, reason }) => ({ consumer, stream, reason })),
            tookMs: Math.round(performance.now() - began),
        };
    });
}
/** Positions of the log up to which consumers have taken everything. */
async function takenBy(names, feed, { manager }) {
    const checkpoints = new Map((await manager.find(Checkpoint)).map(({ name, position }) => [name, position]));
    const taken = names.map(async (name) => {
        const position = checkpoints.get(name);
        return [name, position ? await feed.taken(name, position) : 0];
    });
    return new Map(await Promise.all(taken));
}
/** The audit of a running platform, over its own log and the projections of its process. */
let Audit = class Audit {
    store;
    readModel;
    feed;
    discovery;
    running = false;
    constructor(store, readModel, feed, discovery) {
        this.store = store;
        this.readModel = readModel;
        this.feed = feed;
        this.discovery = discovery;
    }
    /** One at a time: throws AppError AUDIT_RUNNING. */
    async run(onProgress) {
        if (this.running)
            throw new AppError('rejected', 'AUDIT_RUNNING', 'The audit is running already.');
        this.running = true;
        try {
            const projections = readSidesIn(this.discovery).flatMap((side) => side.projections);
            return await audit(this, projections, onProgress);
        }
        finally {
            this.running = false;
        }
    }
};
Audit = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [EventStore,
        ReadModel,
        EventFeed,
        DiscoveryService])
], Audit);
export { Audit };
//# sourceMappingURL=audit.js.map