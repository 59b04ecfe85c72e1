import { Injectable } from '@nestjs/common';
import type { Quote } from '#contracts';
import { Cache, NO_STREAM } from '#ports';
import type { ProductState } from './product.decider.js';
import { Skus } from './product.skus.js';

/** Bounds how long a replica that misses the news of a change goes on with the old price. */
const TTL_MS = 60_000;

const keyOf = (sku: string) => `quote:${sku}`;

/** What checkout asks for, for every line of every order: answered from the cache, true to the last change. */
@Injectable()
export class Quotes {
  constructor(
    private readonly cache: Cache,
    private readonly skus: Skus,
  ) {}

  /** A quote per SKU that there is, in the order asked for; also while the cache is away. */
  async of(skus: readonly string[]): Promise<Quote[]> {
    const quotes = await Promise.all(Array.from(new Set(skus), (sku) => this.one(sku)));
    return quotes.filter((quote) => quote !== null);
  }

  /** To be called after each change: what was quoted from an older revision is forgotten. */
  async changed({ state, revision }: { readonly state: ProductState; readonly revision: number }): Promise<void> {
    if (state.status !== 'none')
      await Promise.all(state.variants.map(({ sku }) => this.cache.invalidate(keyOf(sku), revision)));
  }

  private async one(sku: string): Promise<Quote | null> {
    try {
      return await this.cache.through(keyOf(sku), TTL_MS, () => this.load(sku));
    } catch {
      return (await this.load(sku)).value;
    }
  }

  /** That there is no product is older news than any revision of the one that comes. */
  private async load(sku: string): Promise<{ value: Quote | null; revision: number }> {
    const found = await this.skus.productOf(sku);
    const variant = found?.state.variants.find((candidate) => candidate.sku === sku);
    if (!found || !variant) return { value: null, revision: NO_STREAM };
    const { id, revision, state } = found;
    const { name, kind, status } = state;
    return { value: { sku, productId: id, name, kind, status, price: variant.price }, revision };
  }
}
