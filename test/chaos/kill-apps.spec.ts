import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINES, Installation } from '../e2e/distributed.js';
import { audited } from '../e2e/platform.js';
import { Rest } from '../e2e/rest.js';
import { describeWithEngines } from '../engines.js';
import { until } from '../until.js';
import { Load, stock } from './load.js';
import { brokenPromises } from './promises.js';
import { Random } from './random.js';
import { settled } from '../e2e/settled.js';

const ROUNDS = Number(process.env['APP_KILLS'] ?? 6);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const REPLICAS = 'gateway=1,order=2,inventory=2,payment=1,product=1,saga-orchestrator=2';
const CLIENTS = 8;
const MOST_ANSWERS = 60;
/** All processes and engines share one machine, and a group waits for a member that was killed. */
const SETTLED_MS = 180_000;
/** How long a process that was killed may take to be there again. */
const BACK_MS = 90_000;

describeWithEngines('A process of any app that is killed under load', ENGINES, () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'));
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.open(folder, 'mysql');
    await installation.start(REPLICAS);
  }, 200_000);
  afterAll(async () => {
    await installation.clear();
    rmSync(folder, { recursive: true });
  }, 60_000);

  it(`breaks no promise in ${ROUNDS} rounds (SEED=${SEED})`, async () => {
    const random = new Random(SEED);
    // Nobody orders faster than what was ordered before is checked out.
    const load = new Load(random, { prefer: 'wait=10' });
    const rest = new Rest(installation.url);
    await stock(rest);
    const over = new AbortController();
    const clients = Array.from({ length: CLIENTS }, () => load.keepOn(rest, over.signal));

    try {
      for (let round = 0; round < ROUNDS; round++) {
        const running = installation.running();
        const { pid, port } = running[random.below(running.length)]!;
        const enough = load.answered.size + random.below(MOST_ANSWERS);
        await until(() => load.answered.size >= enough, BACK_MS);
        await sleep(random.below(20));
        process.kill(pid, 'SIGKILL');
        // Others of the same app were asked meanwhile, where there are some.
        await until(() => installation.running().some((each) => each.port === port && each.pid !== pid), BACK_MS);
        await until(() => isAlive(port), BACK_MS);
      }
    } finally {
      over.abort();
    }
    await Promise.all(clients);
    const answered = until(async () => (await load.again(rest)) && load.unanswered.length === 0, SETTLED_MS);
    await answered.catch(() => undefined);
    expect(load.unanswered.map((key) => [key, load.sent.get(key), load.putOff.get(key)])).toEqual([]);
    await settled(rest, SETTLED_MS);
    for (const { port } of installation.running()) await until(() => isReady(port), BACK_MS);
    expect(await brokenPromises(load, rest)).toEqual([]);
    expect(load.answered.size).toBeGreaterThan(ROUNDS);
    expect(installation.errors.filter((line) => !STARTED_AGAIN.test(line))).toEqual([]);

    await installation.stop();
    expect(await audited(installation.environment)).toMatchObject({
      clean: true,
      findings: [],
      orders: { placed: load.orders, quiet: load.orders, waiting: 0 },
    });
  }, 1_800_000);
});

const STARTED_AGAIN = /ended \(SIGKILL\): started again/;

/** It takes work; how far behind it is shows in the end. */
async function isAlive(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
  return answer?.ok === true;
}

async function isReady(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
}
