import fastify, { type FastifyInstance } from 'fastify';
import { MemoryCache } from '#adapters';
import { AppError, type Cache } from '#ports';
import { until } from '../../../../test/until.js';
import { answerRepeats } from './idempotency.js';

const LEASE_MS = 900;
const NOT_FAKED = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
] as const;
// A cache may take 0 for no time.
let now = 1;
let cache: MemoryCache;
const running: FastifyInstance[] = [];
let open = () => {};
let gate: Promise<void>;
let begun = 0;

/** A process that takes a write, and ends with it when the gate opens. */
function replica(own: Cache = cache): FastifyInstance {
  const server = fastify();
  answerRepeats(server, own, LEASE_MS);
  server.setErrorHandler((error, _, reply) => reply.code(error instanceof AppError ? 409 : 500).send(String(error)));
  server.post('/v1/things', async () => {
    begun++;
    await gate;
    return 'done';
  });
  running.push(server);
  return server;
}
const post = async (server: FastifyInstance) => {
  const headers = { 'idempotency-key': 'k' };
  return (await server.inject({ method: 'POST', url: '/v1/things', headers, payload: {} })).statusCode;
};

/** Lets time pass for the leases and their renewals alone: nothing depends on how fast this machine is. */
const pass = (ms: number) => {
  now += ms;
  jest.advanceTimersByTime(ms);
};

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: [...NOT_FAKED] });
  cache = new MemoryCache({ now: () => now });
  begun = 0;
  gate = new Promise((resolve) => (open = resolve));
});
afterEach(async () => {
  open();
  await Promise.all(running.splice(0).map((server) => server.close()));
  jest.useRealTimers();
});

it('a request that runs for longer than the lease is still known to run, in every replica', async () => {
  const [one, two] = [replica(), replica()];
  const first = post(one);
  await until(() => begun === 1);
  for (let waited = 0; waited < 3 * LEASE_MS; waited += LEASE_MS / 9) {
    pass(LEASE_MS / 9);
    expect(await post(two)).toBe(409);
  }
  open();
  expect(await first).toBe(200);
  expect(await post(two)).toBe(200);
  expect(begun).toBe(1);
});

it('a request whose process has died is taken over when its lease has run out', async () => {
  const dead = Object.assign(Object.create(cache) as MemoryCache, { set: () => Promise.resolve() });
  const [one, two] = [replica(dead), replica()];
  const lost = post(one);
  await until(() => begun === 1);
  expect(await post(two)).toBe(409);
  pass(LEASE_MS - 1);
  expect(await post(two)).toBe(409);
  pass(2);
  const taken = post(two);
  await until(() => begun === 2);
  open();
  expect(await taken).toBe(200);
  await lost;
});
