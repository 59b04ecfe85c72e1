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
import { In } from 'typeorm';
import { AppError, ReadModel, SearchIndex } from '#ports';
import { ReadSideKeeper } from './read-side-keeper.js';
import { categoryOf, idOf, seenIn } from './token.js';
/** How long a read waits for the read side to show what its token says. */
const WAIT_MS = 2_000;
/** How often it looks when nobody tells it of a change. */
const PAUSE_MS = 50;
const INDEX_PAUSE_MS = 20;
/** Streams that are looked up with one statement. */
const AT_ONCE = 500;
/** Lets a read wait until the read side shows what was written before. */
let ReadYourWrites = class ReadYourWrites {
    keeper;
    readModel;
    index;
    constructor(keeper, readModel, index) {
        this.keeper = keeper;
        this.readModel = readModel;
        this.index = index;
    }
    /**
     * Waits until a projection shows what a token says; without a token at once. Throws AppError `unavailable` with the
     * lag when it does not get there in time.
     */
    async reached(projection, token) {
        if (!token)
            return;
        let missing = new Map(seenIn(token).flatMap(([stream, revision]) => categoryOf(stream) === projection.category ? [[idOf(stream), revision]] : []));
        const until = performance.now() + WAIT_MS;
        while ((missing = await this.notShown(projection, missing)).size) {
            const left = until - performance.now();
            if (left <= 0) {
                const lag = (await this.keeper.statuses()).find(({ name }) => name === projection.name)?.lag;
                const message = `The read model does not show that yet; it is ${lag ?? 'some'} events behind.`;
                throw new AppError('unavailable', 'POSITION_NOT_REACHED', message, [], 1);
            }
            await this.keeper.changed(projection.name, Math.min(left, PAUSE_MS));
        }
    }
    /**
     * The same for a search index.
     * @param idsOf the documents that show what a token says
     */
    async found(feeder, token, idsOf) {
        if (!token)
            return;
        for (const projection of feeder.projections)
            await this.reached(projection, token);
        const documents = await feeder.documents(await idsOf(token), this.readModel.manager);
        const ids = documents.map(({ id }) => id);
        const until = performance.now() + WAIT_MS;
        for (;;) {
            const shown = await this.index.revisions(feeder.index.name, ids);
            if (documents.every(({ id, revision }) => (shown.get(id) ?? -1) >= revision))
                return;
            if (performance.now() > until) {
                throw new AppError('unavailable', 'POSITION_NOT_REACHED', 'The search does not show that yet.', [], 1);
            }
            await new Promise((resolve) => setTimeout(resolve, INDEX_PAUSE_MS));
        }
    }
    async notShown({ entity }, wanted) {
        const missing = new Map(wanted);
        const ids = [...wanted.keys()];
        for (let at = 0; at < ids.length; at += AT_ONCE) {
            const rows = await this.readModel.manager.find(entity, {
                where: { id: In(ids.slice(at, at + AT_ONCE)) },
                select: { id: true, revision: true },
            });
            for (const { id, revision } of rows)
                if (revision >= wanted.get(id))
                    missing.delete(id);
        }
        return missing;
    }
};
ReadYourWrites = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadSideKeeper,
        ReadModel,
        SearchIndex])
], ReadYourWrites);
export { ReadYourWrites };
//# sourceMappingURL=read-your-writes.js.map