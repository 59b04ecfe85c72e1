import { run } from '#runtime';
import { ProductModule } from './product.module.js';
await run({ modules: [ProductModule] });
//# sourceMappingURL=main.js.map