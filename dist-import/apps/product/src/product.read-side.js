import { ReadSide } from '#eventing';
import { availabilityRows } from './availability.projection.js';
import { productMigrations } from './product.migrations.js';
import { productFeeder } from './product-search.js';
import { productRows } from './product-view.projection.js';
/** What is kept of products to be read. */
export const productReadSide = new ReadSide([productRows, availabilityRows], [productFeeder], productMigrations);
//# sourceMappingURL=product.read-side.js.map