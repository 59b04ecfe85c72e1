import { open as openFile, type FileHandle } from 'node:fs/promises';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import type { IntentKind, ProviderRequest } from './provider.js';
import { TestProvider } from './test.provider.js';

const quick = { slow: 5, lost: 20, late: 20, twice: 5 };
const fileOf = temporaryFolder();
const open = (pace = quick) => TestProvider.open(fileOf('books'), pace);

let provider: TestProvider;
beforeEach(async () => {
  provider = await open();
});
afterEach(() => provider.close());

let keys = 0;
const request = (kind: IntentKind, amount = 100, token?: string, key = `key-${++keys}`): ProviderRequest => ({
  key,
  intent: { kind, id: '1' },
  paymentId: 'p',
  orderId: 'o',
  amount,
  currency: 'GBP',
  token,
});
const authorise = (token?: string) => provider.authorise(request('authorise', 100, token));
const capture = (amount?: number) => provider.capture(request('capture', amount));
const refund = (amount?: number) => provider.refund(request('refund', amount));
const done = expect.objectContaining({ outcome: 'done' });
const charges = () => provider.charges().map(({ kind, amount }) => [kind, amount]);
/** Resolves with the news that is sent, as soon as there is so much of it. */
const news = (count: number) =>
  new Promise<unknown[]>((resolve) => {
    const sent: unknown[] = [];
    provider.sendNewsTo(async (headers, body) => {
      sent.push(provider.newsFrom(headers, body));
      if (sent.length === count) resolve(sent);
    });
  });

describe('the test provider', () => {
  it('holds, takes, gives back and lets go', async () => {
    expect(await authorise()).toEqual(done);
    expect(await capture(60)).toEqual(done);
    expect(await refund(20)).toEqual(done);
    expect(await provider.void(request('void'))).toEqual(done);
    expect(charges()).toEqual([
      ['authorise', 100],
      ['capture', 60],
      ['refund', 20],
      ['void', 40],
    ]);
  });

  it('never takes more than it holds, nor gives back more than it took', async () => {
    expect(await capture(1)).toEqual({ outcome: 'refused', code: 'EXCEEDS_AUTHORISATION' });
    await authorise();
    const answers = await Promise.all([capture(60), capture(60)]);
    expect(answers).toEqual([done, { outcome: 'refused', code: 'EXCEEDS_AUTHORISATION' }]);
    expect(await refund(61)).toEqual({ outcome: 'refused', code: 'EXCEEDS_CAPTURE' });
    await provider.void(request('void'));
    expect(await capture(1)).toEqual({ outcome: 'refused', code: 'EXCEEDS_AUTHORISATION' });
  });

  it('holds nothing for an authorisation that a void has overtaken', async () => {
    expect(await provider.void(request('void'))).toEqual(done);
    expect(await authorise()).toEqual({ outcome: 'refused', code: 'VOIDED' });
    expect(charges()).toEqual([['void', 0]]);
  });

  it('does the same request once, also at the same time and after a restart', async () => {
    await authorise();
    const once = request('capture', 10);
    const answers = await Promise.all([provider.capture(once), provider.capture(once)]);
    await provider.close();
    provider = await open();
    expect(new Set([...answers, await provider.capture(once)].map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(charges()).toEqual([
      ['authorise', 100],
      ['capture', 10],
    ]);
  });

  it('tells what became of a request, also after a restart', async () => {
    expect(await provider.lookup('nothing')).toBeUndefined();
    const refused = request('authorise', 100, 'declined');
    await provider.authorise(refused);
    await provider.close();
    provider = await open();
    expect(await provider.lookup(refused.key)).toEqual({ outcome: 'refused', code: 'CARD_DECLINED' });
    expect(charges()).toEqual([]);
  });

  it('does not answer what it could not write down, and has not done it', async () => {
    const lost = request('authorise');
    await provider.close();
    await expect(provider.authorise(lost)).rejects.toMatchObject({ kind: 'unavailable' });
    expect([await provider.lookup(lost.key), charges()]).toEqual([undefined, []]);
    provider = await open();
  });

  it('keeps the secret of its signatures', async () => {
    const signed = provider.signed({
      paymentId: 'p',
      intent: { kind: 'void', id: '1' },
      answer: { outcome: 'done' },
    });
    await provider.close();
    provider = await open();
    expect(provider.newsFrom(signed.headers, signed.body).paymentId).toBe('p');
    expect(() => provider.newsFrom({ 'daybook-signature': 'nonsense' }, signed.body)).toThrow(/signed/);
  });
});

describe('a token makes it', () => {
  it('decline', async () => {
    expect(await authorise('declined')).toEqual({ outcome: 'refused', code: 'CARD_DECLINED' });
    expect(await authorise('what')).toEqual({ outcome: 'refused', code: 'UNKNOWN_TOKEN' });
  });

  it('answer slowly', async () => {
    const started = performance.now();
    expect(await authorise('slow')).toEqual(done);
    expect(performance.now() - started).toBeGreaterThan(quick.slow - 2);
  });

  it('be away', async () => {
    const asked = request('authorise', 100, 'down');
    await expect(provider.authorise(asked)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await provider.lookup(asked.key)).toBeUndefined();
  });

  it('lose the answer of a capture and tell it as news', async () => {
    expect(await authorise('lost')).toEqual(done);
    const told = news(1);
    let answered = false;
    void provider.capture(request('capture', 100, 'lost')).then(() => (answered = true));
    expect(await told).toEqual([{ paymentId: 'p', intent: { kind: 'capture', id: '1' }, answer: done }]);
    expect(answered).toBe(false);
    expect(charges()).toContainEqual(['capture', 100]);
  });

  it('tell the same twice', async () => {
    const told = news(1);
    const answer = await authorise('twice');
    expect(await told).toEqual([{ paymentId: 'p', intent: { kind: 'authorise', id: '1' }, answer }]);
  });

  it('authorise late, and say until then that it is not decided', async () => {
    await provider.close();
    provider = await open({ ...quick, late: 1e9 });
    const asked = request('authorise', 100, 'late');
    void provider.authorise(asked);
    expect(await provider.lookup(asked.key)).toEqual({ outcome: 'pending' });
    expect(await capture(1)).toMatchObject({ outcome: 'refused' });
    await provider.close();

    provider = await open();
    const told = news(1);
    expect(await authorise('late')).toEqual(done);
    expect(await told).toHaveLength(1);
  });

  it('send news that was due while it was away', async () => {
    await authorise('lost');
    void provider.capture(request('capture', 100, 'lost'));
    await provider.lookup(`key-${keys}`);
    await provider.close();
    provider = await open();
    expect(await news(1)).toHaveLength(1);
  });
});

describe('replicas of the test provider', () => {
  const replica = (name: string) => TestProvider.open(fileOf('shared'), { ...quick, late: 20 }, name);

  it('know what the others have taken, and do nothing twice', async () => {
    const [one, two] = [await replica('1'), await replica('2')];
    const asked = request('authorise', 100, 'ok', 'the-same');
    const answer = await one.authorise(asked);
    expect(await two.lookup('the-same')).toEqual(answer);
    expect(await two.authorise(asked)).toEqual(answer);
    expect(await two.capture(request('capture', 60))).toEqual(done);
    expect(await one.capture(request('capture', 60))).toEqual({ outcome: 'refused', code: 'EXCEEDS_AUTHORISATION' });
    expect(one.charges().map(({ amount }) => amount)).toEqual([100, 60]);
    await one.close();

    const again = await replica('1');
    expect(await again.capture(request('capture', 40))).toEqual(done);
    await again.close();
    await two.close();
  });

  it('know it as soon as it was answered, also while they look', async () => {
    const [one, two] = [await replica('1'), await replica('2')];
    const first = request('authorise');
    await one.authorise(first);
    const second = request('authorise');
    const file = await openFile(__filename);
    const handles = Object.getPrototypeOf(file) as { read: (...args: unknown[]) => Promise<unknown> };
    const { read } = handles;
    const reading = jest.spyOn(handles, 'read').mockImplementationOnce(async function (this: FileHandle, ...args) {
      const found = await read.apply(this, args);
      await one.authorise(second);
      answers.push(two.lookup(second.key));
      return found;
    });
    const answers = [two.lookup(first.key)];
    await answers[0];
    expect(await Promise.all(answers)).toEqual([done, done]);
    reading.mockRestore();
    await file.close();
    await one.close();
    await two.close();
  });

  it("take each other's news for their own", async () => {
    const [one, two] = [await replica('1'), await replica('2')];
    await two.lookup('nothing');
    const news = { paymentId: 'p', intent: { kind: 'capture', id: '1' }, answer: { outcome: 'done', reference: 'r' } };
    const { headers, body } = one.signed(news as never);
    expect(two.newsFrom(headers, body)).toEqual(news);
    expect(() => two.newsFrom({ 'daybook-signature': 'ab'.repeat(32) }, body)).toThrow('not signed');
    await one.close();
    await two.close();
  });
});
