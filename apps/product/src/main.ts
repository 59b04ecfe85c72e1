import { run } from '#runtime';
import { ProductModule } from './product.module.js';

await run({ name: 'product', modules: [ProductModule] });
