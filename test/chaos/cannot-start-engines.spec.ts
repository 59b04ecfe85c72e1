import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { ElasticsearchIndex } from '../../libs/adapters/src/elasticsearch/search-index.js';
import { kafkaClient } from '../../libs/adapters/src/kafka/client.js';
import { MysqlEventStore } from '../../libs/adapters/src/mysql/event-store.js';
import { ENGINES, Installation } from '../e2e/distributed.js';
import { describeWithEngines } from '../engines.js';
import { freePort } from '../free-port.js';
import { removeTopics } from '../kafka.js';
import { runOn } from '../mysql-database.js';
import { launch } from './process.js';

jest.setTimeout(90_000);

/** The URL with something else in it. */
const changed = (url: string, change: Partial<URL>) => Object.assign(new URL(url), change).href;

describeWithEngines('An app over real engines that cannot start says why in a sentence', ENGINES, () => {
  const folder = `/tmp/daybook-${randomUUID()}`;
  let installation: Installation;
  let given: NodeJS.ProcessEnv;
  beforeAll(async () => {
    installation = await Installation.open(folder, 'mysql', []);
    const elsewhere = `127.0.0.1:${await freePort()}`;
    given = { ...installation.environment, PRODUCT_SERVICE_URL: elsewhere, SAGA_SERVICE_URL: elsewhere };
  });
  afterAll(async () => {
    await installation.clear();
    rmSync(folder, { recursive: true, force: true });
  });

  /**
   * What the app says before it ends by itself; fails unless that is one sentence, the code is 2, and nothing was made in
   * the database.
   */
  async function refusal(change: NodeJS.ProcessEnv): Promise<string> {
    const app = await launch(folder, { ...given, START_TIMEOUT: '2s', ...change }, 'order');
    const patience = setTimeout(() => void app.end('SIGKILL'), 60_000);
    const { code } = await app.ended;
    clearTimeout(patience);
    const said = app.output.stderr.trimEnd();
    const made = await runOn(given['MYSQL_URL']!, 'SHOW TABLES');
    if (code !== 2 || said.includes('\n') || (made as object[]).length) {
      throw new Error(`It ended with ${code}: ${said}, and made ${JSON.stringify(made)}`);
    }
    return said;
  }
  const nobody = async () => `127.0.0.1:${await freePort()}`;

  it('for an engine without an address', async () => {
    expect(await refusal({ REDIS_URL: '' })).toBe('CACHE=redis needs REDIS_URL.');
    expect(await refusal({ EVENT_STORE: 'kurrentdb' })).toBe('EVENT_STORE=kurrentdb needs EVENTSTORE_URL.');
  });

  it('for a service that it calls and that is nowhere', async () => {
    expect(await refusal({ SAGA_SERVICE_URL: '' })).toBe(
      'SAGA_SERVICE_URL must say where SagaService is: this process calls it and does not serve it.',
    );
  });

  it('for a port that another process has', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    for (const variable of ['PORT', 'GRPC_PORT']) {
      expect(await refusal({ [variable]: String(port) })).toBe(`${variable} ${port} is in use by another process.`);
    }
    other.close();
  });

  it.each([
    ['MYSQL_URL', 'redis://127.0.0.1'],
    ['REDIS_URL', 'mysql://127.0.0.1'],
    ['ELASTICSEARCH_URL', 'redis://127.0.0.1'],
    ['KAFKA_BROKERS', '127.0.0.1'],
  ])('for a %s that is none', async (variable, value) => {
    expect(await refusal({ [variable]: value })).toMatch(new RegExp(`^${variable} .+\\.$`));
  });

  it('for a password that is refused, and a database that is not there', async () => {
    const { MYSQL_URL: url = '' } = given;
    expect(await refusal({ MYSQL_URL: changed(url, { password: 'wrong' }) })).toMatch(
      /^The server of MYSQL_URL refuses .+\.$/,
    );
    expect(await refusal({ MYSQL_URL: changed(url, { pathname: 'daybook_nowhere' }) })).toMatch(
      /^MYSQL_URL names the database "daybook_nowhere".+\.$/,
    );
  });

  it.each([
    ['MYSQL_URL', 'ssl'],
    ['REDIS_URL', 'tls'],
    ['ELASTICSEARCH_URL', 'ssl'],
  ])('for a %s that sets %s, which would not come about', async (variable, setting) => {
    const url = changed(given[variable]!, { search: `${setting}=true` });
    expect(await refusal({ [variable]: url })).toMatch(
      new RegExp(`^${variable} sets ${setting}, which is not possible here: .+_CA_FILE\\.$`),
    );
  });

  it('for a database that another namespace has, in which nothing is changed', async () => {
    const { MYSQL_URL: server = '', NAMESPACE } = given;
    const pathname = `daybook_theirs_${randomUUID().slice(0, 8)}`;
    const url = changed(server, { pathname });
    await runOn(server, `CREATE DATABASE ${pathname} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    try {
      await (await MysqlEventStore.open({ url, namespace: 'theirs' })).close();
      const before = await runOn(url, 'SHOW TABLES');
      expect(await refusal({ MYSQL_URL: url })).toBe(
        `The database of MYSQL_URL is that of NAMESPACE=theirs, not of NAMESPACE=${NAMESPACE}: each needs its own.`,
      );
      expect(await runOn(url, 'SHOW TABLES')).toEqual(before);
    } finally {
      await runOn(server, `DROP DATABASE ${pathname}`);
    }
  });

  it('for an engine that is not reached in the time it is given', async () => {
    const within = / (2 s|2000 ms)\b.+\.$/;
    expect(await refusal({ MYSQL_URL: `mysql://a:b@${await nobody()}/c` })).toMatch(within);
    expect(await refusal({ REDIS_URL: `redis://${await nobody()}` })).toMatch(within);
    expect(await refusal({ ELASTICSEARCH_URL: `http://${await nobody()}` })).toMatch(within);
    expect(await refusal({ KAFKA_BROKERS: await nobody() })).toMatch(within);
    const log = { EVENT_STORE: 'kurrentdb', EVENTSTORE_URL: `esdb://${await nobody()}?tls=false` };
    expect(await refusal(log)).toMatch(within);
  });

  it('for a topic with another number of partitions', async () => {
    const NAMESPACE = `wrong-${randomUUID().slice(0, 8)}`;
    const brokers = { brokers: [given['KAFKA_BROKERS']!] };
    const admin = kafkaClient(brokers).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: `${NAMESPACE}.order`, numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    try {
      expect(await refusal({ NAMESPACE })).toBe(`The topic ${NAMESPACE}.order has 1 partitions, and not 12.`);
    } finally {
      await removeTopics(brokers, NAMESPACE);
    }
  });

  it('for an index that it has not made', async () => {
    const NAMESPACE = `wrong-${randomUUID().slice(0, 8)}`;
    const index = new URL(`/${NAMESPACE}-orders`, given['ELASTICSEARCH_URL']);
    await fetch(index, { method: 'PUT' });
    try {
      expect(await refusal({ NAMESPACE })).toMatch(new RegExp(`^The index ${NAMESPACE}-orders was not made by .+\\.$`));
    } finally {
      await fetch(index, { method: 'DELETE' });
    }
  });

  it('for an index with other fields', async () => {
    const NAMESPACE = `wrong-${randomUUID().slice(0, 8)}`;
    const index = await ElasticsearchIndex.open({ url: given['ELASTICSEARCH_URL']!, namespace: NAMESPACE });
    await index.ensure({ name: 'orders', fields: { words: { type: 'text' } } });
    try {
      expect(await refusal({ NAMESPACE })).toMatch(
        new RegExp(`^The index ${NAMESPACE}-orders\\.1 of \\S+ has other fields .+: delete it, and .+\\.$`),
      );
    } finally {
      await index.drop('orders');
      await index.close();
    }
  });

  it('once, where all apps are started together', async () => {
    const told = async (change: NodeJS.ProcessEnv, ...args: string[]) => {
      const env = { ...given, PORT: String(await freePort()), ...change };
      const tool = spawn(process.execPath, ['tools/start-distributed.mjs', ...args], { env });
      let said = '';
      tool.stderr.on('data', (text) => (said += String(text)));
      const [code] = (await once(tool, 'close')) as [number];
      return [code, said.trimEnd()];
    };
    expect(await told({ REDIS_URL: '' })).toEqual([2, 'CACHE=redis needs REDIS_URL.']);
    expect(await told({}, '--replicas', 'shop=2')).toEqual([
      2,
      expect.stringMatching(/^--replicas must be .+ not "shop=2"\.$/),
    ]);
  });
});
