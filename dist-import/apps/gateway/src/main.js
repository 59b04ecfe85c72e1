import { run } from '#runtime';
import { GatewayModule } from './gateway.module.js';
await run({ modules: [GatewayModule], http: true });
//# sourceMappingURL=main.js.map