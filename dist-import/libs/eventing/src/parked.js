var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { In, MoreThan } from 'typeorm';
import { AppError, EventStore, ReadModel } from '#ports';
import { Parked } from './eventing.tables.js';
import { Reactors } from './reactors.js';
import { ReadSideKeeper } from './read-side-keeper.js';
import { readSidesIn } from './read-side.js';
/** What consumers of this process could not take: seen, tried again, or passed over by an operator. */
let ParkedEvents = class ParkedEvents {
    readModel;
    store;
    keeper;
    reactors;
    discovery;
    log = new Logger('parked');
    constructor(readModel, store, keeper, reactors, discovery) {
        this.readModel = readModel;
        this.store = store;
        this.keeper = keeper;
        this.reactors = reactors;
        this.discovery = discovery;
    }
    /** Of the consumers of this process: others may keep their rows in the same database. */
    async list(size, after = '') {
        const { manager } = this.readModel;
        const projections = readSidesIn(this.discovery).flatMap((side) => side.projections.map(({ name }) => name));
        const consumer = In([...projections, ...this.reactors.names()]);
        const [rows, total] = await Promise.all([
            manager.find(Parked, { where: { consumer, id: MoreThan(after) }, order: { id: 'ASC' }, take: size }),
            manager.countBy(Parked, { consumer }),
        ]);
        const waiting = rows.map(async (row) => {
            const [last] = await this.store.read(row.stream, { direction: 'backwards', limit: 1 });
            return { ...row, waiting: (last?.revision ?? row.revision) - row.revision };
        });
        return { items: await Promise.all(waiting), total };
    }
    /** Tells whether the stream goes on; where not, it stays parked. */
    async retry(id) {
        const { consumer, stream, revision } = await this.find(id);
        if (this.keeper.keeps(consumer))
            return this.keeper.retry(consumer, stream);
        return this.reactor(consumer).retry(stream, revision);
    }
    /** Passes over the event and goes on behind it; the reason is written to the log of operations. */
    async skip(id, reason, actor) {
        const { consumer, stream, revision } = await this.find(id);
        this.log.warn({ message: 'passed over', consumer, stream, revision, reason, actor });
        if (this.keeper.keeps(consumer))
            await this.keeper.skip(consumer, stream, revision);
        else
            await this.reactor(consumer).retry(stream, revision + 1);
    }
    async find(id) {
        const row = await this.readModel.manager.findOneBy(Parked, { id });
        if (!row)
            throw new AppError('notFound', 'NOT_FOUND', `Nothing is parked under ${id}.`);
        return row;
    }
    reactor(name) {
        const runner = this.reactors.runner(name);
        if (!runner)
            throw new AppError('notFound', 'NOT_FOUND', `There is no consumer ${name} here.`);
        return runner;
    }
};
ParkedEvents = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadModel,
        EventStore,
        ReadSideKeeper,
        Reactors,
        DiscoveryService])
], ParkedEvents);
export { ParkedEvents };
//# sourceMappingURL=parked.js.map