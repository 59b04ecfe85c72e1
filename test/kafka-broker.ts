import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { OwnServer } from './own-server.js';

/** The command line of the broker that runs on this machine; undefined when that of KAFKA_BROKERS is elsewhere. */
function runningBroker(): readonly string[] | undefined {
  const home = process.env['ENGINES_HOME'] ?? join(homedir(), '.cache', 'daybook-engines');
  const data = process.env['ENGINES_DATA'] ?? join(home, 'data');
  try {
    const pid = readFileSync(join(data, 'kafka', 'pid'), 'utf8').trim();
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return args.at(-2) === 'kafka.Kafka' ? args : undefined;
  } catch {
    return undefined;
  }
}

/** A broker of its own for a test that kills it: the same program and settings as the one that runs, an empty folder. */
export class KafkaBroker extends OwnServer {
  private readonly settings = join(this.folder, 'server.properties');

  private constructor(
    private readonly like: readonly string[],
    private readonly ports: readonly [broker: number, controller: number],
  ) {
    super('kafka');
  }

  /** undefined where no broker runs on this machine that it could be like. */
  static async start(): Promise<KafkaBroker | undefined> {
    const like = runningBroker();
    if (!like) return undefined;
    const broker = new KafkaBroker(like, [await freePort(), await freePort()]);
    broker.format();
    await broker.run();
    return broker;
  }

  get address(): string {
    return `127.0.0.1:${this.ports[0]}`;
  }

  override async run(): Promise<void> {
    const args = [...this.like.slice(1, -1), this.settings];
    await this.launch(this.like[0]!, args, async () => readFileSync(this.log, 'utf8').includes('Kafka Server started'));
  }

  private format(): void {
    const [broker, controller] = this.ports;
    const changes: Record<string, string> = {
      listeners: `PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${broker}`,
      'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
      'log.dirs': join(this.folder, 'data'),
    };
    const lines = readFileSync(this.like.at(-1)!, 'utf8').split('\n');
    const changed = lines.map((line) => {
      const name = line.split('=', 1)[0]!;
      return name in changes ? `${name}=${changes[name]}` : line;
    });
    writeFileSync(this.settings, changed.join('\n'));
    const id = randomBytes(16).toString('base64url');
    const format = ['kafka.tools.StorageTool', 'format', '--standalone', '-t', id, '-c', this.settings];
    const { status, stderr } = spawnSync(this.like[0]!, [...this.like.slice(1, -2), ...format]);
    if (status !== 0) throw new Error(`The broker's folder was not formatted: ${String(stderr)}`);
  }
}
