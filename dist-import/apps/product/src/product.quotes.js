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
import { Cache, NO_STREAM } from '#ports';
import { Skus } from './product.skus.js';
/** Bounds how long a replica that misses the news of a change goes on with the old price. */
const TTL_MS = 60_000;
const keyOf = (sku) => `quote:${sku}`;
/** What checkout asks for, for every line of every order: answered from the cache, true to the last change. */
let Quotes = class Quotes {
    cache;
    skus;
    constructor(cache, skus) {
        this.cache = cache;
        this.skus = skus;
    }
    /** A quote per SKU that there is, in the order asked for; also while the cache is away. */
    async of(skus) {
        const quotes = await Promise.all(Array.from(new Set(skus), (sku) => this.one(sku)));
        return quotes.filter((quote) => quote !== null);
    }
    /** To be called after each change: what was quoted from an older revision is forgotten. */
    async changed({ state, revision }) {
        if (state.status !== 'none')
            await Promise.all(state.variants.map(({ sku }) => this.cache.invalidate(keyOf(sku), revision)));
    }
    async one(sku) {
        try {
            return await this.cache.through(keyOf(sku), TTL_MS, () => this.load(sku));
        }
        catch {
            return (await this.load(sku)).value;
        }
    }
    /** That there is no product is older news than any revision of the one that comes. */
    async load(sku) {
        const found = await this.skus.productOf(sku);
        const variant = found?.state.variants.find((candidate) => candidate.sku === sku);
        if (!found || !variant)
            return { value: null, revision: NO_STREAM };
        const { id, revision, state } = found;
        const { name, kind, status } = state;
        return { value: { sku, productId: id, name, kind, status, price: variant.price }, revision };
    }
};
Quotes = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Cache,
        Skus])
], Quotes);
export { Quotes };
//# sourceMappingURL=product.quotes.js.map