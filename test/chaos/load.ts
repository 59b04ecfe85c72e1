import { setTimeout as sleep } from 'node:timers/promises';
import type { NewOrderLine, Order, Stock } from '#contracts';
import type { Rest } from '../e2e/rest.js';
import type { Random } from './random.js';

export const SKUS = Array.from({ length: 12 }, (_, n) => `SKU-${n}`);
export const OPENING = 1_000_000;

/** How long a client waits that could not connect. */
const AWAY_MS = 50;

type Command =
  | { readonly kind: 'order'; readonly lines: readonly NewOrderLine[] }
  | { readonly kind: 'receipt'; readonly sku: string; readonly quantity: number }
  | { readonly kind: 'cancel' | 'ship'; readonly orderId: string };

/** What a person at the counter does all day, who writes down each command, and what became of it. */
export class Load {
  /** Commands by their key, in the order of sending; what was never answered is to be sent again. */
  readonly sent = new Map<string, Command>();
  /** The answers, by key: the id of the order, or of nothing. */
  readonly answered = new Map<string, { readonly status: number; readonly orderId?: string }>();
  /** What was said last to those that are unanswered. */
  readonly putOff = new Map<string, string>();
  private readonly open: string[] = [];
  private keys = 0;

  /** @param headers of every command */
  constructor(
    private readonly random: Random,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** Orders that were placed. */
  get orders(): number {
    return [...this.answered.values()].filter(({ orderId }) => orderId).length;
  }

  get unanswered(): string[] {
    return [...this.sent.keys()].filter((key) => !this.answered.has(key));
  }

  /** Sends one command after another until the platform is gone. */
  async run(rest: Rest, over?: AbortSignal): Promise<void> {
    while (!over?.aborted) {
      const key = `key ${this.keys++}`;
      this.sent.set(key, this.any());
      if (!(await this.send(rest, key))) return;
    }
  }

  /** The same until the signal, however often the platform is away. */
  async keepOn(rest: Rest, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.run(rest, over);
      await sleep(AWAY_MS, undefined, { signal: over }).catch(() => undefined);
    }
  }

  /** Sends what was not answered again; false when the platform went away meanwhile. */
  async again(rest: Rest): Promise<boolean> {
    const sent = await Promise.all(this.unanswered.map((key) => this.send(rest, key)));
    return sent.every(Boolean);
  }

  private async send(rest: Rest, key: string): Promise<boolean> {
    const command = this.sent.get(key)!;
    const headers = { ...this.headers, 'idempotency-key': key };
    try {
      const answer = await post(rest, command, headers);
      // Whether it took place is open: it is asked again.
      if (answer.status >= 500 || (answer.status === 409 && isRunning(answer.body))) {
        this.putOff.set(key, `${answer.status} ${JSON.stringify(answer.body)}`);
        return true;
      }
      const orderId = command.kind === 'order' ? (answer.body as Order).id : undefined;
      this.answered.set(key, { status: answer.status, ...(orderId && { orderId }) });
      if (orderId && answer.status === 201) this.open.push(orderId);
      return true;
    } catch {
      return false;
    }
  }

  private any(): Command {
    const { random } = this;
    const dice = random.next();
    const sku = () => SKUS[random.below(SKUS.length)]!;
    if (dice < 0.1) return { kind: 'receipt', sku: sku(), quantity: 1 + random.below(50) };
    if (dice < 0.3 && this.open.length) {
      const [orderId] = this.open.splice(random.below(this.open.length), 1);
      return { kind: dice < 0.2 ? 'cancel' : 'ship', orderId: orderId! };
    }
    const lines = Array.from({ length: 1 + random.below(3) }, () => ({ sku: sku(), quantity: 1 + random.below(5) }));
    return { kind: 'order', lines };
  }
}

const isRunning = (body: object) => 'code' in body && body.code === 'IDEMPOTENCY_KEY_IN_FLIGHT';

function post(rest: Rest, command: Command, headers: Record<string, string>) {
  switch (command.kind) {
    case 'order':
      return rest.post<Order>('/v1/orders', { lines: command.lines }, headers);
    case 'receipt':
      return rest.post<Stock>(`/v1/stock/${command.sku}/receipts`, { quantity: command.quantity }, headers);
    case 'cancel':
      return rest.post<Order>(`/v1/orders/${command.orderId}/cancel`, {}, headers);
    case 'ship':
      return rest.post<Order>(`/v1/orders/${command.orderId}/shipments`, {}, headers);
  }
}

/** What is sold, and more of it than is ever wanted. */
export async function stock(rest: Rest): Promise<void> {
  for (const sku of SKUS) {
    const product = { sku, name: sku, price: { amount: 100, currency: 'GBP' }, status: 'active' };
    const created = await rest.post('/v1/products', product);
    const received = await rest.post(`/v1/stock/${sku}/receipts`, { quantity: OPENING });
    if (created.status !== 201 || received.status !== 201) throw new Error(`${sku} is not on sale.`);
  }
}
