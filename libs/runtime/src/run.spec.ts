import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { freePort } from '../../../test/free-port.js';
import { newKey } from './auth/key-file.js';
import { Readiness } from './health.js';
import { start } from './run.js';
import { startSentence } from './start-error.js';

const folder = mkdtempSync(join(tmpdir(), 'daybook-'));
afterAll(() => rmSync(folder, { recursive: true }));
const quiet = { write: () => undefined };
const env = (more: NodeJS.ProcessEnv) => ({
  PORT: '0',
  GRPC_PORT: '0',
  DATA_DIR: join(folder, 'data'),
  LOG_LEVEL: 'error',
  ...more,
});

@Module({})
class Nothing {}

describe('a process that cannot start', () => {
  const sentence = (more: NodeJS.ProcessEnv) =>
    start({ modules: [Nothing], http: true, env: env(more), log: quiet }).then(
      () => 'it started',
      (error: unknown) => startSentence(error),
    );

  it('says which port is in use', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    expect(await sentence({ PORT: String(port) })).toBe(`PORT ${port} is in use by another process.`);
    await new Promise((resolve) => other.close(resolve));
  });

  it.each(['192.0.2.1', 'nowhere.invalid'])('says that %s is no address of it', async (host) => {
    const keys = join(folder, 'keys');
    writeFileSync(keys, newKey('shop', ['read']).line);
    expect(await sentence({ HOST: host, API_KEYS_FILE: keys })).toBe(`HOST ${host} is no address of this machine.`);
  });

  it('speaks through its own log while it awaits a server', async () => {
    const lines: string[] = [];
    const log = { write: (line: string) => void lines.push(line) };
    const nobody = `127.0.0.1:${await freePort()}`;
    const awaiting = { EVENT_FEED: 'kafka', KAFKA_BROKERS: nobody, START_TIMEOUT: '1s' };
    const more = { LOG_LEVEL: 'warn', LOG_FORMAT: 'json', ...awaiting };
    await expect(start({ modules: [Nothing], env: env(more), log })).rejects.toThrow(`(${nobody})`);
    expect(lines.map((line) => (JSON.parse(line) as { context: string }).context)).toContain('kafka');
  });

  it('says that its folder cannot be used', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await sentence({ DATA_DIR: join(file, 'data') })).toMatch(/^The data folder .* cannot be used: /);
  });

  it('tells what an adapter cannot start with by its sentence', () => {
    class CannotStart extends Error {}
    expect(startSentence(new CannotStart('Redis wants a password.'))).toBe('Redis wants a password.');
    expect(startSentence(new Error('a fault'))).toBeUndefined();
  });
});

describe('a process that stops', () => {
  /** One whose route answers once it is let. */
  const slow = async () => {
    const order: string[] = [];
    let open = () => {};
    let inside = () => {};
    const entered = new Promise<void>((resolve) => (inside = resolve));
    const gate = new Promise<void>((resolve) => (open = resolve));

    @Controller('v1/slow')
    class Slow {
      @Get()
      async get() {
        inside();
        await gate;
        order.push('answered');
        return { done: true };
      }
    }
    @Module({ controllers: [Slow] })
    class SlowModule implements OnModuleDestroy {
      onModuleDestroy() {
        order.push('module closed');
      }
    }

    const app = await start({ modules: [SlowModule], http: true, env: env({}), log: quiet });
    return { app, url: await app.getUrl(), entered, open, order };
  };

  it('is not ready, lets what runs end, and only then closes its modules', async () => {
    const { app, url, entered, open, order } = await slow();
    const running = fetch(`${url}/v1/slow`);
    await entered;
    const closed = app.close();
    expect(app.get(Readiness).report().status).toBe('draining');
    open();
    expect(await (await running).json()).toEqual({ done: true });
    await closed;
    expect(order).toEqual(['answered', 'module closed']);
  });

  it('cuts no answer that its caller still reads', async () => {
    const long = 'x'.repeat(32 * 2 ** 20);
    @Controller('v1/long')
    class Long {
      @Get()
      get() {
        return long;
      }
    }
    @Module({ controllers: [Long] })
    class LongModule {}

    const app = await start({ modules: [LongModule], http: true, env: env({}), log: quiet });
    const answer = await fetch(`${await app.getUrl()}/v1/long`);
    const closed = app.close();
    await sleep(200);
    expect((await answer.text()).length).toBe(long.length);
    await closed;
  });

  it('serves what comes meanwhile over a connection that it has, and tells that no more is taken there', async () => {
    const { app, url, entered, open } = await slow();
    const running = fetch(`${url}/v1/slow`);
    // Its connection is not idle: the request has begun.
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /v1/slow HTTP/1.1\r\nHost: a\r\n'));
    let late = '';
    socket.on('data', (chunk) => (late += String(chunk)));
    const over = once(socket, 'close');
    await entered;
    await sleep(50);
    const closed = app.close();
    await sleep(50);
    socket.write('\r\n');
    open();
    const { headers, status } = await running;
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    await Promise.all([closed, over]);
    expect(late).toMatch(/^HTTP\/1.1 200 /);
    expect(late.toLowerCase()).toContain('connection: close');
  });
});

it('a process takes no call before its modules have begun', async () => {
  const ports = [await freePort(), await freePort()];
  const listening = () => Promise.all(ports.map(isOpen));
  let early: boolean[] | undefined;
  @Module({})
  class Slow implements OnApplicationBootstrap {
    async onApplicationBootstrap() {
      early = await listening();
    }
  }
  const [PORT, GRPC_PORT] = ports.map(String);
  const app = await start({ modules: [Slow], http: true, env: env({ PORT, GRPC_PORT }), log: quiet });
  const late = await listening();
  await app.close();
  expect([early, late]).toEqual([
    [false, false],
    [true, true],
  ]);
});

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
