import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type Server } from 'node:net';
import { CannotStart, NO_STREAM } from '#ports';
import { EsdbDouble } from '../../../../test/esdb-double/start.js';
import { doubleForSuite } from '../../../../test/esdb-double/suite.js';
import { freePort } from '../../../../test/free-port.js';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { record } from '../../../ports/contract/record.js';
import { sampleEvent } from '../../../ports/contract/sample-event.js';
import { KurrentdbEventStore } from './event-store.js';

const PASSWORD = 'top-secret';

describe('opening EventStoreDB', () => {
  const double = doubleForSuite();
  const file = temporaryFolder();

  /** The sentence with which it cannot start. */
  const refused = async (url: string, startTimeoutMs = 30_000) => {
    const start = performance.now();
    const error = await KurrentdbEventStore.open(url, { startTimeoutMs }).then(
      (store) => store.close(),
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(CannotStart);
    const { message } = error as CannotStart;
    expect(message).toMatch(/^EVENTSTORE_URL .*\.$/);
    expect(message).not.toContain(PASSWORD);
    return { message, ms: performance.now() - start };
  };

  it.each([
    '',
    'localhost:2113',
    'http://localhost:2113',
    `esdb://admin:${PASSWORD}@`,
    `esdb://admin:${PASSWORD}@localhost:port`,
    `esdb://admin:${PASSWORD}@localhost:2113?tls=maybe`,
    `esdb://admin:${PASSWORD}@localhost:2113?tlsCAFile=nowhere.crt`,
    // Wrong revisions would be answered like successes.
    `esdb://admin:${PASSWORD}@localhost:2113?throwOnAppendFailure=false`,
    // The client would ignore these two, and print the string to say so.
    `esdb://admin:${PASSWORD}@localhost:2113?tlsVerifyCert=false`,
    `esdb://admin:${PASSWORD}@localhost:2113?tls=false&passwort=1`,
  ])('refuses %p at once and prints nothing', async (url) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { ms } = await refused(url);
    expect(ms).toBeLessThan(20_000);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it.each(['esdb', 'kurrentdb', 'kdb'])('takes a string that begins with %s://', async (scheme) => {
    const store = await KurrentdbEventStore.open(double().url.replace('esdb', scheme));
    expect(await store.head()).toBe(0);
    await store.close();
  });

  it.each(['UNAUTHENTICATED', 'PERMISSION_DENIED', 'UNIMPLEMENTED'] as const)(
    'gives up at once when the server answers %s',
    async (refuse) => {
      await double().fault({ refuse });
      const { message, ms } = await refused(double().url);
      expect(message).toContain(refuse);
      expect(ms).toBeLessThan(20_000);
    },
  );

  it.each<[string, () => Server]>([
    ['HTTP/1', () => createHttpServer((_, response) => response.end('hello'))],
    ['HTTP/2', () => createHttp2Server((_, response) => response.end('hello'))],
    [
      'something else',
      () =>
        createServer((socket) =>
          socket
            .resume()
            .on('error', () => undefined)
            .write('220 hello\n'),
        ),
    ],
  ])('gives up at once on a server that speaks %s', async (_, create) => {
    const port = await freePort();
    const server = create();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve).unref());
    const { ms } = await refused(`esdb://admin:${PASSWORD}@127.0.0.1:${port}?tls=false`);
    expect(ms).toBeLessThan(20_000);
    server.close();
  });

  it('gives up at once where TLS is expected and none is spoken', async () => {
    const { ms } = await refused(double().url.replace('?tls=false', ''));
    expect(ms).toBeLessThan(20_000);
  });

  it.each([
    ['22.2.1', ' is EventStoreDB 22.2.1; 22.6 is the least that works.'],
    ['21.10.9', ' is EventStoreDB 21.10.9; 22.6 is the least that works.'],
    [null, ' is EventStoreDB from before 21.10; 22.6 is the least that works.'],
  ])('gives up at once on a server whose version is %s, also on an empty one', async (version, reason) => {
    await double().fault({ version });
    const { message, ms } = await refused(double().url);
    expect(message).toContain(reason);
    expect(ms).toBeLessThan(20_000);
  });

  it.each(['22.6.0', '23.10.1', '25.1.0-rc.1', 'next'])('takes a server of version %s', async (version) => {
    await double().fault({ version });
    const store = await KurrentdbEventStore.open(double().url);
    expect(await store.head()).toBe(0);
    await store.close();
  });

  it('awaits a server that nobody answers for, as long as it was told to', async () => {
    const url = `esdb://admin:${PASSWORD}@127.0.0.1:${await freePort()}?tls=false`;
    const { message, ms } = await refused(url, 1_000);
    expect(message).toContain(url.split('@')[1]!.split('?')[0]);
    expect(ms).toBeGreaterThan(500);
    await double().fault({ frozen: true });
    for (const frozen of [
      double().url,
      // Looking for the leader of a cluster would take the client seconds more.
      `esdb://127.0.0.1:${double().port},127.0.0.1:${double().port}?tls=false&gossipTimeout=500&maxDiscoverAttempts=16`,
    ])
      expect((await refused(frozen, 500)).ms).toBeLessThan(6_000);
  });

  it('awaits a server that starts later', async () => {
    const late = await EsdbDouble.start(file('log'));
    await late.kill();
    const opening = KurrentdbEventStore.open(late.url);
    await late.restart();
    const store = await opening;
    expect(await record(store, 's-1', NO_STREAM, [sampleEvent('A')])).toHaveLength(1);
    await store.close();
    await late.kill();
  });

  it('refuses positions that a number cannot hold exactly, at once', async () => {
    const full = await EsdbDouble.start(file('log'), { firstPosition: 2n ** 53n });
    const store = await KurrentdbEventStore.open(full.url);
    for (const count of [1, 2]) {
      const events = Array.from({ length: count }, () => sampleEvent('A'));
      await expect(store.append(`s-${count}`, NO_STREAM, events)).rejects.toThrow('would not be exact');
      await expect(store.read(`s-${count}`)).rejects.toThrow('would not be exact');
    }
    await store.close();
    await full.kill();
  });
});
