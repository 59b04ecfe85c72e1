import { run } from '#runtime';
import { OrderModule } from './order.module.js';
await run({ modules: [OrderModule] });
//# sourceMappingURL=main.js.map