import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
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

describe('All apps that cannot be started together say why in a sentence, once', () => {
  const at = temporaryFolder();

  async function refusal(change: NodeJS.ProcessEnv, ...command: string[]): Promise<string> {
    const args = command.length ? command : ['tools/start-distributed.mjs'];
    const tool = spawn(process.execPath, args, { env: { ...(await environment(at, '1s')), ...change } });
    const patience = setTimeout(() => tool.kill('SIGKILL'), 40_000);
    let said = '';
    tool.stderr.on('data', (text) => (said += String(text)));
    const [code] = (await once(tool, 'close')) as [number | null];
    clearTimeout(patience);
    if (code !== 2 || said.trimEnd().includes('\n')) throw new Error(`It ended with ${code}: ${said}`);
    return said.trimEnd();
  }

  it('for a port that is none', async () => {
    expect(await refusal({ PORT: 'abc' })).toBe('PORT must be a port from 0 to 65535, not "abc".');
  });

  it('for a data folder that is none, or cannot be made', async () => {
    writeFileSync(at('file'), '');
    expect(await refusal({ DATA_DIR: at('file') })).toMatch(/^The data folder \S+ cannot be used: ENOTDIR.+\.$/);
    expect(await refusal({ DATA_DIR: '/proc/daybook' })).toMatch(/^The data folder \S+ cannot be used: ENOENT.+\.$/);
  });

  it('for an engine that is not there, with a token of the house in a file', async () => {
    writeFileSync(at('token'), 'a secret of the house');
    expect(await refusal({ INTERNAL_TOKEN_FILE: at('token') })).toMatch(
      /^REDIS_URL .+ was not reached within 1 s .+\.$/,
    );
  });

  it('for an engine that is not there, from a folder with blanks in its name', async () => {
    symlinkSync(process.cwd(), at('a folder'));
    const tool = join(at('a folder'), 'tools/start-distributed.mjs');
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
    tool = spawn(process.execPath, ['tools/start-distributed.mjs'], { env, stdio: 'ignore' });
    apps = await until(() => {
      const told = existsSync(at('processes.json')) ? readFileSync(at('processes.json'), 'utf8') : '[]';
      const running = JSON.parse(told) as AppProcess[];
      return running.length === 6 && running;
    });
  });
  afterEach(() => apps.filter(runs).forEach(({ pid }) => process.kill(pid, 'SIGKILL')));

  it('are started again when they die, also after a while in which that could not be told', async () => {
    const [one, two] = apps as [AppProcess, AppProcess];
    mkdirSync(at('processes.json.new'));
    process.kill(one.pid, 'SIGKILL');
    await until(() => !runs(one));
    rmdirSync(at('processes.json.new'));
    process.kill(two.pid, 'SIGKILL');
    apps = await until(() => {
      const running = JSON.parse(readFileSync(at('processes.json'), 'utf8')) as AppProcess[];
      return running.length === 6 && running.every(({ pid }) => pid !== one.pid && pid !== two.pid) && running;
    });
    const ended = once(tool, 'exit');
    tool.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
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
