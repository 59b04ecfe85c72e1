import type { ProductEvent, Variant } from '#contracts';
import type { RecordedEvent } from '#ports';
import type { Check, Report } from './finding.js';

/** Knows which product has which SKU; one that is archived keeps its own. */
export class ProductCheck implements Check {
  private readonly owners = new Map<string, string>();
  private readonly skus = new Map<string, readonly string[]>();

  constructor(private readonly report: Report) {}

  see(event: RecordedEvent): void {
    const { type, data } = event as RecordedEvent & ProductEvent;
    if (type === 'ProductCreated' || type === 'ProductVariantsChanged') this.take(event, data.variants);
  }

  private take(event: RecordedEvent, variants: readonly Variant[]): void {
    const { stream } = event;
    const skus = variants.map(({ sku }) => sku);
    for (const sku of this.skus.get(stream) ?? []) if (this.owners.get(sku) === stream) this.owners.delete(sku);
    for (const sku of skus) {
      const owner = this.owners.get(sku);
      if (owner !== undefined) this.report('sku-of-one-product', event, `${owner} has the SKU ${sku}, too.`);
      else this.owners.set(sku, stream);
    }
    this.skus.set(stream, skus);
  }
}
