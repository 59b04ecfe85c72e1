import { spawn } from 'node:child_process';
import { freePort } from '../free-port.js';
import { Rest } from '../e2e/rest.js';
import { until } from '../until.js';

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built platform, or one app of it, as a process of its own. */
export interface PlatformProcess {
  readonly url: string;
  readonly rest: Rest;
  readonly pid: number;
  readonly ended: Promise<End>;
  /** What it has written so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Resolves when it takes work; fails when it ends first. */
  ready(): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<End>;
}

export async function launch(folder: string, env: NodeJS.ProcessEnv = {}, app = 'platform'): Promise<PlatformProcess> {
  const [port, grpcPort] = [env['PORT'] ?? String(await freePort()), env['GRPC_PORT'] ?? String(await freePort())];
  const settings = { PORT: port, GRPC_PORT: grpcPort, DATA_DIR: folder, LOG_LEVEL: 'error', LOG_FORMAT: 'json' };
  const child = spawn(process.execPath, [`dist/apps/${app}/src/main.js`], {
    env: { ...process.env, NODE_OPTIONS: '', ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
  let end: End | undefined;
  const ended = new Promise<End>((resolve) => {
    child.once('close', (code, signal) => resolve((end = { code, signal })));
  });
  const url = `http://127.0.0.1:${port}`;
  const rest = new Rest(url);
  return {
    url,
    rest,
    pid: child.pid!,
    ended,
    output,
    ready: async () => {
      await until(async () => {
        if (end) throw new Error(`It ended with ${end.code ?? end.signal}: ${output.stderr}`);
        return rest.get('/readyz').then(
          ({ status }) => status === 200,
          () => false,
        );
      }, 30_000);
    },
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
