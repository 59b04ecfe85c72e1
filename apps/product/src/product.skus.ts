import { Injectable } from '@nestjs/common';
import type { Variant } from '#contracts';
import { Aggregates, AppError, Claims, type CommandMeta, type Loaded } from '#eventing';
import { product, type ExistingProduct } from './product.decider.js';

const SKU = 'sku';

/** A product that is there, with its id. */
export type Found = Loaded<ExistingProduct> & { readonly id: string };

/** Which product has which SKU: no two ever have the same. */
@Injectable()
export class Skus {
  constructor(
    private readonly claims: Claims,
    private readonly aggregates: Aggregates,
  ) {}

  /** The product that has the SKU, as it is now. */
  async productOf(sku: string): Promise<Found | undefined> {
    const id = await this.claims.holder(SKU, sku);
    return id === undefined ? undefined : this.having(sku, id);
  }

  /**
   * Reserves the SKUs for a product before they are written into it. Throws SKU_TAKEN when another product has one or is
   * about to. All are looked at before one is claimed, and they are claimed in order: a refusal leaves nothing behind
   * unless two raced, and of two that overlap one wins.
   */
  async claim(variants: readonly Pick<Variant, 'sku'>[], productId: string, meta: CommandMeta): Promise<void> {
    const skus = variants.map(({ sku }) => sku).sort();
    for (const sku of skus) {
      const owner = await this.productOf(sku);
      if (owner && owner.id !== productId) throw taken(sku);
    }
    for (const sku of skus)
      await this.claims.claim(
        SKU,
        sku,
        productId,
        meta,
        () => taken(sku),
        async (holder) => (await this.having(sku, holder)) !== undefined,
      );
  }

  /** A product whose change was refused after the claim never gets the SKU: it must not keep it from others. */
  private async having(sku: string, id: string): Promise<Found | undefined> {
    const { state, ...loaded } = await this.aggregates.load(product, id);
    if (state.status === 'none' || !state.variants.some((variant) => variant.sku === sku)) return undefined;
    return { id, state, ...loaded };
  }
}

const taken = (sku: string) => new AppError('exists', 'SKU_TAKEN', `The SKU ${sku} belongs to another product.`);
