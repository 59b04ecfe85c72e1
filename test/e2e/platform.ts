import { Worker } from 'node:worker_threads';
import type { AuditResult } from '#audit';
import { AppError, Cache, EventStore, SearchIndex } from '#ports';
import { start, type Threads } from '#runtime';
import { runAudit } from '../../apps/platform/src/audit.command.js';
import { modules } from '../../apps/platform/src/modules.js';
import { freePort } from '../free-port.js';
import { ENGINES, Installation, type Log } from './distributed.js';

/** A platform that runs, as its clients see it. */
export interface Platform {
  /** Where REST is. */
  readonly url: string;
  /** Where a service is over gRPC. */
  readonly grpc: (service: string) => string;
  /** What it wrote to its log: errors only. */
  readonly errors: string[];
  /** Position of the last event in the log that somebody's command or fact made. */
  head(): Promise<number>;
  /** An engine cannot be reached from now on; the function that is given back ends that. */
  lose(engine: keyof typeof PORTS): () => void;
  /** A call of the engine fails by a fault of ours. Only where the platform is within this process. */
  spoil?(engine: keyof typeof PORTS, error: Error): () => void;
  /** Lets what runs end. The folder stays. */
  stop(): Promise<void>;
}

const PORTS = { search: SearchIndex, cache: Cache };
const AWAY = new AppError('unavailable', 'UNAVAILABLE', 'It is away.', [], 1);

/** What the platform's own processes would show each other. */
export const INTERNAL_TOKEN = 'hush';

/** A way to run the platform: the same stories are told over each. */
export interface Way {
  readonly name: string;
  /** Variables of the engines that it runs over. */
  readonly needs: readonly string[];
  /** Whether the platform runs within this process, where its engines can be made to fail by any error. */
  readonly inProcess: boolean;
  /** @param folder where it keeps its data, that of an earlier run included */
  start(folder: string): Promise<Platform>;
  /** Looks through what a platform that has stopped left in its folder. */
  audit(folder: string): Promise<AuditResult>;
  /** Takes away what it left outside of its folder. */
  clear(folder: string): Promise<void>;
}

export async function audited(env: NodeJS.ProcessEnv): Promise<AuditResult> {
  let said = '';
  const say = (text: string) => void (said += text);
  const code = await runAudit(['--json'], env, { print: say, complain: say });
  if (code === 2) throw new Error(said);
  return JSON.parse(said) as AuditResult;
}

/** The threads of the build: they are as they are started, and no source is an entry. */
const built = (path: string) => new URL(`../../dist/${path}`, import.meta.url);
const threads = () => ({
  readSide: new Worker(built('apps/platform/src/read-side.js')),
  logWriter: built('libs/adapters/src/sqlite/log-writer.entry.js'),
});

const inProcess = (name: string, env: NodeJS.ProcessEnv, threads?: () => Threads): Way => ({
  name,
  needs: [],
  inProcess: true,
  audit: (folder) => audited({ DATA_DIR: folder }),
  clear: () => Promise.resolve(),
  async start(folder) {
    const grpcPort = await freePort();
    const ports = { PORT: '0', GRPC_PORT: String(grpcPort) };
    const errors: string[] = [];
    const app = await start({
      modules,
      http: true,
      ...(threads && { threads: threads() }),
      env: { ...ports, DATA_DIR: folder, LOG_LEVEL: 'error', LOG_FORMAT: 'json', INTERNAL_TOKEN, ...env },
      log: { write: (line) => void errors.push(line) },
    });
    return {
      url: await app.getUrl(),
      grpc: () => `127.0.0.1:${grpcPort}`,
      errors,
      head: () => app.get(EventStore).head(),
      lose: (engine) => failing(app.get<object>(PORTS[engine]), AWAY),
      spoil: (engine, error) => failing(app.get<object>(PORTS[engine]), error),
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

/** Every app as processes of its own, two of order and of inventory. */
function distributed(name: string, log: Log): Way {
  const installations = new Map<string, Installation>();
  const at = async (folder: string) => {
    const found = installations.get(folder) ?? (await Installation.open(folder, log));
    installations.set(folder, found);
    return found;
  };
  return {
    name,
    needs: ENGINES,
    inProcess: false,
    async start(folder) {
      const installation = await at(folder);
      await installation.start('order=2,inventory=2', { INTERNAL_TOKEN });
      return {
        url: installation.url,
        grpc: (service) => installation.grpc(service),
        errors: installation.errors,
        head: () => installation.head(),
        lose: (engine) => installation.lose(engine),
        stop: () => installation.stop(),
      };
    },
    audit: async (folder) => audited((await at(folder)).environment),
    async clear(folder) {
      await installations.get(folder)?.clear();
      installations.delete(folder);
    },
  };
}

/** As npm start does. */
export const embedded = inProcess('embedded', { RPC: 'direct' }, threads);
/** In one thread, its contexts calling each other over gRPC. */
export const overGrpc = inProcess('over gRPC', { RPC: 'grpc' });
export const distributedOverMysql = distributed('distributed over a MySQL log', 'mysql');
export const distributedOverKurrentdb = distributed('distributed over the double of EventStoreDB', 'kurrentdb');
