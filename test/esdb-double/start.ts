import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { freePort } from '../free-port.js';
import { NO_FAULTS, type Faults } from './faults.js';

export interface State {
  /** Those that count down show how often they have happened. */
  readonly faults: Faults;
  /** Position behind which the last subscription to $all began. */
  readonly lastStart: number;
  /** Events that subscribers have taken so far, or that are on their way to them. */
  readonly delivered: number;
}

/** A running double of EventStoreDB. It is a part of the tests: it stands for the server where none can be had. */
export class EsdbDouble {
  private constructor(
    private readonly file: string,
    readonly port: number,
    private readonly controlPort: number,
    private readonly firstPosition: string[],
    private process: ChildProcess,
  ) {}

  /** On free ports, with its events in the file. `firstPosition`: the end of the log where the file is empty. */
  static async start(file: string, { firstPosition }: { firstPosition?: bigint } = {}): Promise<EsdbDouble> {
    const [port, controlPort] = [await freePort(), await freePort()];
    const last = firstPosition === undefined ? [] : [String(firstPosition)];
    return new EsdbDouble(file, port, controlPort, last, await launch([file, `${port}`, `${controlPort}`, ...last]));
  }

  get url() {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  get pid() {
    return this.process.pid!;
  }

  /** Sets these faults and leaves the others. */
  async fault(faults: Partial<Faults>): Promise<void> {
    await this.tell('PUT', 'faults', faults);
  }

  async heal(): Promise<void> {
    await this.fault(NO_FAULTS);
  }

  /** Ends all connections. */
  async cut(): Promise<void> {
    await this.tell('POST', 'cut');
  }

  /** Leaves all connections half-open: the server has none of them any more, the client is not told. */
  async forget(): Promise<void> {
    await this.tell('POST', 'forget');
  }

  state(): Promise<State> {
    return this.tell('GET', 'state');
  }

  /** kill -9. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }

  /** Starts it again on its port and its file, without faults. */
  async restart(): Promise<void> {
    await this.kill();
    this.process = await launch([this.file, `${this.port}`, `${this.controlPort}`, ...this.firstPosition]);
  }

  private async tell(method: string, what: string, body?: unknown): Promise<State> {
    const response = await fetch(`http://127.0.0.1:${this.controlPort}/${what}`, {
      method,
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(5_000),
    });
    return (await response.json()) as State;
  }
}

async function launch(args: readonly string[]): Promise<ChildProcess> {
  const options = ['--conditions=source', '--import', './test/typescript.mjs', 'test/esdb-double/main.ts'];
  const double = spawn(process.execPath, [...options, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const failed = once(double, 'exit').then(() => {
    throw new Error('The double did not start');
  });
  await Promise.race([once(double.stdout, 'data'), failed]);
  failed.catch(() => undefined);
  // A test that failed before it ended its double is not kept from ending; the double goes with its input.
  double.unref();
  (double.stdin as Socket).unref();
  (double.stdout as Socket).unref();
  return double;
}
