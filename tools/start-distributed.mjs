/**
 * npm run start:distributed [-- --replicas order=2,inventory=2]
 *
 * Every app as its own processes on this machine, over the engines of the environment. REST is on PORT (default 3000,
 * of a second gateway the next free one); all other ports are free ones, and stay those of a process for ever: one that
 * dies is started again where it was. DATA_DIR/processes.json tells what runs. SIGTERM lets all of them drain;
 * a second one ends them at once, and the exit code is then 1.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { configFrom } from '../dist/libs/runtime/src/config.js';
import { makeFolder } from '../dist/libs/runtime/src/data-folder.js';
import { onSignal } from '../dist/libs/runtime/src/signals.js';
import { startSentence } from '../dist/libs/runtime/src/start-error.js';

/** What each app serves to the others. They are stopped from the first to the last: who calls before who is called. */
const SERVICES = {
  gateway: [],
  'saga-orchestrator': ['SAGA_SERVICE_URL'],
  order: ['ORDER_SERVICE_URL'],
  payment: ['PAYMENT_SERVICE_URL'],
  inventory: ['INVENTORY_SERVICE_URL'],
  product: ['PRODUCT_SERVICE_URL'],
};
const APPS = Object.keys(SERVICES);
const MOST_REPLICAS = 16;
const HOST = '127.0.0.1';
/** Between the death of a process and its next start, ms: doubled for one that dies again within a minute. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
const STEADY_MS = 60_000;
/** How long a process may drain. */
const DRAIN_MS = 20_000;

let dataDir;
const processes = [];
/** Ports that were asked for or tried: a free one is looked for among the others. */
const given = new Set();
let stopping;
let killed = false;

await main().catch((error) => {
  const sentence = startSentence(error);
  return sentence === undefined ? stop(1, `${error.stack}\n`) : stop(2, `${sentence}\n`);
});

async function main() {
  const replicas = replicasIn(process.argv.slice(2));
  const common = { ...process.env, MODE: process.env['MODE'] || 'distributed', HOST, ...tokenFor(process.env) };
  const config = configFrom(common);
  dataDir = config.dataDir;
  makeFolder(dataDir);
  try {
    tell();
  } catch (error) {
    refuse(`The data folder ${dataDir} cannot be used: ${error.message}.`);
  }
  given.add(config.port);
  for (const app of APPS) {
    for (let n = 0; n < replicas[app]; n++) {
      const wanted = app === 'gateway' && n === 0 ? config.port : 0;
      processes.push({ app, port: wanted || (await freePort()), grpcPort: await freePort() });
    }
  }
  onSignal(() => void stop(0), kill);
  const env = { ...common, ...addresses(), DATA_DIR: dataDir };
  for (const each of processes) start(each, env);
  await Promise.all(processes.map(ready));
  const gateways = processes.filter(({ app }) => app === 'gateway');
  if (!stopping) console.log(`ready: REST on ${gateways.map(({ port }) => `http://${HOST}:${port}`).join(', ')}`);
}

/** One that they share where none is given. */
function tokenFor({ INTERNAL_TOKEN: token, INTERNAL_TOKEN_FILE: file }) {
  return token || file ? {} : { INTERNAL_TOKEN: randomBytes(24).toString('hex') };
}

/** Of each app one, or as many as are asked for. */
function replicasIn(args) {
  const replicas = Object.fromEntries(APPS.map((app) => [app, 1]));
  let asked;
  try {
    asked = parseArgs({ args, options: { replicas: { type: 'string' } } }).values.replicas ?? '';
  } catch (error) {
    refuse(`start:distributed knows --replicas only: ${error.message}`);
  }
  for (const part of asked.split(',').filter(Boolean)) {
    const [, app, count] = /^([a-z-]+)=(\d{1,2})$/.exec(part) ?? [];
    if (!(app in replicas) || !(Number(count) >= 1 && Number(count) <= MOST_REPLICAS)) {
      refuse(
        `--replicas must be like order=2,inventory=2, with 1 to ${MOST_REPLICAS} of ${APPS.join(', ')}, not "${part}".`,
      );
    }
    replicas[app] = Number(count);
  }
  return replicas;
}

/** Where each service is served, for all processes. */
function addresses() {
  const at = (app) => processes.filter((each) => each.app === app).map(({ grpcPort }) => `${HOST}:${grpcPort}`);
  const all = processes.map(({ grpcPort }) => `${HOST}:${grpcPort}`);
  const named = APPS.flatMap((app) => SERVICES[app].map((service) => [service, at(app).join(',')]));
  return { ...Object.fromEntries(named), ADMIN_SERVICE_URL: all.join(',') };
}

function start(each, env) {
  const main = fileURLToPath(new URL(`../dist/apps/${each.app}/src/main.js`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...env, PORT: String(each.port), GRPC_PORT: String(each.grpcPort) },
    stdio: ['ignore', 'inherit', 'pipe'],
    // Not in this terminal's group: Ctrl-C is for this one, which then stops them in order.
    detached: true,
  });
  Object.assign(each, { pid: child.pid, child, startedAt: Date.now() });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-10_000);
    if (each.wasReady) process.stderr.write(text);
  });
  each.ended = new Promise((ended) => {
    child.once('close', (code, signal) => {
      each.pid = undefined;
      ended();
      if (stopping) return;
      // A mistake in the configuration is the same for all of them: told once. One that has served makes none: what it
      // needs is away.
      if (code === 2 && !each.wasReady) void stop(2, said);
      else void again(each, env, code ?? signal, each.wasReady ? '' : said);
    });
  });
  console.log(`${each.app} pid ${each.pid} port ${each.port} gRPC ${each.grpcPort}`);
  tellOn();
}

async function again(each, env, how, said) {
  const steady = Date.now() - each.startedAt > STEADY_MS;
  each.pause = steady || !each.pause ? FIRST_PAUSE_MS : Math.min(2 * each.pause, LONGEST_PAUSE_MS);
  process.stderr.write(`${said}${each.app} on gRPC ${each.grpcPort} ended (${how}): started again\n`);
  tellOn();
  await sleep(each.pause);
  if (!stopping) start(each, env);
}

/** Resolves when a process takes work, or when all are stopped. */
async function ready(each) {
  while (!stopping) {
    const answer = await fetch(`http://${HOST}:${each.port}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    );
    if (answer?.ok) {
      each.wasReady = true;
      return;
    }
    await sleep(100);
  }
}

/** What runs now, written so that nobody reads half of it. */
function tell() {
  const running = processes
    .filter(({ pid }) => pid)
    .map(({ app, pid, port, grpcPort }) => ({ app, pid, port, grpcPort }));
  const file = join(dataDir, 'processes.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(running, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Where it cannot be told any more, what runs goes on, and what dies is started again. */
function tellOn() {
  try {
    tell();
  } catch (error) {
    process.stderr.write(`processes.json cannot be written: ${error.message}\n`);
  }
}

async function stop(code, said = '') {
  if (stopping) return;
  stopping = true;
  process.stderr.write(said);
  for (const app of APPS) {
    const own = processes.filter((each) => each.app === app && each.pid);
    await Promise.all(own.map(end));
  }
  if (dataDir) rmSync(join(dataDir, 'processes.json'), { force: true });
  process.exit(killed ? 1 : code);
}

function kill() {
  killed = true;
  for (const { pid, child } of processes) if (pid) child.kill('SIGKILL');
}

async function end({ child, ended }) {
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS);
  await ended;
  clearTimeout(patience);
}

/** Below the range that the machine takes for outgoing connections, and given once. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    const free = await new Promise((told) => {
      server.once('error', () => told(false)).listen(port, HOST, () => told(true));
    });
    if (free) return new Promise((told) => server.close(() => told(port)));
  }
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}
