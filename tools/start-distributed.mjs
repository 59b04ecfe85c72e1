/**
 * npm run start:distributed [-- --replicas order=2,inventory=2]
 *
 * Every app as its own processes on this machine, over the engines of the environment. REST is on PORT (default 3000,
 * of a second gateway the next free one); all other ports are free ones, and stay those of a process for ever: one that
 * dies is started again where it was. DATA_DIR/processes.json tells what runs, of one supervisor at a time. SIGTERM lets
 * all of them drain; a second one ends them at once, and the exit code is then 1.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WriterLock } from '../dist/libs/adapters/src/sqlite/writer-lock.js';
import { configFrom } from '../dist/libs/runtime/src/config.js';
import { makeFolder } from '../dist/libs/runtime/src/data-folder.js';
import { assertFree } from '../dist/libs/runtime/src/listening.js';
import { onSignal } from '../dist/libs/runtime/src/signals.js';
import { StartError, startSentence } from '../dist/libs/runtime/src/start-error.js';

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

/** Of the data folder, for as long as this one lives. */
let lock;
/** Where it is told what runs, once that is ours to write. */
let file;
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
  if (![HOST, 'localhost'].includes(process.env['HOST'] || HOST)) {
    refuse(`HOST must be ${HOST} for start:distributed, which is for one machine, not "${process.env['HOST']}".`);
  }
  const common = { ...process.env, MODE: process.env['MODE'] || 'distributed', HOST, ...tokenFor(process.env) };
  const { port: restPort, dataDir } = configFrom(common);
  given.add(restPort);
  for (const app of APPS) {
    for (let n = 0; n < replicas[app]; n++) {
      const wanted = app === 'gateway' && n === 0 ? restPort : 0;
      processes.push({ app, port: wanted || (await freePort()), grpcPort: await freePort() });
    }
  }
  const env = { ...common, ...addresses(), DATA_DIR: dataDir };
  // As each of them will read it: engines that they cannot share are refused.
  configFrom(env);
  take(dataDir);
  await assertFree('PORT', restPort, { host: HOST });
  onSignal(() => void stop(0), kill);
  for (const each of processes) start(each, env);
  await Promise.all(processes.map(ready));
  const gateways = processes.filter(({ app }) => app === 'gateway');
  if (!stopping) console.log(`ready: REST on ${gateways.map(({ port }) => `http://${HOST}:${port}`).join(', ')}`);
}

/** Makes the folder ours; refuses one where another supervisor or an embedded platform runs, or what a killed one left. */
function take(dataDir) {
  makeFolder(dataDir);
  lock = new WriterLock(dataDir);
  const told = join(dataDir, 'processes.json');
  const left = processesIn(told).filter(lives);
  if (left.length) {
    const pids = left.map(({ pid }) => pid).join(', ');
    refuse(
      `The data folder ${dataDir} has processes of a start:distributed that was killed: end them first, pid ${pids}.`,
    );
  }
  try {
    tell(told);
  } catch (error) {
    refuse(`The data folder ${dataDir} cannot be used: ${error.message}.`);
  }
  file = told;
}

/** None where the file is no list: it was cut short as the machine went down, and all of them with it. */
function processesIn(told) {
  try {
    const list = JSON.parse(readFileSync(told, 'utf8'));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** Whether a process is still the one that was started; a system without /proc tells only that there is one. */
function lives({ app, pid }) {
  try {
    if (!existsSync('/proc/self/cmdline')) return process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mainOf(app));
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function mainOf(app) {
  return `/dist/apps/${app}/src/main.js`;
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
  const main = fileURLToPath(new URL(`..${mainOf(each.app)}`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...env, PORT: String(each.port), GRPC_PORT: String(each.grpcPort) },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    // Not in this terminal's group: Ctrl-C is for this one, which then stops them in order.
    detached: true,
  });
  Object.assign(each, { pid: child.pid, child, startedAt: Date.now() });
  child.once('message', () => (each.listens = true));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-10_000);
    if (each.wasReady) process.stderr.write(text);
  });
  each.ended = new Promise((ended) => {
    child.once('close', (code, signal) => {
      each.pid = undefined;
      each.listens = false;
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

/** Resolves when a process takes work, or when all are stopped. Before it listens, another one may answer at its port. */
async function ready(each) {
  while (!stopping) {
    const { child, listens } = each;
    const answer = listens && (await answerAt(`http://${HOST}:${each.port}/readyz`));
    if (answer?.ok && each.listens && each.child === child) {
      each.wasReady = true;
      return;
    }
    await sleep(100);
  }
}

function answerAt(url) {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
}

/** What runs now, written so that nobody reads half of it. */
function tell(to = file) {
  const running = processes
    .filter(({ pid }) => pid)
    .map(({ app, pid, port, grpcPort }) => ({ app, pid, port, grpcPort }));
  writeFileSync(`${to}.new`, `${JSON.stringify(running, null, 2)}\n`);
  renameSync(`${to}.new`, to);
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
  if (file) rmSync(file, { force: true });
  lock?.release();
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
  throw new StartError(sentence);
}
