import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.js';

/** Fastify with a JSON schema and an answer, and nothing behind it: what the HTTP server and the client allow. */
export async function startBareFastify(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const child = fork(fileURLToPath(import.meta.url.replace(/bare-fastify\.(ts|js)$/, 'bare-fastify.server.mjs')), [
    String(port),
  ]);
  await once(child, 'message');
  return {
    port,
    async stop() {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
