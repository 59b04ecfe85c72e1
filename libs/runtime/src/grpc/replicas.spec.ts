import { randomUUID } from 'node:crypto';
import { createServer, type Server as TcpServer } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { inContext } from '#ports';
import { freePort } from '../../../../test/free-port.js';
import { until } from '../../../../test/until.js';
import { Replicas } from './replicas.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});
const keep = <T extends { close(): unknown }>(each: T): T => {
  open.push(each);
  return each;
};

async function serve(port: number) {
  const server = new Server();
  await new Promise((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(undefined),
    ),
  );
  return keep({ close: () => server.forceShutdown() });
}

/** Three processes, their addresses, and those who call them. */
async function three() {
  const ports = [await freePort(), await freePort(), await freePort()];
  const servers = await Promise.all(ports.map(serve));
  const addresses = ports.map((port) => `127.0.0.1:${port}`);
  return { ports, servers, addresses, replicas: keep(new Replicas('OrderService', addresses)) };
}

const aggregates = Array.from({ length: 300 }, () => randomUUID());
const chosen = async (replicas: Replicas, each: string | undefined) => (await replicas.pick(each)).address;

describe('the replica that takes a call', () => {
  it('is the same for an aggregate, whoever calls and however the addresses are listed', async () => {
    const { addresses, replicas } = await three();
    const other = keep(new Replicas('OrderService', addresses.toReversed()));
    const counts = new Map<string, number>();
    for (const aggregate of aggregates) {
      const address = await chosen(replicas, aggregate);
      expect(await chosen(other, aggregate)).toBe(address);
      counts.set(address, (counts.get(address) ?? 0) + 1);
    }
    for (const address of addresses) expect(counts.get(address)).toBeGreaterThan(50);
  });

  it('changes only for the aggregates of one that went away, and they come back with it', async () => {
    const { addresses, ports, servers, replicas } = await three();
    const before = await Promise.all(aggregates.map((each) => chosen(replicas, each)));
    servers[1]!.close();
    await until(async () =>
      (await Promise.all(aggregates.map((each) => chosen(replicas, each)))).every((each) => each !== addresses[1]),
    );
    const others = aggregates.flatMap((each, i) => (before[i] === addresses[1] ? [] : [{ each, address: before[i] }]));
    for (const { each, address } of others) expect(await chosen(replicas, each)).toBe(address);
    await serve(ports[1]!);
    await until(async () => {
      const now = await Promise.all(aggregates.map((each) => chosen(replicas, each)));
      return now.every((address, i) => address === before[i]);
    });
  });

  it('is each in its turn where no aggregate is named', async () => {
    const { addresses, replicas } = await three();
    const turns: string[] = [];
    for (let n = 0; n < 6; n++) turns.push(await chosen(replicas, undefined));
    expect(turns).toEqual([...addresses, ...addresses]);
  });

  it('is one that has just been started again, though none was there for long', async () => {
    const port = await freePort();
    const replicas = keep(new Replicas('OrderService', [`127.0.0.1:${port}`]));
    // By then a try to connect is followed by the next one a second later.
    for (const begun = performance.now(); performance.now() - begun < 4_000;) {
      await expect(replicas.pick(undefined)).rejects.toThrow('can be reached');
    }
    await serve(port);
    expect(await chosen(replicas, undefined)).toBe(`127.0.0.1:${port}`);
  });

  it('is none when none is there, which is known before the caller goes', async () => {
    const replicas = keep(new Replicas('OrderService', [`127.0.0.1:${await freePort()}`]));
    const begun = performance.now();
    const context = { principal: 'anna', correlationId: randomUUID(), deadline: begun };
    await expect(inContext(context, () => replicas.pick('a'))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(performance.now() - begun).toBeLessThan(1_500);
    const refused = { kind: 'unavailable', code: 'UNAVAILABLE', retryAfter: 1 };
    await expect(replicas.pick('a')).rejects.toMatchObject(refused);
    await expect(replicas.pick(undefined)).rejects.toMatchObject(refused);
  });

  it('is not one that takes connections and never speaks', async () => {
    const silent = await new Promise<TcpServer>((resolve) => {
      const server = createServer((socket) => open.push({ close: () => socket.destroy() }));
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
    keep(silent);
    const { port } = silent.address() as { port: number };
    const speaking = await freePort();
    await serve(speaking);
    const replicas = keep(new Replicas('OrderService', [`127.0.0.1:${port}`, `127.0.0.1:${speaking}`]));
    for (const each of aggregates) expect(await chosen(replicas, each)).toBe(`127.0.0.1:${speaking}`);
  });
});

describe('a name with an address for each process', () => {
  it('is looked up again: addresses come and go, and stay while the name is not known', async () => {
    const port = await freePort();
    let addresses: readonly string[] | Error = new Error('ENOTFOUND');
    let asked = 0;
    const resolve = (host: string) => {
      asked++;
      expect(host).toBe('order');
      return addresses instanceof Error ? Promise.reject(addresses) : Promise.resolve(addresses);
    };
    const replicas = keep(new Replicas('OrderService', [`dns:order:${port}`], resolve, 10));
    const known = async () => (await replicas.all()).map(({ address }) => address);

    await expect(replicas.pick('a')).rejects.toMatchObject({ kind: 'unavailable' });
    addresses = ['127.0.0.1', '127.0.0.2'];
    await until(async () => (await known()).length === 2);
    const [first] = await replicas.all();
    addresses = ['127.0.0.1', '::1'];
    await until(async () => (await known()).includes(`[::1]:${port}`));
    expect((await replicas.all())[0]).toBe(first);
    expect(await known()).toEqual([`127.0.0.1:${port}`, `[::1]:${port}`]);
    addresses = new Error('EAI_AGAIN');
    const soFar = asked;
    await until(() => asked > soFar + 2);
    expect(await known()).toHaveLength(2);
  });
});
