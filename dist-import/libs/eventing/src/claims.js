var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '#ports';
import { Aggregates } from './aggregates.js';
import { DomainCommand } from './command.js';
/** `over` names the holder that may be replaced, since nothing ever came of its claim. */
class Claim extends DomainCommand {
    type = 'Claim';
}
class ReleaseClaim extends DomainCommand {
    type = 'ReleaseClaim';
}
/** Who holds a value that must be unique: the claim's stream is the lock, its expected revision the guard. */
const claim = {
    category: 'claim',
    schema: 1,
    events: { category: 'claim', types: ['Claimed', 'ClaimReleased'], upcasts: {} },
    initial: {},
    decide({ type, data, meta }, { holder }) {
        switch (type) {
            case 'Claim': {
                if (holder === data.holder)
                    return [];
                if (holder && holder !== data.over)
                    throw new AppError('exists', 'CLAIM_TAKEN', `${data.value} is taken.`);
                const { kind, value } = data;
                return [{ type: 'Claimed', data: { kind, value, holder: data.holder, at: meta.at } }];
            }
            case 'ReleaseClaim':
                return holder === data.holder ? [{ type: 'ClaimReleased', data }] : [];
        }
    },
    evolve(_state, { type, data }) {
        switch (type) {
            case 'Claimed':
                return { holder: data.holder, since: data.at };
            case 'ClaimReleased':
                return {};
        }
    },
};
/** After so long a claim whose entity never came may be taken over. */
const ABANDONED_MS = 10_000;
/** Uniqueness over streams: a value is claimed before the entity that bears it is written. */
let Claims = class Claims {
    aggregates;
    constructor(aggregates) {
        this.aggregates = aggregates;
    }
    /**
     * Makes `holder` the holder of the value, or throws `taken()` when another one is. `lives` tells whether a holder's
     * entity exists: a claim older than ten seconds without one is taken over.
     */
    async claim(kind, value, holder, meta, taken, lives) {
        const id = idOf(kind, value);
        const { state } = await this.aggregates.load(claim, id);
        const { holder: other, since = '' } = state;
        if (other === holder)
            return;
        const abandoned = other !== undefined && Date.parse(meta.at) - Date.parse(since) > ABANDONED_MS && !(await lives(other));
        if (other !== undefined && !abandoned)
            throw taken();
        try {
            const over = abandoned ? { over: other } : {};
            const { expectedRevision: _, ...rest } = meta;
            await this.aggregates.handle(claim, new Claim(id, { kind, value, holder, ...over }, rest));
        }
        catch (error) {
            throw error instanceof AppError && error.code === 'CLAIM_TAKEN' ? taken() : error;
        }
    }
    /** Who holds the value; undefined when nobody does. */
    async holder(kind, value) {
        return (await this.aggregates.load(claim, idOf(kind, value))).state.holder;
    }
    async release(kind, value, holder, meta) {
        const { expectedRevision: _, ...rest } = meta;
        await this.aggregates.handle(claim, new ReleaseClaim(idOf(kind, value), { kind, value, holder }, rest));
    }
};
Claims = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Aggregates])
], Claims);
export { Claims };
const idOf = (kind, value) => `${kind}-${createHash('sha256').update(value).digest('base64url').slice(0, 32)}`;
//# sourceMappingURL=claims.js.map