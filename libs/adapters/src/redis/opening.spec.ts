import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { CannotStart } from '#ports';
import { until } from '../../../ports/contract/until.js';
import { freePort } from '../../../../test/free-port.js';
import { selfSigned } from '../../../../test/self-signed.js';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { RedisCache } from './cache.js';

const HOUR = 3_600_000;
const SERVER = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync);

describe('opening the cache in Redis', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
    jest.spyOn(console, 'warn').mockImplementation(); // the driver's own, about a user without rights
  });
  /** The sentence that opening ends with. */
  const refusal = async (url: string, startTimeoutMs = 10_000): Promise<string> => {
    try {
      await (await RedisCache.open({ url, namespace: 'test', startTimeoutMs })).close();
      return 'opened';
    } catch (error) {
      if (error instanceof CannotStart) return error.message;
      throw error;
    }
  };

  it.each([
    '',
    'localhost:6379',
    'http://localhost:6379',
    'redis://',
    'redis://localhost/orders',
    'redis://:50%@localhost',
    'redis://user:1?secret@localhost',
    'redis://user:1#secret@localhost',
  ])('refuses %j as an address', async (url) =>
    expect(await refusal(url)).toBe('REDIS_URL is not like redis://user:password@host:6379/0.'),
  );

  it('refuses a setting in the address, which nobody would honour', async () =>
    expect(await refusal('redis://localhost:6379/0?tls=true')).toBe(
      'REDIS_URL sets tls, which is not possible here: TLS is told by rediss:// or REDIS_CA_FILE.',
    ));

  it('awaits a server that is not reached, for the given time', async () => {
    const port = await freePort();
    expect(await refusal(`redis://127.0.0.1:${port}`, 300)).toMatch(
      new RegExp(`^REDIS_URL \\(127.0.0.1:${port}\\) was not reached within 0.3 s \\(.*ECONNREFUSED.*\\)\\.$`),
    );
  });

  describe('on a server that answers', () => {
    let server: Server;
    let url: string;
    let answers: Record<string, string>;
    const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
    beforeEach(async () => {
      answers = { info: bulk('redis_version:7.2.1\r\nredis_mode:standalone\r\nloading:0\r\n') };
      const port = await freePort();
      url = `redis://127.0.0.1:${port}`;
      server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (data) => {
          for (const [, name = ''] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g))
            socket.write(answers[name.toLowerCase()] ?? '+OK\r\n');
        });
      });
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    it('takes one that is fit', async () => {
      expect(await refusal(url)).toBe('opened');
    });

    it.each<[string, Record<string, string>, RegExp]>([
      [
        'an older version',
        { info: bulk('redis_version:6.2.14\r\nredis_mode:standalone\r\n') },
        /^REDIS_URL is a server of version 6\.2\.14; Daybook needs Redis 7\.0 or later\.$/,
      ],
      [
        'a cluster',
        { info: bulk('redis_version:7.2.1\r\nredis_mode:cluster\r\n') },
        /^REDIS_URL is a Redis in cluster mode/,
      ],
      ['no password', { info: '-NOAUTH Authentication required.\r\n' }, /^The server of REDIS_URL refuses the user or/],
      [
        'a user without rights',
        { info: "-NOPERM this user has no permissions to run the 'info' command\r\n" },
        /^The server of REDIS_URL does not let the user/,
      ],
      ['something else', { info: 'HTTP/1.1 400 Bad Request\r\n\r\n' }, /^The server of REDIS_URL does not speak like/],
    ])('refuses %s at once, with a sentence', async (_, given, sentence) => {
      answers = given;
      expect(await refusal(url)).toMatch(sentence);
    });

    it('refuses a wrong password at once', async () => {
      answers['auth'] = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
      expect(await refusal(url.replace('//', '//daybook:wrong@'))).toMatch(
        /^The server of REDIS_URL refuses the user or the password/,
      );
    });

    it('is reached anew where it has become a replica, as after a failover', async () => {
      const cache = await RedisCache.open({ url, namespace: 'test' });
      answers['set'] = "-READONLY You can't write against a read only replica.\r\n";
      let connections = 0;
      server.on('connection', () => connections++);
      await cache.set('plain', 1, HOUR);
      await until(() => connections > 0);
      answers = { ...answers, set: '+OK\r\n' };
      await until(() => cache.add('added', 1, HOUR));
      expect(connections).toBe(1);
      await cache.close();
    });

    it('refuses a database that is not there', async () => {
      answers['select'] = '-ERR DB index is out of range\r\n';
      expect(await refusal(`${url}/99`)).toMatch(/^The server of REDIS_URL does not have that database/);
    });
  });

  if (!SERVER) process.stderr.write('redis-server was not found: its restart is not tested\n');
  describe('on a server of its own', () => {
    const folder = temporaryFolder();
    let port: number;
    let url: string;
    let running: ChildProcess | undefined;
    const start = async (...options: string[]) => {
      const memory = ['--save', '', '--appendonly', 'no', '--dir', folder('.')];
      running = spawn(SERVER!, ['--port', `${port}`, '--bind', '127.0.0.1', ...memory, ...options], {
        stdio: 'ignore',
      });
      await once(running, 'spawn');
    };
    const kill = async () => {
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      running.kill('SIGKILL');
      await once(running, 'exit');
    };
    beforeEach(async () => {
      port = await freePort();
      url = `redis://127.0.0.1:${port}`;
    });
    afterEach(kill);

    it(`tells whether there is one`, () => expect(SERVER ? existsSync(SERVER) : false).toBe(!!SERVER));

    if (SERVER) {
      it('is awaited, killed and started again without its data: nothing fails, and the cache fills anew', async () => {
        const opening = RedisCache.open({ url, namespace: 'test' });
        await start();
        const cache = await opening;
        await cache.set('plain', 1, HOUR);
        await kill();
        expect(await cache.get('plain')).toBeUndefined();
        await start();
        await until(async () => {
          await cache.set('plain', 2, HOUR);
          return (await cache.get('plain')) === 2;
        });
        await cache.close();
      });

      it('is given the user and the password of the URL or of the options, and refuses others', async () => {
        await start('--requirepass', 'p@ss word');
        const encoded = url.replace('//', `//:${encodeURIComponent('p@ss word')}@`);
        await (await RedisCache.open({ url: encoded, namespace: 'test' })).close();
        await (await RedisCache.open({ url, namespace: 'test', username: 'default', password: 'p@ss word' })).close();
        expect(await refusal(url)).toMatch(/refuses the user or the password/);
        expect(await refusal(url.replace('//', '//:wrong@'))).toMatch(/refuses the user or the password/);
      });

      it('is spoken to over TLS when it is told so, and must have a certificate that is trusted', async () => {
        const { keyFile, certificateFile, certificate: ca } = selfSigned(folder);
        const tls = await freePort();
        const files = ['--tls-cert-file', certificateFile, '--tls-key-file', keyFile];
        await start(
          '--tls-port',
          `${tls}`,
          '--tls-auth-clients',
          'no',
          '--tls-ca-cert-file',
          certificateFile,
          ...files,
        );
        const secure = `rediss://127.0.0.1:${tls}`;
        const cache = await RedisCache.open({ url: secure, namespace: 'test', ca });
        await cache.set('plain', 1, HOUR);
        expect(await cache.get('plain')).toBe(1);
        await cache.close();
        await (await RedisCache.open({ url: `redis://127.0.0.1:${tls}`, namespace: 'test', ca })).close();
        expect(await refusal(secure)).toMatch(/^The server of REDIS_URL is not reached over TLS as it is told/);
      });

      it('goes on while it is full, and is told the news when it has room', async () => {
        await start('--maxmemory-policy', 'noeviction');
        const cache = await RedisCache.open({ url, namespace: 'test' });
        await cache.through('k', HOUR, () => Promise.resolve({ value: 'old', revision: 1 }));
        const server = new Redis(url);
        await server.config('SET', 'maxmemory', '100kb');
        await cache.set('plain', 1, HOUR);
        expect(await cache.get('plain')).toBeUndefined();
        expect(await cache.through('k', HOUR, () => Promise.reject(new Error('kept')))).toBe('old');
        await cache.invalidate('k', 2);
        const load = () => Promise.resolve({ value: 'new', revision: 2 });
        expect(await cache.through('k', HOUR, load)).toBe('new');
        expect(await server.get('test:k')).toBe('1:"old"');
        await server.config('SET', 'maxmemory', '0');
        await until(async () => (await server.get('test:k')) === '2:');
        await server.quit();
        await cache.close();
      });
    }
  });
});
