import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { createConnection, type Connection } from 'mysql2/promise';
import { LogFeed, MemoryEventStore } from '#adapters';
import { eventingEntities, eventingMigrations, LocalKeeper } from '#eventing';
import { productReadSide } from '../../apps/product/src/product.read-side.js';
import { ElasticsearchIndex } from '../../libs/adapters/src/elasticsearch/search-index.js';
import { MysqlReadModel } from '../../libs/adapters/src/mysql/read-model.js';
import type { Figure } from './figures.js';

const PRODUCTS = 20_000;
/** Rows and documents of one raw statement. */
const AT_ONCE = 500;

/** The products' projection into MySQL and their documents into Elasticsearch, beside raw writes of the same size. */
export async function readSide(): Promise<readonly Figure[]> {
  const { MYSQL_URL: server, ELASTICSEARCH_URL: search } = process.env;
  if (!server || !search) {
    console.error('read-side: without MYSQL_URL and ELASTICSEARCH_URL nothing is measured.');
    return [];
  }
  Logger.overrideLogger(['error']);
  const name = `daybook_bench_${randomUUID().slice(0, 8)}`;
  const aside = await createConnection(server);
  await aside.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await aside.query(`USE ${name}`);
  const namespace = name.replaceAll('_', '-');
  const index = await ElasticsearchIndex.open({ url: search, namespace });
  const readModel = await MysqlReadModel.open({
    url: Object.assign(new URL(server), { pathname: name }).href,
    entities: [...productReadSide.entities, ...eventingEntities],
    migrations: [...new Set([...productReadSide.migrations, ...eventingMigrations])],
  });
  const store = await logOfProducts();
  const keeper = new LocalKeeper(() => [productReadSide], new LogFeed(store), store, readModel, index);
  try {
    const rawRows = { name: 'raw multi-row inserts', value: await rate(() => insertRows(aside)) };
    const rawDocuments = { name: 'raw bulks', value: await rate(() => bulk(search, `${namespace}-raw`)) };
    const begun = performance.now();
    await keeper.start();
    const rows = PRODUCTS / (await secondsUntil(begun, () => keeper.caughtUp()));
    const documents = PRODUCTS / (await secondsUntil(begun, () => keeper.indexesCaughtUp()));
    return [
      { name: 'projection into MySQL', value: rows, unit: 'events/s', reference: rawRows, floor: 2_000 },
      {
        name: 'projection into Elasticsearch, by way of the rows',
        value: documents,
        unit: 'documents/s',
        reference: rawDocuments,
        floor: 2_000,
      },
    ];
  } finally {
    await keeper.stop();
    await index.drop('products');
    await fetch(new URL(`/${namespace}-raw`, search), { method: 'DELETE' });
    await index.close();
    await readModel.close();
    await aside.query(`DROP DATABASE ${name}`);
    await aside.end();
  }
}

const product = (n: number) => ({
  productId: randomUUID(),
  name: `Porcelain cup number ${n}`,
  description: 'Holds a quarter of a litre, and does not mind the dishwasher.',
  categories: ['kitchen', n % 2 ? 'cups' : 'gifts'],
  attributes: { colour: n % 3 ? 'white' : 'blue' },
  kind: 'goods',
  variants: [{ sku: `CUP-${n}`, options: {}, price: { amount: 1_295, currency: 'GBP' } }],
  status: 'active',
});

async function logOfProducts(): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  const ids = { commandId: '', commandHash: '', correlationId: '', causationId: '', actor: 'bench' };
  for (let n = 0; n < PRODUCTS; n++) {
    const data = product(n);
    const metadata = { ...ids, at: new Date().toISOString() };
    await store.append(`product-${data.productId}`, -1, [{ id: randomUUID(), type: 'ProductCreated', data, metadata }]);
  }
  return store;
}

async function insertRows(connection: Connection): Promise<void> {
  await connection.query(
    'CREATE TABLE raw (id varchar(36) PRIMARY KEY, revision bigint, name varchar(200), rest text)',
  );
  for (let n = 0; n < PRODUCTS; n += AT_ONCE) {
    const rows = Array.from({ length: AT_ONCE }, (_, i) => {
      const { productId, name, ...rest } = product(n + i);
      return [productId, 0, name, JSON.stringify(rest)];
    });
    await connection.query('INSERT INTO raw VALUES ?', [rows]);
  }
}

async function bulk(server: string, index: string): Promise<void> {
  for (let n = 0; n < PRODUCTS; n += AT_ONCE) {
    const lines = Array.from({ length: AT_ONCE }, (_, i) => {
      const { productId, ...rest } = product(n + i);
      return `${JSON.stringify({ index: { _id: productId } })}\n${JSON.stringify(rest)}\n`;
    });
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await fetch(new URL(`/${index}/_bulk`, server), { method: 'POST', headers, body: lines.join('') });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.arrayBuffer();
  }
}

async function rate(run: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await run();
  return PRODUCTS / ((performance.now() - begun) / 1_000);
}

async function secondsUntil(begun: number, condition: () => boolean): Promise<number> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  return (performance.now() - begun) / 1_000;
}
