import { randomUUID } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import type { IndexDefinition, SearchDocument } from '#ports';
import { until } from '../../../ports/contract/until.js';
import { describeWithEngine } from '../../../../test/engines.js';
import { Proxy } from '../../../../test/proxy.js';
import { ElasticsearchIndex } from './search-index.js';

jest.setTimeout(60_000);

const NOTES: IndexDefinition = { name: 'notes', fields: { text: { type: 'text' } } };
const AWAY = { kind: 'unavailable', code: 'SEARCH_UNAVAILABLE', retryAfter: 2 };

describe('the search index behind a server that fails', () => {
  describeWithEngine('Elasticsearch', 'ELASTICSEARCH_URL', (url) => {
    const namespace = `test-${randomUUID().slice(0, 8)}`;
    let proxy: Proxy;
    let index: ElasticsearchIndex;
    const note = (id: string, revision: number): SearchDocument => ({
      id,
      revision,
      fields: { text: `note ${revision}` },
      source: revision,
    });

    beforeEach(async () => {
      const through = await Proxy.before(url);
      proxy = through.proxy;
      index = await ElasticsearchIndex.open({ url: through.address, namespace, requestTimeoutMs: 1_000 });
      await until(() =>
        index.ensure(NOTES).then(
          () => true,
          () => false,
        ),
      );
      await index.put('notes', [note('kept', 1)]);
      await index.revisions('notes', ['kept']);
    });
    afterEach(async () => {
      proxy.heal();
      await until(cleared);
      await index.close();
      await proxy.close();
    });
    /** Removes all, also what was made while nobody was told. */
    const cleared = () =>
      Promise.all([index.drop('notes'), index.drop('notes-twin')]).then(
        () => true,
        () => false,
      );
    /** Each connection that has died in silence fails one call. */
    const isBack = (cursor?: string) =>
      until(() =>
        index.search('notes', { text: 'note', size: 1, cursor }).then(
          () => true,
          () => false,
        ),
      );

    it.each<[string, () => void]>([
      ['never answers', () => proxy.freeze()],
      ['is gone', () => proxy.refuse()],
      ['loses its answers', () => proxy.dropAnswers()],
      ['is half open', () => proxy.halfOpen()],
    ])('says in bounded time that one is unavailable that %s, and goes on when it is back', async (_, fail) => {
      const { nextCursor } = await pages();
      fail();
      const begun = performance.now();
      const calls = await Promise.allSettled([
        index.search('notes', { text: 'note', size: 1 }),
        index.search('notes', { text: 'note', size: 1, cursor: nextCursor }),
        index.put('notes', [note('new', 1)]),
        index.revisions('notes', ['kept']),
        index.ensure(NOTES),
        index.beginRebuild(NOTES, 'notes-twin'),
        index.swap('notes', 'notes-twin'),
        index.drop('notes-twin'),
      ]);
      expect(performance.now() - begun).toBeLessThan(10_000);
      for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: AWAY });
      proxy.heal();
      await isBack(nextCursor);
    });

    /** A first page that has another behind it. */
    async function pages() {
      await index.put('notes', [note('second', 1)]);
      await index.revisions('notes', ['second']);
      return index.search('notes', { text: 'note', size: 1 });
    }

    it('puts again what it does not know the outcome of, and what is older changes nothing', async () => {
      proxy.dropAnswers();
      await expect(index.put('notes', [note('a', 1), note('b', 2)])).rejects.toMatchObject(AWAY);
      proxy.heal();
      await isBack();
      const server = new Client({ node: url, requestTimeout: 10_000 });
      const versionOf = async (id: string) =>
        (await server.get({ index: `${namespace}-notes`, id }, { ignore: [404] }))._version;
      await until(async () => (await versionOf('b')) === 2);
      await index.put('notes', [note('a', 1), note('b', 2), note('c', 1)]);
      await index.put('notes', [note('b', 1)]);
      expect(await index.revisions('notes', ['a', 'b', 'c'])).toEqual(
        new Map([
          ['a', 1],
          ['b', 2],
          ['c', 1],
        ]),
      );
      await server.close();
    });

    it('searches on at once after its connections were cut', async () => {
      for (let n = 0; n < 5; n++) {
        proxy.cut();
        await new Promise((resolve) => setImmediate(resolve));
        expect((await index.search('notes', { text: 'note', size: 1 })).total).toBe(1);
      }
    });

    it('works over a slow line, byte by byte', async () => {
      proxy.slice();
      await index.put('notes', [note('a', 1)]);
      expect(await index.revisions('notes', ['a'])).toEqual(new Map([['a', 1]]));
    });

    it('is closed while the server is silent', async () => {
      const other = await ElasticsearchIndex.open({
        url: `http://127.0.0.1:${proxy.port}`,
        namespace,
        requestTimeoutMs: 1_000,
      });
      proxy.freeze();
      const [search] = await Promise.allSettled([other.search('notes', { size: 1 }), other.close()]);
      expect(search).toMatchObject({ status: 'rejected', reason: AWAY });
    });
  });
});
