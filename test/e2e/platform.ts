import type { AuditResult } from '#audit';
import { AppError, Cache, EventStore, SearchIndex } from '#ports';
import { start } from '#runtime';
import { runAudit } from '../../apps/platform/src/audit.command.js';
import { modules } from '../../apps/platform/src/modules.js';
import { freePort } from '../free-port.js';

/** A platform that runs, as its clients see it. */
export interface Platform {
  /** Where REST is. */
  readonly url: string;
  /** Where gRPC is. */
  readonly grpc: string;
  /** What it wrote to its log: errors only. */
  readonly errors: string[];
  /** Position of the last event in the log. */
  head(): Promise<number>;
  /** An engine fails from now on, by default as one that is not reached; the function that is given back ends that. */
  lose(engine: keyof typeof ENGINES, error?: Error): () => void;
  /** Lets what runs end. The folder stays. */
  stop(): Promise<void>;
}

const ENGINES = { search: SearchIndex, cache: Cache };
const AWAY = new AppError('unavailable', 'UNAVAILABLE', 'It is away.', [], 1);

/** What the platform's own processes would show each other. */
export const INTERNAL_TOKEN = 'hush';

/** A way to run the platform: the same stories are told over each. */
export interface Way {
  readonly name: string;
  /** @param folder where it keeps its data, that of an earlier run included */
  start(folder: string): Promise<Platform>;
  /** Looks through what a platform that has stopped left in its folder. */
  audit(folder: string): Promise<AuditResult>;
}

const embedded = (name: string, env: NodeJS.ProcessEnv): Way => ({
  name,
  async audit(folder) {
    let said = '';
    const say = (text: string) => void (said += text);
    const code = await runAudit(['--json'], { DATA_DIR: folder }, { print: say, complain: say });
    if (code === 2) throw new Error(said);
    return JSON.parse(said) as AuditResult;
  },
  async start(folder) {
    const grpcPort = await freePort();
    const ports = { PORT: '0', GRPC_PORT: String(grpcPort) };
    const errors: string[] = [];
    const app = await start({
      modules,
      http: true,
      env: { ...ports, DATA_DIR: folder, LOG_LEVEL: 'error', LOG_FORMAT: 'json', INTERNAL_TOKEN, ...env },
      log: { write: (line) => void errors.push(line) },
    });
    return {
      url: await app.getUrl(),
      grpc: `127.0.0.1:${grpcPort}`,
      errors,
      head: () => app.get(EventStore).head(),
      lose: (engine, error = AWAY) => failing(app.get<object>(ENGINES[engine]), error),
      stop: () => app.close(),
    };
  },
});

/** Makes every method of an object reject, until it is told to end. */
function failing(engine: object, error: Error): () => void {
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(engine)).filter((name) => name !== 'constructor');
  for (const name of methods) Object.assign(engine, { [name]: () => Promise.reject(error) });
  return () => methods.forEach((name) => Reflect.deleteProperty(engine, name));
}

/** In one process; and so that its contexts call each other over gRPC as they do when each has its own process. */
export const ways: readonly Way[] = [embedded('embedded', { RPC: 'direct' }), embedded('over gRPC', { RPC: 'grpc' })];
