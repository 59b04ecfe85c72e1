import { randomUUID } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import { searchIndexContract } from '#contract/search-index';
import { describeWithEngine } from '../../../../test/engines.js';
import { ElasticsearchIndex } from './search-index.js';

jest.setTimeout(30_000);

describe('the search index in Elasticsearch', () => {
  describeWithEngine('Elasticsearch', 'ELASTICSEARCH_URL', (url) => {
    const run = `test-${randomUUID().slice(0, 8)}`;
    let count = 0;
    let server: Client;
    const open = (namespace: string) => ElasticsearchIndex.open({ url, namespace, requestTimeoutMs: 10_000 });
    const anew = () => open(`${run}-${++count}`);

    beforeAll(() => {
      server = new Client({ node: url, requestTimeout: 30_000 });
    });
    afterAll(async () => {
      const left = Object.keys(await server.indices.get({ index: `${run}-*`, features: ['aliases'] }));
      if (left.length) await server.indices.delete({ index: left });
      await server.close();
    });

    searchIndexContract(anew, (index) => index.close());
  });
});
