import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../temporary-folder.js';
import { until } from '../until.js';

const file = temporaryFolder();

describe('the platform under npm start', () => {
  let npm: ChildProcess;
  let url: string;
  const answers = (path: string) =>
    fetch(url + path).then(
      ({ status }) => status,
      () => undefined,
    );

  beforeEach(async () => {
    const [port, grpcPort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    const settings = { PORT: String(port), GRPC_PORT: String(grpcPort), DATA_DIR: file('data'), LOG_LEVEL: 'error' };
    const env = { ...process.env, NODE_OPTIONS: '', ...settings };
    // In a group of its own, as a terminal runs it.
    npm = spawn('npm', ['start'], { env, stdio: 'ignore', detached: true });
    await until(async () => (await answers('/readyz')) === 200, 30_000);
  });
  afterEach(() => {
    try {
      process.kill(-npm.pid!, 'SIGKILL');
    } catch {
      // Nothing is left of the group.
    }
  });

  it.each([
    ['npm is told to end', () => npm.pid!, 'SIGTERM'],
    ['Ctrl-C tells the whole group', () => -npm.pid!, 'SIGINT'],
  ] as const)('ends well, and before npm does, when %s', async (_, whom, signal) => {
    const ended = once(npm, 'exit');
    process.kill(whom(), signal);
    expect(await ended).toEqual([0, null]);
    expect(await answers('/healthz')).toBeUndefined();
  });
});
