import { run } from '#runtime';
import { SagaOrchestratorModule } from './saga-orchestrator.module.js';

await run({ name: 'saga-orchestrator', modules: [SagaOrchestratorModule] });
