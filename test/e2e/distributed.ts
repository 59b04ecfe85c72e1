import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EventStore } from '#ports';
import { KurrentdbEventStore } from '../../libs/adapters/src/kurrentdb/event-store.js';
import { MysqlEventStore } from '../../libs/adapters/src/mysql/event-store.js';
import { EsdbDouble } from '../esdb-double/start.js';
import { freePort } from '../free-port.js';
import { removeTopics } from '../kafka.js';
import { runOn } from '../mysql-database.js';
import { Proxy } from '../proxy.js';

/** Where the engines are; without one of them the platform cannot be run so. */
export const ENGINES = ['MYSQL_URL', 'KAFKA_BROKERS', 'REDIS_URL', 'ELASTICSEARCH_URL'] as const;

export type Log = 'mysql' | 'kurrentdb';
/** With the MySQL log, `database` is the log as well as the rows. */
export type Losable = 'search' | 'cache' | 'database';

/** As DATA_DIR/processes.json tells of it. */
export interface AppProcess {
  readonly app: string;
  readonly pid: number;
  readonly port: number;
  readonly grpcPort: number;
}

/** How long the processes may take to be ready, one machine busy with all of them and with the engines. */
const READY_MS = 120_000;
const RELAY = 'relay-';
/** More than a relay writes while one looks. */
const LOOKED_BACK = 200;

/**
 * An installation over real engines with names that no other one has: what is in them is found again under the same
 * folder, until it is cleared away. EventStoreDB is the double of the tests.
 */
export class Installation {
  private readonly id: string;
  private store: EventStore | undefined;
  private tool: ChildProcess | undefined;
  private processes: readonly AppProcess[] = [];
  private readonly env: NodeJS.ProcessEnv;
  /** What was written to the logs: errors only. */
  readonly errors: string[] = [];

  private constructor(
    private readonly folder: string,
    log: Log,
    engines: NodeJS.ProcessEnv,
    private readonly proxies: Readonly<Partial<Record<Losable, Proxy>>>,
    private readonly double: EsdbDouble | undefined,
  ) {
    this.id = idOf(folder);
    this.env = {
      ...engines,
      MODE: 'distributed',
      EVENT_STORE: log,
      NAMESPACE: `e2e-${this.id}`,
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
      LOG_FORMAT: 'json',
    };
  }

  /**
   * @param losable what can be lost, since a proxy stands before it
   * @param others engines in place of those of the environment
   */
  static async open(
    folder: string,
    log: Log,
    losable: readonly Losable[] = ['search', 'cache'],
    others: { readonly KAFKA_BROKERS?: string } = {},
  ): Promise<Installation> {
    const addresses = {
      database: await databaseFor(folder),
      search: process.env['ELASTICSEARCH_URL']!,
      cache: process.env['REDIS_URL']!,
    };
    const proxies: Partial<Record<Losable, Proxy>> = {};
    for (const engine of losable) {
      const { proxy, address } = await Proxy.before(addresses[engine]);
      [proxies[engine], addresses[engine]] = [proxy, address];
    }
    const double = log === 'kurrentdb' ? await EsdbDouble.start(join(folder, 'esdb')) : undefined;
    const engines = {
      MYSQL_URL: addresses.database,
      KAFKA_BROKERS: process.env['KAFKA_BROKERS'],
      ELASTICSEARCH_URL: addresses.search,
      REDIS_URL: addresses.cache,
      ...(double && { EVENTSTORE_URL: double.url }),
      ...others,
    };
    return new Installation(folder, log, engines, proxies, double);
  }

  /** The environment of its processes, without what the one that runs the tests has of its own. */
  get environment(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    // A warning is a failure of the test: it tells where it comes from.
    return { PATH, HOME, NODE_OPTIONS: '--trace-warnings', ...this.env };
  }

  /** Every app as its own processes; resolves when all take work. */
  async start(replicas: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
    const more = { PORT: String(await freePort()), ...env };
    const tool = spawn(process.execPath, ['tools/start-distributed.mjs', '--replicas', replicas], {
      env: { ...this.environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.tool = tool;
    let said = '';
    const ready = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Not ready in ${READY_MS} ms: ${said}`)), READY_MS);
      tool.once('exit', (code) => reject(new Error(`It ended with ${code}: ${said}`)));
      createInterface(tool.stdout).on('line', (line) => {
        said = `${said}${line}\n`.slice(-5_000);
        if (line.startsWith('ready')) {
          clearTimeout(late);
          resolve();
        } else if (line.startsWith('{')) this.errors.push(`${line}\n`);
      });
    });
    createInterface(tool.stderr).on('line', (line) => {
      said = `${said}${line}\n`.slice(-5_000);
      this.errors.push(`${line}\n`);
    });
    await ready;
    this.processes = this.running();
    this.store ??= await this.openLog();
  }

  /** What runs now. */
  running(): readonly AppProcess[] {
    return JSON.parse(readFileSync(join(this.folder, 'processes.json'), 'utf8')) as AppProcess[];
  }

  get url(): string {
    return `http://127.0.0.1:${this.of('gateway').port}`;
  }

  /** Where a service is served: `daybook.order.v1.OrderService`. Others are by every process. */
  grpc(service: string): string {
    const [, context = 'order'] = /^daybook\.([a-z]+)\./.exec(service) ?? [];
    const app = { saga: 'saga-orchestrator', admin: 'gateway' }[context] ?? context;
    return `127.0.0.1:${this.of(app).grpcPort}`;
  }

  /** Position of the last event that is not one of the relay's own. */
  async head(): Promise<number> {
    const last = await this.store!.readAll({ direction: 'backwards', limit: LOOKED_BACK });
    return last.find(({ stream }) => !stream.startsWith(RELAY))?.position ?? 0;
  }

  /** The engine cannot be reached, until the function that is given back is called. */
  lose(engine: Losable): () => void {
    const proxy = this.proxies[engine];
    if (!proxy) throw new Error(`Nothing stands before the ${engine}.`);
    proxy.refuse();
    return () => proxy.heal();
  }

  /** Lets what runs end. */
  async stop(): Promise<void> {
    const { tool } = this;
    this.tool = undefined;
    if (!tool || tool.exitCode !== null) return;
    const ended = once(tool, 'exit');
    tool.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error(`It was told to stop, and ended with ${code}.`);
  }

  /** Takes away what is in the engines. */
  async clear(): Promise<void> {
    await this.stop();
    await this.store?.close();
    await this.double?.kill();
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.close()));
    await Promise.all([
      dropDatabase(this.folder),
      removeTopics({ brokers: this.env['KAFKA_BROKERS']!.split(',') }, this.env['NAMESPACE']!),
      dropIndices(`${this.env['NAMESPACE']!}*`),
    ]);
  }

  private of(app: string): AppProcess {
    return this.processes.find((each) => each.app === app)!;
  }

  private openLog(): Promise<EventStore> {
    return this.double
      ? KurrentdbEventStore.open(this.double.url, { namespace: this.env['NAMESPACE']! })
      : MysqlEventStore.open({ url: this.env['MYSQL_URL']! });
  }
}

const idOf = (folder: string) => createHash('sha1').update(folder).digest('hex').slice(0, 12);

const databaseName = (folder: string) => `daybook_e2e_${idOf(folder)}`;

async function databaseFor(folder: string): Promise<string> {
  const name = databaseName(folder);
  await onMysql(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  return Object.assign(new URL(process.env['MYSQL_URL']!), { pathname: name }).href;
}

const dropDatabase = (folder: string) => onMysql(`DROP DATABASE IF EXISTS ${databaseName(folder)}`);

const onMysql = (sql: string) => runOn(process.env['MYSQL_URL']!, sql);

/** The server takes no patterns to delete by. */
async function dropIndices(pattern: string): Promise<void> {
  const server = process.env['ELASTICSEARCH_URL']!;
  const found = await fetch(new URL(`/_cat/indices/${pattern}?h=index`, server));
  for (const index of (await found.text()).split('\n').filter(Boolean)) {
    await fetch(new URL(`/${index.trim()}`, server), { method: 'DELETE' });
  }
}
