import { Body, Controller, HttpCode, Module, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Cancellation } from '#contracts';
import { AppError, Cache } from '#ports';
import { served } from '../../../../test/served.js';
import { answerWrite } from './answers.js';

let runs = 0;
/** Of the present test. */
let key = '';
let keys = 0;
let gate: Promise<void> | undefined;
let entered: () => void = () => undefined;

@Controller('v1/things')
class Things {
  @Post(':id')
  @HttpCode(201)
  async write(@Param('id') id: string, @Body() body: Cancellation, @Res({ passthrough: true }) reply: FastifyReply) {
    runs++;
    entered();
    await gate;
    if (body.reason === 'no')
      throw new AppError('rejected', 'CLOSED', 'It is closed.', [{ pointer: '/a', message: 'b' }]);
    if (body.reason === 'fault') throw new Error('broken');
    if (body.reason === 'busy') throw new AppError('unavailable', 'UNAVAILABLE');
    if (body.reason === 'stale revision') throw new AppError('conflict', 'VERSION_CONFLICT');
    if (body.reason === 'reused') throw new AppError('unprocessable', 'IDEMPOTENCY_KEY_REUSED');
    return answerWrite(
      reply,
      { revision: runs, position: `p${runs}` },
      { id, run: runs },
      { location: `/v1/things/${id}` },
    );
  }
}

@Module({ controllers: [Things] })
class ThingsModule {}

const { app, base } = served(ThingsModule);
beforeEach(() => {
  runs = 0;
  key = `k${++keys}`;
  gate = undefined;
});

async function post(given: string | undefined, body: string, path = '/v1/things/1') {
  const reply = await fetch(base() + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(given !== undefined && { 'idempotency-key': given }) },
    body,
  });
  const replayed = reply.headers.get('idempotent-replayed');
  return { status: reply.status, replayed, headers: reply.headers, body: (await reply.json()) as object };
}

describe('a write with an idempotency key', () => {
  it('is answered the second time as the first, whatever the order of its fields', async () => {
    const first = await post(key, '{"reason":"a","lines":[]}');
    const second = await post(`"${key}"`, '{"lines":[],"reason":"a"}');
    expect(first).toMatchObject({ status: 201, replayed: null, body: { run: 1 } });
    expect(second).toMatchObject({ status: 201, replayed: 'true', body: { run: 1 } });
    for (const name of ['etag', 'location', 'daybook-position', 'content-type']) {
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(runs).toBe(1);
  });

  it('is another without a key, or with another one', async () => {
    await post(undefined, '{}');
    await post(undefined, '{}');
    await post(`${key}a`, '{}');
    await post(`${key}b`, '{}');
    expect(runs).toBe(4);
  });

  it('is refused with another body, or for another target', async () => {
    await post(key, '{}');
    const reused = { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } };
    expect(await post(key, '{"reason":"a"}')).toMatchObject(reused);
    expect(await post(key, '{}', '/v1/things/2')).toMatchObject(reused);
    expect(runs).toBe(1);
  });

  it('is not kept from who owns the key by a refusal of the log, which knows more than the cache', async () => {
    const refusal = { status: 422, replayed: null, body: { code: 'IDEMPOTENCY_KEY_REUSED' } };
    expect(await post(key, '{"reason":"reused"}')).toMatchObject(refusal);
    expect(await post(key, '{"reason":"reused"}')).toMatchObject(refusal);
    expect(await post(key, '{"reason":"a"}')).toMatchObject({ status: 201, replayed: null });
    expect(runs).toBe(3);
  });

  it('is refused while the first still runs', async () => {
    let open = () => {};
    gate = new Promise((resolve) => (open = resolve));
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const first = post(key, '{}');
    await inside;
    const second = await post(key, '{}');
    expect(second).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_IN_FLIGHT' } });
    expect(second.headers.get('retry-after')).toBe('1');
    open();
    expect(await first).toMatchObject({ status: 201 });
    expect(await post(key, '{}')).toMatchObject({ status: 201, replayed: 'true' });
  });

  it('is answered with its first refusal', async () => {
    const refusal = { status: 409, body: { code: 'CLOSED', detail: 'It is closed.', errors: [{ pointer: '/a' }] } };
    expect(await post(key, '{"reason":"no"}')).toMatchObject(refusal);
    expect(await post(key, '{"reason":"no"}')).toMatchObject({ ...refusal, replayed: 'true' });
    expect(runs).toBe(1);
  });

  it.each(['fault', 'busy', 'stale revision'])('runs again after a %s', async (reason) => {
    await post(key, `{"reason":"${reason}"}`);
    await post(key, `{"reason":"${reason}"}`);
    expect(runs).toBe(2);
  });

  it('keeps no failed validation', async () => {
    expect(await post(key, '{"reason":5}')).toMatchObject({ status: 400 });
    expect(await post(key, '{"reason":"a"}')).toMatchObject({ status: 201, replayed: null });
  });

  it.each(['', '""', 'x'.repeat(256), 'a\tb', 'ü'])('has no key like %j', async (wrong) => {
    expect(await post(wrong, '{}')).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ header: 'Idempotency-Key' }] },
    });
    expect(runs).toBe(0);
  });

  it('goes through when the cache is away: the log recognises it', async () => {
    const away = () => Promise.reject(new Error('no connection'));
    Object.assign(app().get<Cache>(Cache), { add: away, get: away });
    expect(await post(key, '{}')).toMatchObject({ status: 201 });
    expect(await post(key, '{}')).toMatchObject({ status: 201 });
  });
});
