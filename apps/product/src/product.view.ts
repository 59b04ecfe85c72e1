import type { Product, ProductDetails, ProductKind, ProductStatus, Variant } from '#contracts';

/** What a product's state and its row both know. */
export interface ProductFacts extends ProductDetails {
  readonly id: string;
  readonly kind: ProductKind;
  readonly status: ProductStatus;
  readonly variants: readonly Variant[];
  readonly revision: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A product as clients see it. */
export function productView(product: ProductFacts): Product {
  const { id, name, description, categories, attributes, kind, status, revision, createdAt, updatedAt } = product;
  // The log may have null for options: a patch was once let through with it.
  const variants = product.variants.map(({ sku, options, price }) => ({ sku, options: options ?? {}, price }));
  const [only] = variants;
  return {
    id,
    ...(only && variants.length === 1 && { sku: only.sku, price: only.price }),
    name,
    description,
    kind,
    categories: [...categories],
    attributes: { ...attributes },
    variants,
    status,
    revision,
    createdAt,
    updatedAt,
  };
}
