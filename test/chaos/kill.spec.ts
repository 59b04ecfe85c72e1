import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../temporary-folder.js';
import { until } from '../until.js';
import { Load, stock } from './load.js';
import { launch, type PlatformProcess } from './process.js';
import { brokenPromises } from './promises.js';
import { Random } from './random.js';
import { settled, SETTLED_MS } from '../e2e/settled.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 50);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const CLIENTS = 8;
const MOST_ANSWERS = 60;

const file = temporaryFolder();

it(`keeps its word through ${ROUNDS} kills (SEED=${SEED})`, async () => {
  const random = new Random(SEED);
  const load = new Load(random);
  const ports = { PORT: String(await freePort()), GRPC_PORT: String(await freePort()) };
  const during = async (work: (platform: PlatformProcess) => Promise<void>, signal: NodeJS.Signals) => {
    const platform = await launch(file('data'), ports);
    try {
      await work(platform);
      expect(await platform.end(signal)).toEqual(signal === 'SIGKILL' ? { code: null, signal } : STOPPED);
      expect(platform.output).toEqual({ stdout: '', stderr: '' });
    } finally {
      await platform.end('SIGKILL');
    }
  };

  await during(async (platform) => {
    await platform.ready();
    await stock(platform.rest);
  }, 'SIGTERM');

  for (let round = 0; round < ROUNDS; round++) {
    const working: Promise<unknown>[] = [];
    await during(async (platform) => {
      // One in eight dies while it starts; the others after so many answers and a moment more.
      const [whileStarting, answers, moment] = [random.below(8) === 0, random.below(MOST_ANSWERS), random.below(20)];
      if (!whileStarting) await platform.ready();
      const enough = load.answered.size + answers;
      working.push(load.again(platform.rest));
      for (let client = 0; client < CLIENTS; client++) working.push(load.run(platform.rest));
      if (!whileStarting) await until(() => load.answered.size >= enough);
      await sleep(moment);
    }, 'SIGKILL');
    await Promise.all(working);
  }

  await during(async (platform) => {
    await platform.ready();
    await until(async () => (await load.again(platform.rest)) && load.unanswered.length === 0, SETTLED_MS);
    await settled(platform.rest);
    expect(await brokenPromises(load, platform.rest)).toEqual([]);
    expect(load.answered.size).toBeGreaterThan(ROUNDS);
  }, 'SIGTERM');
  expect(await audit(file('data'))).toMatchObject({
    clean: true,
    findings: [],
    orders: { placed: load.orders, quiet: load.orders, waiting: 0 },
  });
}, 600_000);

/** What `npm run audit -- --json` tells of a folder. */
async function audit(folder: string): Promise<unknown> {
  const env = { ...process.env, NODE_OPTIONS: '', DATA_DIR: folder };
  const command = ['dist/apps/platform/src/audit.js', '--json'];
  // Findings end it with 1, and are told all the same.
  const run = promisify(execFile)(process.execPath, command, { env }).catch((error: { stdout: string }) => error);
  return JSON.parse((await run).stdout);
}

const STOPPED = { code: 0, signal: null };
