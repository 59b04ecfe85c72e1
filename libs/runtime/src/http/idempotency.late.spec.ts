import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, HttpCode, Module, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AppError, Cache, callContext } from '#ports';
import { served } from '../../../../test/served.js';
import { until } from '../../../../test/until.js';
import { answerWrite } from './answers.js';

const TIMEOUT_MS = 300;
/** How much later than asked the cache answers, as one does that is another process. */
let lateMs = 1;
let addLateMs = 0;
let runs = 0;

@Controller('v1/things')
class Things {
  @Post(':ends')
  @HttpCode(200)
  async write(@Param('ends') ends: string, @Res({ passthrough: true }) reply: FastifyReply) {
    runs++;
    const { signal } = callContext()!;
    if (ends !== 'soon') await new Promise((resolve) => signal!.addEventListener('abort', resolve));
    if (ends === 'cancelled') throw new AppError('timeout', 'DEADLINE_EXCEEDED', 'The service did not answer in time.');
    return answerWrite(reply, { revision: 0, position: 'p' }, { ends }, { location: '/v1/things/1', status: 201 });
  }
}

@Module({ controllers: [Things] })
class ThingsModule {}

const { app, base } = served(ThingsModule, { REQUEST_TIMEOUT: `${TIMEOUT_MS}ms` });
beforeAll(() => {
  const cache = app().get<Cache>(Cache);
  const [get, add] = [cache.get.bind(cache), cache.add.bind(cache)];
  Object.assign(cache, {
    get: (key: string) => sleep(lateMs).then(() => get(key)),
    add: (...given: Parameters<Cache['add']>) => sleep(addLateMs).then(() => add(...given)),
  });
});
beforeEach(() => {
  lateMs = 1;
  addLateMs = 0;
  runs = 0;
});

async function post(ends: string, key: string) {
  const reply = await fetch(`${base()}/v1/things/${ends}`, { method: 'POST', headers: { 'idempotency-key': key } });
  const { status, headers } = reply;
  return { status, headers: Object.fromEntries(headers), body: (await reply.json()) as object };
}
const timedOut = { status: 504, body: { code: 'DEADLINE_EXCEEDED', detail: 'The time for the request was up.' } };

/** One that is begun a second time is a rejection that nobody handles, with which the process ends, and so the test. */
describe('a write with an idempotency key gets one answer', () => {
  it.each(['cancelled', 'anyway'])('when its time is up and its handler then ends: %s', async (ends) => {
    const answers = await Promise.all(Array.from({ length: 5 }, (_, n) => post(ends, `${ends}${n}`)));
    for (const answer of answers) {
      expect(answer).toMatchObject(timedOut);
      expect(answer.headers).not.toHaveProperty('etag');
      expect(answer.headers).not.toHaveProperty('location');
    }
    expect(await post(ends, `${ends}0`)).toMatchObject(timedOut);
    expect(runs).toBe(6);
  });

  it('when its time is up while its answer is being kept', async () => {
    lateMs = TIMEOUT_MS + 200;
    const first = await post('soon', 'soon');
    expect(first).toMatchObject({ status: 201, headers: { location: '/v1/things/1' }, body: { ends: 'soon' } });
    expect(first.headers['content-type']).toContain('application/json');
    lateMs = 1;
    const { status, headers, body } = await post('soon', 'soon');
    expect({ status, body }).toEqual({ status: 201, body: first.body });
    expect(headers).toMatchObject({ 'idempotent-replayed': 'true', 'content-type': first.headers['content-type'] });
    expect(runs).toBe(1);
  });

  it('and may run again when its time was up before it began', async () => {
    addLateMs = TIMEOUT_MS + 100;
    expect(await post('soon', 'slow')).toMatchObject(timedOut);
    await sleep(200);
    expect(runs).toBe(0);
    addLateMs = 0;
    const again = await until(async () => {
      const answer = await post('soon', 'slow');
      return answer.status !== 409 && answer;
    });
    expect(again).toMatchObject({ status: 201, body: { ends: 'soon' } });
  }, 20_000);
});
