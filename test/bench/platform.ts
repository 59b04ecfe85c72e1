import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.js';

/** The built platform as its own process, on a folder of its own. */
export interface RunningPlatform {
  readonly port: number;
  readonly grpcPort: number;
  readonly pid: number;
  readonly folder: string;
  /** From the start of the process until it was ready, ms. */
  readonly readyAfter: number;
  stop(): Promise<void>;
}

/** Starts the build; `folder` is kept when it is given, else removed at the end. */
export async function startPlatform(folder?: string): Promise<RunningPlatform> {
  const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'daybook-bench-'));
  const [port, grpcPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    PORT: String(port),
    GRPC_PORT: String(grpcPort),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    NODE_OPTIONS: '',
  };
  const begun = performance.now();
  const child = spawn(process.execPath, ['dist/apps/platform/src/main.js'], { env, stdio: 'inherit' });
  await ready(child, port);
  const readyAfter = performance.now() - begun;
  return {
    port,
    grpcPort,
    pid: child.pid!,
    folder: dataDir,
    readyAfter,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      if (!folder) rmSync(dataDir, { recursive: true });
    },
  };
}

async function ready(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The platform ended with ${child.exitCode}.`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
