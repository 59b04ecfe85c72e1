import { run } from '#runtime';
import { SagaOrchestratorModule } from './saga-orchestrator.module.js';
await run({ modules: [SagaOrchestratorModule] });
//# sourceMappingURL=main.js.map