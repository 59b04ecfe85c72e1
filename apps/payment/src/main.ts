import { run } from '#runtime';
import { PaymentModule } from './payment.module.js';

await run({ name: 'payment', modules: [PaymentModule] });
