import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { CannotStart, type IndexDefinition, type SearchDocument } from '#ports';
import { freePort } from '../../../../test/free-port.js';
import { selfSigned } from '../../../../test/self-signed.js';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { FORMAT } from './mapping.js';
import { ElasticsearchIndex } from './search-index.js';

const NOTES: IndexDefinition = { name: 'notes', fields: { text: { type: 'text' } } };

/** What the double answers: a status and a body. */
type Answer = readonly [number, unknown];

describe('the search index before a server that answers what it is told to', () => {
  const folder = temporaryFolder();
  let server: Server | undefined;
  let url: string;
  let root: Answer;
  let bulk: (ids: readonly string[]) => Answer;
  let asked: Record<string, string | undefined>[];
  let product: string;

  const answer: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      asked.push({ authorization: request.headers.authorization, path: request.url });
      const definition = JSON.stringify([['text', { type: 'text' }]]);
      const index = { mappings: { _meta: { daybook: FORMAT, definition } } };
      const ids = [...body.matchAll(/"_id":"(.*?)"/g)].map(([, id = '']) => id);
      const path = request.url ?? '';
      const [status, said] = path.includes('_bulk')
        ? bulk(ids)
        : path === '/'
          ? root
          : [200, { 'test-notes.1': index }];
      response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': product });
      response.end(JSON.stringify(said));
    });
  };
  const listen = async (made: Server) => {
    server = made;
    const port = await freePort();
    await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', resolve));
    return port;
  };
  const version = (number: string): Answer => [200, { version: { number } }];
  /** The sentence that opening ends with. */
  const refusal = async (given: Partial<Parameters<typeof ElasticsearchIndex.open>[0]> = {}): Promise<string> => {
    try {
      await (await ElasticsearchIndex.open({ url, namespace: 'test', ...given })).close();
      return 'opened';
    } catch (error) {
      if (error instanceof CannotStart) return error.message;
      throw error;
    }
  };

  beforeEach(async () => {
    asked = [];
    root = version('9.4.3');
    product = 'Elasticsearch';
    url = `http://127.0.0.1:${await listen(createHttpServer(answer))}`;
  });
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  });

  it.each(['', 'localhost:9200', 'ftp://localhost', 'elasticsearch:9200', 'http://me:50%@localhost'])(
    'refuses %j as an address',
    async (wrong) => {
      expect(await refusal({ url: wrong })).toBe('ELASTICSEARCH_URL is not like https://user:password@host:9200.');
    },
  );

  it('refuses a setting in the address, which nobody would honour', async () => {
    expect(await refusal({ url: `${url}/?ssl=true` })).toBe(
      'ELASTICSEARCH_URL sets ssl, which is not possible here: TLS is told by https:// and ELASTICSEARCH_CA_FILE.',
    );
    expect(asked).toEqual([]);
  });

  it.each<[string, Answer, RegExp]>([
    [
      'an older version',
      version('8.19.3'),
      /^ELASTICSEARCH_URL is a server of version 8\.19\.3; .* Elasticsearch 9\.$/,
    ],
    ['another service', [200, { hello: 'world' }], /^ELASTICSEARCH_URL is no Elasticsearch server\.$/],
    ['a newer version', version('10.0.0'), /^ELASTICSEARCH_URL is a server of version 10\.0\.0;/],
    [
      'a wrong password',
      [401, { error: { type: 'security_exception', reason: 'unable to authenticate user [u]' } }],
      /^The server of ELASTICSEARCH_URL refuses the user or the password \(unable to authenticate user \[u\]\)\.$/,
    ],
    ['a path that is not its root', [404, { error: 'no handler' }], /^ELASTICSEARCH_URL cannot be used/],
  ])('refuses %s at once, with a sentence', async (_, given, sentence) => {
    root = given;
    expect(await refusal()).toMatch(sentence);
    expect(asked).toHaveLength(1);
  });

  it('refuses what is no Elasticsearch', async () => {
    product = 'OpenSearch';
    expect(await refusal()).toBe('ELASTICSEARCH_URL is no Elasticsearch server.');
  });

  it('awaits a server that is not reached or not ready, for the given time', async () => {
    root = [503, { error: { type: 'master_not_discovered_exception', reason: 'no master' } }];
    expect(await refusal({ startTimeoutMs: 400 })).toMatch(
      /^ELASTICSEARCH_URL \(127\.0\.0\.1:\d+\) was not reached within 0\.4 s \(no master\)\.$/,
    );
    expect(asked.length).toBeGreaterThan(1);
    expect(await refusal({ url: `http://127.0.0.1:${await freePort()}`, startTimeoutMs: 400 })).toMatch(/ECONNREFUSED/);
  });

  it('sends the user and the password of the URL or of the options', async () => {
    const secret = { username: 'ada', password: 'p@ss word' };
    const basic = `Basic ${Buffer.from('ada:p@ss word').toString('base64')}`;
    expect(await refusal(secret)).toBe('opened');
    expect(await refusal({ url: url.replace('//', `//ada:${encodeURIComponent('p@ss word')}@`) })).toBe('opened');
    expect(asked.map(({ authorization }) => authorization)).toEqual([basic, basic]);
  });

  it('trusts the authority that it is given and no other', async () => {
    const { certificate: ca, key } = selfSigned(folder);
    const plain = server;
    const secure = `https://127.0.0.1:${await listen(createHttpsServer({ cert: ca, key }, answer))}`;
    expect(await refusal({ url: secure, ca })).toBe('opened');
    expect(await refusal({ url: secure })).toMatch(/^The server of ELASTICSEARCH_URL is not reached over TLS/);
    expect(await refusal({ url: url.replace('http:', 'https:'), ca })).toMatch(/is not reached over TLS/);
    expect(await refusal({ ca })).toBe('ELASTICSEARCH_URL is http, where a certificate proves nothing: make it https.');
    await new Promise((resolve) => plain?.close(resolve));
  });

  describe('putting', () => {
    let index: ElasticsearchIndex;
    let sent: (readonly string[])[];
    const done = { index: { status: 201 } };
    const failing = (status: number, type: string) => ({ index: { status, error: { type, reason: 'because' } } });
    const note = (id: string): SearchDocument => ({ id, revision: 1, fields: { text: id }, source: null });
    /** Answers each document by itself, by how often it was sent. */
    const answers = (each: (id: string, times: number) => object) => {
      bulk = (ids) => {
        sent.push(ids);
        const items = ids.map((id) => each(id, sent.flat().filter((one) => one === id).length));
        return [200, { took: 1, errors: items.some((item) => item !== done), items }];
      };
    };
    beforeEach(async () => {
      sent = [];
      index = await ElasticsearchIndex.open({ url, namespace: 'test' });
      await index.ensure(NOTES);
    });
    afterEach(() => index.close());

    it('sends only those again that the server was too busy for', async () => {
      answers((id, times) => (id === 'b' && times < 3 ? failing(429, 'es_rejected_execution_exception') : done));
      await index.put('notes', ['a', 'b', 'c'].map(note));
      expect(sent).toEqual([['a', 'b', 'c'], ['b'], ['b']]);
    });

    it('takes no version conflict for an error', async () => {
      answers(() => failing(409, 'version_conflict_engine_exception'));
      await index.put('notes', ['a', 'b'].map(note));
      expect(sent).toEqual([['a', 'b']]);
    });

    it('gives up on a server that stays too busy, as on one that is away', async () => {
      answers(() => failing(403, 'cluster_block_exception'));
      await expect(index.put('notes', [note('a')])).rejects.toMatchObject({ code: 'SEARCH_UNAVAILABLE' });
      expect(sent).toHaveLength(6);
    }, 20_000);

    it('names the documents that are refused, after all the others were put', async () => {
      answers((id, times) =>
        id === 'bad' ? failing(400, 'mapper_parsing_exception') : times < 2 ? failing(429, 'busy') : done,
      );
      await expect(index.put('notes', ['bad', 'a'].map(note))).rejects.toThrow(
        'The search index notes refuses documents: bad (mapper_parsing_exception: because)',
      );
      expect(sent).toEqual([['bad', 'a'], ['a']]);
    });

    it('sends no request of more than 1,000 documents or some megabytes', async () => {
      answers(() => done);
      await index.put(
        'notes',
        Array.from({ length: 1_001 }, (_, n) => note(`${n}`)),
      );
      expect(sent.map(({ length }) => length)).toEqual([1_000, 1]);
      sent = [];
      const large = (id: string) => ({ ...note(id), source: 'x'.repeat(3_000_000) });
      await index.put('notes', ['a', 'b'].map(large));
      expect(sent).toEqual([['a'], ['b']]);
    });

    it.each([429, 503])('does not send a request again that was refused with %i: its caller does', async (status) => {
      bulk = (ids) => {
        sent.push(ids);
        return [status, { error: { type: 'es_rejected_execution_exception', reason: 'full' } }];
      };
      await expect(index.put('notes', [note('a')])).rejects.toMatchObject({ code: 'SEARCH_UNAVAILABLE' });
      expect(sent).toHaveLength(1);
    });
  });
});
