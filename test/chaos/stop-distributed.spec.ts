import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppProcess } from '../e2e/distributed.js';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../temporary-folder.js';
import { until } from '../until.js';

jest.setTimeout(60_000);

function runs({ pid }: AppProcess): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What runs, as it is told. */
function running(at: (name: string) => string): AppProcess[] {
  const told = existsSync(at('processes.json')) ? readFileSync(at('processes.json'), 'utf8') : '[]';
  return JSON.parse(told) as AppProcess[];
}

/** Of engines that are not there. */
async function environment(at: (name: string) => string, startTimeout: string): Promise<NodeJS.ProcessEnv> {
  const nobody = `127.0.0.1:${await freePort()}`;
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    DATA_DIR: at(''),
    PORT: String(await freePort()),
    START_TIMEOUT: startTimeout,
    EVENT_STORE: 'mysql',
    MYSQL_URL: `mysql://daybook@${nobody}/daybook`,
    REDIS_URL: `redis://${nobody}`,
    KAFKA_BROKERS: nobody,
    ELASTICSEARCH_URL: `http://${nobody}`,
  };
}

const TOOL = 'tools/start-distributed.mjs';

/** What it says before it ends by itself; fails unless that is one sentence, and the code is 2. */
async function refusalIn(env: NodeJS.ProcessEnv, ...args: string[]): Promise<{ said: string; printed: string }> {
  const tool = spawn(process.execPath, args.length ? args : [TOOL], { env });
  const patience = setTimeout(() => tool.kill('SIGTERM'), 40_000);
  let [said, printed] = ['', ''];
  tool.stderr.on('data', (text) => (said += String(text)));
  tool.stdout.on('data', (text) => (printed += String(text)));
  const [code] = (await once(tool, 'close')) as [number | null];
  clearTimeout(patience);
  if (code !== 2 || said.trimEnd().includes('\n')) throw new Error(`It ended with ${code}: ${said}`);
  return { said: said.trimEnd(), printed };
}

describe('All apps that cannot be started together say why in a sentence, once', () => {
  const at = temporaryFolder();

  async function refusal(change: NodeJS.ProcessEnv, ...command: string[]): Promise<string> {
    return (await refusalIn({ ...(await environment(at, '1s')), ...change }, ...command)).said;
  }

  it('for a port that is none', async () => {
    expect(await refusal({ PORT: 'abc' })).toBe('PORT must be a port from 0 to 65535, not "abc".');
  });

  it('for a data folder that is none, or cannot be made', async () => {
    writeFileSync(at('file'), '');
    expect(await refusal({ DATA_DIR: at('file') })).toMatch(/^The data folder \S+ cannot be used: ENOTDIR.+\.$/);
    expect(await refusal({ DATA_DIR: '/proc/daybook' })).toMatch(/^The data folder \S+ cannot be used: ENOENT.+\.$/);
  });

  it.each([
    ['is the preset', { MODE: 'embedded', EVENT_STORE: '' }, 'MODE=embedded keeps EVENT_STORE, READ_MODEL, SEARCH '],
    ['is the log', { EVENT_STORE: 'sqlite' }, 'EVENT_STORE=sqlite is written by one process only: '],
    ['has the rows', { RPC: 'direct', READ_MODEL: 'sqlite' }, 'READ_MODEL=sqlite is written by one process only: '],
  ])('for what they cannot share, where that %s, and make nothing', async (_, change, said) => {
    expect(await refusal({ ...change, DATA_DIR: at('data') })).toMatch(new RegExp(`^${said}.+\\.$`));
    expect(existsSync(at('data'))).toBe(false);
  });

  it('for a HOST that others than this machine reach', async () => {
    expect(await refusal({ HOST: '0.0.0.0' })).toMatch(/^HOST must be 127\.0\.0\.1 .+, not "0\.0\.0\.0"\.$/);
  });

  describe('where others answer that they are ready', () => {
    const others: Server[] = [];
    const answerAt = async (port: number) => {
      const other = createServer((_, answer) => answer.end('{}')).listen(port, '127.0.0.1');
      others.push(other);
      await once(other, 'listening');
    };
    afterEach(async () => {
      for (const other of others.splice(0)) {
        other.closeAllConnections();
        await once(other.close(), 'close');
      }
    });

    it('for a PORT that is theirs, before any is started', async () => {
      const port = await freePort();
      await answerAt(port);
      expect(await refusalIn({ ...(await environment(at, '1s')), PORT: String(port) })).toEqual({
        said: `PORT ${port} is in use by another process.`,
        printed: '',
      });
      expect(existsSync(at('processes.json'))).toBe(false);
    });

    it('for what keeps one from starting, whoever answers at its port by then', async () => {
      const refused = refusalIn(await environment(at, '5s'));
      const apps = await until(() => running(at).length === 6 && running(at));
      for (const { port } of apps) await answerAt(port);
      const { said, printed } = await refused;
      expect(said).toMatch(/^(PORT \d+ is in use by another process|REDIS_URL .+ was not reached within 5 s .+)\.$/);
      expect(printed).not.toContain('ready');
    });
  });

  it('for an engine that is not there, with a token of the house in a file', async () => {
    writeFileSync(at('token'), 'a secret of the house');
    expect(await refusal({ INTERNAL_TOKEN_FILE: at('token') })).toMatch(
      /^REDIS_URL .+ was not reached within 1 s .+\.$/,
    );
  });

  it('for an engine that is not there, from a folder with blanks in its name', async () => {
    symlinkSync(process.cwd(), at('a folder'));
    const tool = join(at('a folder'), TOOL);
    expect(await refusal({}, '--preserve-symlinks-main', '--preserve-symlinks', tool)).toMatch(
      /^REDIS_URL .+ was not reached within 1 s .+\.$/,
    );
  });
});

describe('All apps started together, over engines that are not there', () => {
  const at = temporaryFolder();
  let tool: ChildProcess;
  let apps: AppProcess[];

  beforeEach(async () => {
    const env = await environment(at, '60s');
    tool = spawn(process.execPath, [TOOL], { env, stdio: 'ignore' });
    apps = await until(() => running(at).length === 6 && running(at));
  });
  afterEach(() => {
    // Before its processes, which it would start again.
    tool.kill('SIGKILL');
    apps.filter(runs).forEach(({ pid }) => process.kill(pid, 'SIGKILL'));
  });

  it('are started again when they die, also after a while in which that could not be told', async () => {
    const [one, two] = apps as [AppProcess, AppProcess];
    mkdirSync(at('processes.json.new'));
    process.kill(one.pid, 'SIGKILL');
    await until(() => !runs(one));
    rmdirSync(at('processes.json.new'));
    process.kill(two.pid, 'SIGKILL');
    apps = await until(() => {
      const now = running(at);
      return now.length === 6 && now.every(({ pid }) => pid !== one.pid && pid !== two.pid) && now;
    });
    const ended = once(tool, 'exit');
    tool.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('are the only ones of their data folder', async () => {
    const told = readFileSync(at('processes.json'), 'utf8');
    expect(await refusalIn(await environment(at, '1s'))).toEqual({
      said: `The data folder ${at('')} is in use by another Daybook process (pid ${tool.pid}).`,
      printed: '',
    });
    expect(readFileSync(at('processes.json'), 'utf8')).toBe(told);
    expect(apps.filter(runs)).toHaveLength(6);
    const ended = once(tool, 'exit');
    tool.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('are named to whoever starts anew after a SIGKILL, and no longer once they have ended', async () => {
    const killed = once(tool, 'exit');
    tool.kill('SIGKILL');
    await killed;
    const told = readFileSync(at('processes.json'), 'utf8');
    const pids = apps.map(({ pid }) => pid).join(', ');
    const { said, printed } = await refusalIn(await environment(at, '1s'));
    expect([said, printed]).toEqual([expect.stringMatching(new RegExp(`that was killed: .+ pid ${pids}\\.$`)), '']);
    expect(readFileSync(at('processes.json'), 'utf8')).toBe(told);

    for (const { pid } of apps) process.kill(pid, 'SIGKILL');
    await until(() => !apps.some(runs));
    // One of their pids is another process's by now.
    writeFileSync(at('processes.json'), JSON.stringify([{ ...apps[0], pid: process.pid }, ...apps.slice(1)]));
    expect((await refusalIn(await environment(at, '1s'))).said).toMatch(/^REDIS_URL .+ was not reached .+\.$/);
  });

  it('end at a SIGTERM as they have hardly begun, with exit code 0', async () => {
    const ended = once(tool, 'exit');
    tool.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(apps.filter(runs)).toEqual([]);
    expect(existsSync(at('processes.json'))).toBe(false);
  });

  it('end at a second SIGTERM whatever holds one of them up, with exit code 1', async () => {
    process.kill(apps.find(({ app }) => app === 'gateway')!.pid, 'SIGSTOP');
    const ended = once(tool, 'exit');
    tool.kill('SIGTERM');
    expect(await Promise.race([ended, sleep(2_000, 'held up')])).toBe('held up');
    expect(apps.filter(runs)).toHaveLength(6);
    tool.kill('SIGTERM');
    expect(await ended).toEqual([1, null]);
    expect(apps.filter(runs)).toEqual([]);
    expect(existsSync(at('processes.json'))).toBe(false);
  });
});
