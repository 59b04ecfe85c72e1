import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { ImportAnswer, ImportRecord } from '#contracts';

/** What a test makes of a line: cut the connection before or after taking it, or answer that it failed or is refused. */
export type Mishap = 'cutBefore' | 'cutAfter' | 'failed' | 'refused';

interface Taken {
  readonly body: string;
  readonly answer: Omit<ImportAnswer, 'line'>;
}

interface Placed {
  readonly id: string;
  readonly lines: readonly { readonly unitPrice: number }[];
  readonly totals: { readonly total: { readonly amount: number } };
  readonly fulfilment: { readonly returns: object[] };
}

/** Stands for a platform: the routes that an import uses, with keys that are taken once. */
export class ImportPlatform {
  readonly taken = new Map<string, Taken>();
  /** Lines that came with a key that was taken before. */
  repeats = 0;
  ready = true;
  mishap: (record: ImportRecord) => Mishap | undefined = () => undefined;
  private readonly orders = new Map<string, Placed>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  records(thing: Exclude<keyof ImportRecord, 'key'>): ImportRecord[] {
    return [...this.taken.values()]
      .map(({ body }) => JSON.parse(body) as ImportRecord)
      .filter((record) => record[thing] !== undefined);
  }

  /** As if the data folder had been emptied. */
  forget(): void {
    this.taken.clear();
    this.orders.clear();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://platform');
    const json = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (pathname === '/readyz') json(this.ready ? 200 : 503, {});
    else if (pathname === '/v1/admin/projections') json(200, [{ lag: 0, caughtUp: true }]);
    else if (pathname === '/v1/orders') json(200, this.page(Number(searchParams.get('cursor') ?? 0)));
    else if (pathname.startsWith('/v1/orders/')) json(this.orders.has(pathname.split('/')[3]!) ? 200 : 404, {});
    else if (pathname === '/v1/admin/imports') await this.import(request, response);
    else json(404, {});
  }

  private page(from: number) {
    const items = [...this.orders.values()].slice(from, from + 2);
    return { items, nextCursor: from + 2 < this.orders.size ? String(from + 2) : null };
  }

  private async import(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let line = 0;
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    try {
      for await (const text of createInterface(request)) {
        const record = JSON.parse(text) as ImportRecord;
        const mishap = this.mishap(record);
        if (mishap === 'cutBefore') return void request.destroy();
        const answer = mishap === 'failed' || mishap === 'refused' ? wrong(record, mishap) : this.take(text, record);
        if (mishap === 'cutAfter') return void request.destroy();
        response.write(`${JSON.stringify({ line: ++line, ...answer })}\n`);
      }
    } catch {
      // The other side has gone.
    }
    response.end();
  }

  private take(body: string, record: ImportRecord): Omit<ImportAnswer, 'line'> {
    const before = this.taken.get(record.key);
    if (before) {
      this.repeats++;
      if (before.body !== body) throw new Error(`The key ${record.key} came with another body.`);
      return before.answer;
    }
    const answer = { key: record.key, status: 'done' as const, ...this.apply(record) };
    this.taken.set(record.key, { body, answer });
    return answer;
  }

  private apply({ key, order, return: back }: ImportRecord) {
    if (order) {
      const orderId = createHash('sha256').update(key).digest('hex');
      const total = order.lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
      const { lines } = order;
      this.orders.set(orderId, {
        id: orderId,
        lines,
        totals: { total: { amount: total } },
        fulfilment: { returns: [] },
      });
      return { orderId, lines: lines.length, total };
    }
    if (!back) return {};
    const { lines, fulfilment } = this.orders.get(back.orderId)!;
    const total = back.lines.reduce(
      (sum, { lineId, quantity }) => sum + quantity * lines[Number(lineId) - 1]!.unitPrice,
      0,
    );
    fulfilment.returns.push({ reason: back.reason, amount: { amount: total } });
    return { orderId: back.orderId, lines: back.lines.length, total };
  }
}

const wrong = ({ key }: ImportRecord, status: 'failed' | 'refused') => ({
  key,
  status,
  problem: { code: status === 'failed' ? 'UNAVAILABLE' : 'SKU_UNKNOWN', detail: 'Not this one.' },
});
