import type { HistoryEntry, Order } from '#contracts';
import { until } from '../../until.js';
import { problem, type Page } from '../rest.js';
import { story, type Shop } from '../shop.js';

interface Sent {
  readonly id: number;
  readonly event: string;
  readonly data: { readonly entry: HistoryEntry; readonly order: Order };
}

/** Reads an order's live stream as a browser does, until what came is enough. */
async function watch(shop: Shop, id: string, enough: (sent: readonly Sent[]) => boolean, lastEventId?: number) {
  const sent: Sent[] = [];
  const stopped = new AbortController();
  const headers = new Headers(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) });
  const answer = await fetch(`${shop.url}/v1/orders/${id}/stream`, { headers, signal: stopped.signal });
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of answer.body!) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = Object.fromEntries(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      ) as Record<string, string>;
      text = text.slice(end + 2);
      if (!fields['data']) continue;
      sent.push({
        id: Number(fields['id']),
        event: fields['event']!,
        data: JSON.parse(fields['data']) as Sent['data'],
      });
    }
    if (enough(sent)) break;
  }
  stopped.abort();
  return sent;
}

const types = (sent: readonly Sent[]) => sent.map(({ event }) => event);

export const live = story('A shopper who looks on', (shop) => {
  beforeAll(() => shop.sells('HARP', { price: 1000, stock: 100 }));
  const placed = async (token = 'ok') => {
    const order = { lines: [{ sku: 'HARP', quantity: 1 }], payment: { token } };
    return (await shop.order(order, { prefer: 'respond-async' })).body;
  };
  const paid = (sent: readonly Sent[]) => sent.at(-1)?.data.order.payment.status === 'captured';

  it('sees her order being confirmed and paid, as it happens', async () => {
    const order = await placed('slow');
    const sent = await watch(shop, order.id, paid);
    expect(types(sent)[0]).toBe('OrderPlaced');
    expect(types(sent)).toContain('OrderConfirmed');
    expect(sent.map(({ id }) => id)).toEqual(sent.map((_, revision) => revision));
    expect(sent.at(-1)!.data.order).toMatchObject({ id: order.id, status: 'confirmed' });
  });

  it('goes on where the connection broke', async () => {
    const order = await placed();
    const all = await watch(shop, order.id, paid);
    const rest = await watch(shop, order.id, paid, 0);
    expect(rest).toEqual(all.slice(1));
  });

  it('is connected at once, also when nothing happens', async () => {
    const order = await placed();
    const { id } = (await watch(shop, order.id, paid)).at(-1)!;
    const started = performance.now();
    await watch(shop, order.id, () => true, id);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('sees what happens days later on the same connection', async () => {
    const order = await shop.sold('HARP', 1);
    const watching = watch(shop, order.id, (sent) => types(sent).includes('OrderShipped'));
    await shop.act(order, 'shipments');
    expect((await watching).at(-1)!.data.order.fulfilment.status).toBe('shipped');
  });

  it('sees the same over gRPC', async () => {
    const order = await placed();
    const seen: string[] = [];
    for await (const { entry } of shop.grpc.stream<{ entry: HistoryEntry }>('order.v1.OrderService/WatchOrder', {
      orderId: order.id,
    })) {
      seen.push(entry.type);
      if (entry.type === 'OrderConfirmed') break;
    }
    expect(seen[0]).toBe('OrderPlaced');
  });

  it('cannot look at what is not there', async () => {
    expect(await shop.rest.get('/v1/orders/0192f1c0-0000-7000-8000-000000000000/stream')).toMatchObject(
      problem(404, 'NOT_FOUND'),
    );
  });

  it('reads the whole story later: order, stock, payment and saga, each with its cause', async () => {
    const order = await shop.sold('HARP', 2);
    await shop.act(order, 'shipments');
    await shop.stockWhen('HARP', ({ shipped }) => shipped >= 2);
    const timeline = (query: string) =>
      shop.rest.get<Page<HistoryEntry>>(`/v1/orders/${order.id}/timeline?${query}`).then(({ body }) => body);
    const all = await until(async () => {
      const page = await timeline('size=100');
      return page.items.some(({ type }) => type === 'StockShipped') && page;
    });
    const happened = all.items.map(({ type }) => type);
    const wanted = [
      'OrderPlaced',
      'CheckoutStarted',
      'StockReserved',
      'PaymentAuthorised',
      'OrderConfirmed',
      'PaymentCaptured',
      'OrderShipped',
      'StockShipped',
    ];
    const places = wanted.map((type) => happened.indexOf(type));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);

    const ids = new Set(all.items.map(({ eventId }) => eventId));
    const caused = all.items.filter(({ type }) => type !== 'OrderPlaced' && type !== 'OrderShipped');
    for (const { causationId } of caused) expect(ids).toContain(causationId);
    expect(all.items).toHaveLength(all.totalCount);

    const pages: HistoryEntry[] = [];
    for (let cursor = ''; ;) {
      const page = await timeline(`size=3${cursor && `&cursor=${cursor}`}`);
      pages.push(...page.items);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all.items);
  });
});
