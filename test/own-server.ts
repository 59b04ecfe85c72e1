import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of its own for a test that kills it, in a folder of its own. */
export abstract class OwnServer {
  protected readonly folder: string;
  protected readonly log: string;
  private process: ChildProcess | undefined;

  protected constructor(name: string) {
    this.folder = mkdtempSync(join(tmpdir(), `daybook-${name}-`));
    this.log = join(this.folder, 'log');
  }

  /** Starts it, again too, and resolves once it serves. */
  abstract run(): Promise<void>;

  /** Resolves once it is ready; what it says is written to its log, from the beginning. */
  protected async launch(program: string, options: readonly string[], isReady: () => Promise<boolean>): Promise<void> {
    const out = openSync(this.log, 'w');
    const child = spawn(program, options, { cwd: this.folder, stdio: ['ignore', out, out] });
    this.process = child;
    while (!(await isReady())) {
      if (child.exitCode !== null)
        throw new Error(`The server did not start: ${readFileSync(this.log, 'utf8').slice(-2_000)}`);
      await sleep(50);
    }
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
