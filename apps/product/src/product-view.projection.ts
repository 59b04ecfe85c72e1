import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ProductEvent, ProductKind, ProductStatus, Variant } from '#contracts';
import { productEvents } from '#contracts/events';
import { integer, projection, time } from '#eventing';

@Entity({ name: 'product_view' })
export class ProductRow {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;
  @Column(integer)
  revision: number;
  @Column({ type: 'varchar', length: 200 })
  name: string;
  @Column({ type: 'text', nullable: true })
  description: string | null;
  @Column({ type: 'varchar', length: 16 })
  kind: ProductKind;
  @Column({ type: 'varchar', length: 16 })
  status: ProductStatus;
  @Column({ type: 'simple-json' })
  categories: readonly string[];
  @Column({ type: 'simple-json' })
  attributes: Readonly<Record<string, unknown>>;
  @Column({ type: 'simple-json' })
  variants: readonly Variant[];
  /** Of all its prices. */
  @Column({ type: 'varchar', length: 3 })
  currency: string;
  @Column(integer)
  minPrice: number;
  @Column(integer)
  maxPrice: number;
  @Column(time)
  createdAt: string;
  @Column(time)
  updatedAt: string;
}

/** Finds the product of a SKU; that no two products have it is kept by the claims, not here. */
@Entity({ name: 'product_variant' })
export class VariantRow {
  /** `<product>/<sku>`. */
  @PrimaryColumn({ type: 'varchar', length: 101 })
  id: string;
  @Index('product_variant_product')
  @Column({ type: 'varchar', length: 36 })
  parentId: string;
  @Index('product_variant_sku')
  @Column({ type: 'varchar', length: 64 })
  sku: string;
  @Column(integer)
  price: number;
  @Column({ type: 'varchar', length: 3 })
  currency: string;
}

type Facts = Omit<ProductRow, 'id' | 'revision' | 'createdAt' | 'updatedAt'>;

export const productRows = projection<ProductRow, ProductEvent>({
  name: 'product_view',
  category: 'product',
  events: productEvents,
  entity: ProductRow,
  evolve(row, event) {
    const facts = factsAfter(row, event);
    return facts && { ...facts, createdAt: row?.createdAt ?? event.metadata.at, updatedAt: event.metadata.at };
  },
  children: {
    entity: VariantRow,
    of: ({ id, variants }) =>
      variants.map(({ sku, price }) => ({
        id: `${id}/${sku}`,
        parentId: id,
        sku,
        price: price.amount,
        currency: price.currency,
      })),
  },
});

function factsAfter(row: ProductRow | undefined, event: ProductEvent): Facts | undefined {
  if (event.type === 'ProductCreated') {
    const { name, description = null, kind, status, categories, attributes, variants } = event.data;
    return { name, description, kind, status, categories, attributes, ...priced(variants) };
  }
  if (!row) return undefined;
  switch (event.type) {
    case 'ProductDetailsChanged': {
      const { name, description, categories, attributes } = event.data;
      return {
        ...row,
        name: name ?? row.name,
        description: description === undefined ? row.description : description,
        categories: categories ?? row.categories,
        attributes: attributes ?? row.attributes,
      };
    }
    case 'ProductVariantsChanged':
      return { ...row, ...priced(event.data.variants) };
    case 'ProductPriceChanged': {
      const { sku, price } = event.data;
      return { ...row, ...priced(row.variants.map((v) => (v.sku === sku ? { ...v, price } : v))) };
    }
    case 'ProductPublished':
      return { ...row, status: 'active' };
    case 'ProductArchived':
      return { ...row, status: 'archived' };
  }
}

function priced(variants: readonly Variant[]) {
  const amounts = variants.map(({ price }) => price.amount);
  return {
    variants,
    currency: variants[0]?.price.currency ?? '',
    minPrice: Math.min(...amounts),
    maxPrice: Math.max(...amounts),
  };
}
