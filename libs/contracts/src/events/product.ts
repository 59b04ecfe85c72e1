import type { Money, ProductKind, Variant } from '../gen/index.js';

export interface ProductDetails {
  readonly name: string;
  readonly description?: string | undefined;
  readonly categories: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What the product context tells the others. Names and fields are the storage format: never change one, add a version. */
export type ProductEvent =
  | {
      readonly type: 'ProductCreated';
      readonly data: ProductDetails & {
        readonly productId: string;
        readonly kind: ProductKind;
        readonly variants: readonly Variant[];
        readonly status: 'draft' | 'active';
      };
    }
  /** Only what is different stands in it; a description of null takes the old one away. */
  | {
      readonly type: 'ProductDetailsChanged';
      readonly data: {
        readonly productId: string;
        readonly name?: string | undefined;
        readonly description?: string | null | undefined;
        readonly categories?: readonly string[] | undefined;
        readonly attributes?: Readonly<Record<string, unknown>> | undefined;
      };
    }
  | {
      readonly type: 'ProductVariantsChanged';
      readonly data: { readonly productId: string; readonly variants: readonly Variant[] };
    }
  | {
      readonly type: 'ProductPriceChanged';
      readonly data: { readonly productId: string; readonly sku: string; readonly price: Money };
    }
  | { readonly type: 'ProductPublished'; readonly data: { readonly productId: string } }
  | { readonly type: 'ProductArchived'; readonly data: { readonly productId: string } };

/** What product streams hold; also what the golden samples are checked against. */
export const productEvents = {
  category: 'product',
  types: [
    'ProductCreated',
    'ProductDetailsChanged',
    'ProductVariantsChanged',
    'ProductPriceChanged',
    'ProductPublished',
    'ProductArchived',
  ] satisfies ProductEvent['type'][],
  upcasts: {},
} as const;
