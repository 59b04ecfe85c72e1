import { run } from '#runtime';
import { PaymentModule } from './payment.module.js';
await run({ modules: [PaymentModule] });
//# sourceMappingURL=main.js.map