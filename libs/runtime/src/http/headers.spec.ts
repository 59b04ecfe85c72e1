import { problem, restEdge } from '../../../../test/rest-edge.js';

const { call } = restEdge();

describe('a header', () => {
  const id = '0192f1c0-0000-7000-8000-000000000000';
  const get = (headers: Record<string, string>) => call('GET', `/v1/orders/${id}`, undefined, headers);

  it('If-None-Match spares what is known', async () => {
    expect((await get({})).headers.get('etag')).toBe('"7"');
    expect(await get({ 'if-none-match': '"6", W/"7"' })).toMatchObject({ status: 304, body: {} });
    expect(await get({ 'if-none-match': '"6"' })).toMatchObject({ status: 200 });
  });

  it('If-Match is needed where it is', async () => {
    expect(await call('PATCH', '/v1/products/1', '{}')).toMatchObject(problem(428, 'PRECONDITION_REQUIRED'));
    expect(await call('PATCH', '/v1/products/1', '{}', { 'if-match': 'seven' })).toMatchObject({
      ...problem(400, 'VALIDATION_FAILED'),
      body: { errors: [{ header: 'If-Match' }] },
    });
  });

  it('Daybook-Min-Position is handed on', async () => {
    expect((await get({ 'daybook-min-position': 'a.7' })).body).toMatchObject({ minPosition: 'a.7' });
  });

  it('Retry-After is in whole seconds', async () => {
    const answer = await call('GET', '/v1/away');
    expect(answer).toMatchObject(problem(503, 'POSITION_NOT_REACHED'));
    expect(answer.headers.get('retry-after')).toBe('3');
  });
});
