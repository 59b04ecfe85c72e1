import { run } from '#runtime';
import { InventoryModule } from './inventory.module.js';
await run({ modules: [InventoryModule] });
//# sourceMappingURL=main.js.map