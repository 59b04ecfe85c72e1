import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Order } from '#contracts';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../temporary-folder.js';
import { launch } from './process.js';

jest.setTimeout(60_000);

const file = temporaryFolder();

/** What it says on standard error before it ends by itself; fails unless that is one sentence, and the code is 2. */
async function refusal(folder: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const platform = await launch(folder, env);
  const patience = setTimeout(() => void platform.end('SIGKILL'), 40_000);
  const { code } = await platform.ended;
  clearTimeout(patience);
  const { stderr, stdout } = platform.output;
  const said = stderr.trimEnd();
  if (code !== 2 || said.includes('\n') || stdout) throw new Error(`It ended with ${code}: ${said}${stdout}`);
  return said;
}

describe('a platform that cannot start says why in a sentence', () => {
  let taken: Server | undefined;
  const take = async () => {
    const port = await freePort();
    taken = createServer();
    await new Promise<void>((resolve) => taken!.listen(port, '127.0.0.1', resolve));
    return String(port);
  };
  afterEach(async () => {
    if (taken) await new Promise((resolve) => taken!.close(resolve));
    taken = undefined;
  });

  it('for a port in use', async () => {
    const port = await take();
    expect(await refusal(file('data'), { PORT: port })).toMatch(
      new RegExp(`^PORT ${port} is in use by another process\\.$`),
    );
  });

  it('for a gRPC port in use', async () => {
    const port = await take();
    expect(await refusal(file('data'), { GRPC_PORT: port })).toMatch(
      new RegExp(`^GRPC_PORT ${port} is in use by another process\\.$`),
    );
  });

  it('for a data folder that is none', async () => {
    writeFileSync(file('data'), 'a file');
    expect(await refusal(file('data'))).toMatch(/^The data folder \S+ cannot be used.+\.$/);
  });

  it('for a data folder that cannot be written', async () => {
    // Not even a user who may do everything can make a folder there.
    expect(await refusal('/proc/daybook')).toMatch(/^The data folder \/proc\/daybook cannot be used: .+\.$/);
  });

  it('for a data folder that another one writes, which goes on', async () => {
    const first = await launch(file('data'));
    try {
      await first.ready();
      expect(await refusal(file('data'))).toMatch(
        new RegExp(`^The data folder \\S+ is in use by another Daybook process \\(pid ${first.pid}\\)\\.$`),
      );
      expect(await first.rest.get('/readyz')).toMatchObject({ status: 200 });
    } finally {
      await first.end('SIGKILL');
    }
  });

  it('for a setting that is none', async () => {
    expect(await refusal(file('data'), { MODE: 'sideways' })).toMatch(/^MODE must be .+ not "sideways"\.$/);
    expect(await refusal(file('data'), { HOST: '0.0.0.0' })).toMatch(/^HOST must be .+ not "0\.0\.0\.0"\.$/);
  });

  it.each(['log.sqlite', 'read.sqlite', 'search.sqlite'])(
    'for a damaged %s, which it leaves as it is',
    async (name) => {
      mkdirSync(file('data'));
      const path = join(file('data'), name);
      writeFileSync(path, 'This was a database once. '.repeat(1_000));
      const before = readFileSync(path);
      expect(await refusal(file('data'))).toMatch(new RegExp(`${name.replace('.', '\\.')}.+\\.$`));
      expect(readFileSync(path).equals(before)).toBe(true);
    },
  );

  it('for a log that is cut short', async () => {
    const first = await launch(file('data'));
    await first.ready();
    await first.rest.post('/v1/stock/CUP/receipts', { quantity: 1 });
    await first.end('SIGTERM');
    const log = join(file('data'), 'log.sqlite');
    const whole = readFileSync(log);
    writeFileSync(log, whole.subarray(0, whole.length - 4096 * 2));
    expect(await refusal(file('data'))).toMatch(/log\.sqlite is damaged.+\.$/);
    expect(readdirSync(file('data'))).toContain('log.sqlite');
  });
});

describe('a platform that is told to stop', () => {
  it('answers what runs, takes nothing new, and ends with 0', async () => {
    const platform = await launch(file('data'));
    try {
      await platform.ready();
      const { rest } = platform;
      const product = { sku: 'CUP', name: 'Cup', price: { amount: 100, currency: 'GBP' }, status: 'active' };
      await rest.post('/v1/products', product);
      await rest.post('/v1/stock/CUP/receipts', { quantity: 10 });
      const order = { lines: [{ sku: 'CUP', quantity: 1 }], payment: { token: 'slow' } };
      const running = rest.post<Order>('/v1/orders', order, { prefer: 'wait=20' });
      const placed = async () => (await rest.get<{ totalCount: number }>('/v1/orders')).body.totalCount === 1;
      while (!(await placed())) await new Promise(setImmediate);
      const ended = platform.end('SIGTERM');
      const answer = await running;
      const answered = performance.now();
      expect(answer).toMatchObject({ status: 201, body: { status: 'confirmed' } });
      await expect(rest.get('/healthz')).rejects.toThrow('fetch failed');
      expect(await ended).toEqual({ code: 0, signal: null });
      // Not when its patience with idle connections ends, which is 10 s.
      expect(performance.now() - answered).toBeLessThan(5_000);
      expect(platform.output).toEqual({ stdout: '', stderr: '' });
    } finally {
      await platform.end('SIGKILL');
    }
  });

  it('goes on where it was when it starts again', async () => {
    const first = await launch(file('data'));
    await first.ready();
    await first.rest.post('/v1/stock/CUP/receipts', { quantity: 7 });
    expect(await first.end('SIGINT')).toEqual({ code: 0, signal: null });
    const second = await launch(file('data'));
    try {
      await second.ready();
      expect(await second.rest.get('/v1/stock/CUP')).toMatchObject({ body: { onHand: 7 } });
    } finally {
      expect(await second.end('SIGTERM')).toEqual({ code: 0, signal: null });
    }
  });
});
