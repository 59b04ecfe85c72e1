import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
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

describe('All apps started together, over engines that are not there', () => {
  const at = temporaryFolder();
  let tool: ChildProcess;
  let apps: AppProcess[];

  beforeEach(async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    const { PATH, HOME } = process.env;
    const env = {
      PATH,
      HOME,
      DATA_DIR: at(''),
      PORT: String(await freePort()),
      START_TIMEOUT: '60s',
      EVENT_STORE: 'mysql',
      MYSQL_URL: `mysql://daybook@${nobody}/daybook`,
      REDIS_URL: `redis://${nobody}`,
      KAFKA_BROKERS: nobody,
      ELASTICSEARCH_URL: `http://${nobody}`,
    };
    tool = spawn(process.execPath, ['tools/start-distributed.mjs'], { env, stdio: 'ignore' });
    apps = await until(() => {
      const told = existsSync(at('processes.json')) ? readFileSync(at('processes.json'), 'utf8') : '[]';
      const running = JSON.parse(told) as AppProcess[];
      return running.length === 6 && running;
    });
  });
  afterEach(() => apps.filter(runs).forEach(({ pid }) => process.kill(pid, 'SIGKILL')));

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
