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
import { Aggregates, AppError, Claims } from '#eventing';
import { product } from './product.decider.js';
const SKU = 'sku';
/** Which product has which SKU: no two ever have the same. */
let Skus = class Skus {
    claims;
    aggregates;
    constructor(claims, aggregates) {
        this.claims = claims;
        this.aggregates = aggregates;
    }
    /** The product that has the SKU, as it is now. */
    async productOf(sku) {
        const id = await this.claims.holder(SKU, sku);
        return id === undefined ? undefined : this.having(sku, id);
    }
    /**
     * Reserves the SKUs for a product before they are written into it. Throws SKU_TAKEN when another product has one or is
     * about to. All are looked at before one is claimed, and they are claimed in order: a refusal leaves nothing behind
     * unless two raced, and of two that overlap one wins.
     */
    async claim(variants, productId, meta) {
        const skus = variants.map(({ sku }) => sku).sort();
        for (const sku of skus) {
            const owner = await this.productOf(sku);
            if (owner && owner.id !== productId)
                throw taken(sku);
        }
        for (const sku of skus)
            await this.claims.claim(SKU, sku, productId, meta, () => taken(sku), async (holder) => (await this.having(sku, holder)) !== undefined);
    }
    /** A product whose change was refused after the claim never gets the SKU: it must not keep it from others. */
    async having(sku, id) {
        const { state, ...loaded } = await this.aggregates.load(product, id);
        if (state.status === 'none' || !state.variants.some((variant) => variant.sku === sku))
            return undefined;
        return { id, state, ...loaded };
    }
};
Skus = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Claims,
        Aggregates])
], Skus);
export { Skus };
const taken = (sku) => new AppError('exists', 'SKU_TAKEN', `The SKU ${sku} belongs to another product.`);
//# sourceMappingURL=product.skus.js.map