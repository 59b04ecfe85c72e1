import { run } from '#runtime';
import { InventoryModule } from './inventory.module.js';

await run({ name: 'inventory', modules: [InventoryModule] });
