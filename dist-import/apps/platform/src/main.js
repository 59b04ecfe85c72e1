import { Worker } from 'node:worker_threads';
// Begun first: it loads while this thread does.
const readSide = new Worker(new URL('read-side.js', import.meta.url));
const { run } = await import('#runtime');
const { modules } = await import('./modules.js');
await run({ modules, http: true, threads: { readSide } });
//# sourceMappingURL=main.js.map