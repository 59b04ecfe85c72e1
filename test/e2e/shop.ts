import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewOrder, Order, Payment, Product, Stock } from '#contracts';
import { describeWithEngines } from '../engines.js';
import { until } from '../until.js';
import { GrpcClient } from './grpc.js';
import type { Platform, Way } from './platform.js';
import { Rest, type Answer } from './rest.js';
import { settled } from './settled.js';

/** A story waits for what other processes or a provider do, and for processes to start. */
jest.setTimeout(150_000);

/** A shop on a platform: what its people do, in their words. */
export class Shop {
  rest!: Rest;
  grpc!: GrpcClient;
  private running!: Platform;
  private readonly suspects: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'daybook-'));

  constructor(private readonly way: Way) {}

  /** Whether its platform can be made to fail from within. */
  get inProcess(): boolean {
    return this.way.inProcess;
  }

  get url(): string {
    return this.running.url;
  }

  async open(): Promise<void> {
    this.running = await this.way.start(this.folder);
    this.rest = new Rest(this.running.url);
    this.grpc = new GrpcClient(this.running.grpc);
  }

  /**
   * Ends the platform for good. An error in its log that no test has looked at is a failure, and so is a finding of the
   * audit that no test has brought about.
   */
  async close(): Promise<void> {
    this.grpc.close();
    await this.running.stop();
    const { findings } = await this.way.audit(this.folder);
    await this.way.clear(this.folder);
    const unexpected = findings.filter(
      ({ detail, where }) => !this.suspects.some((id) => `${where} ${detail}`.includes(id)),
    );
    if (unexpected.length) throw new Error(`The audit found ${JSON.stringify(unexpected, null, 2)}`);
    rmSync(this.folder, { recursive: true });
    this.isQuiet();
  }

  /** Resolves when nothing is under way any more. An error in the log that no test has looked at is a failure. */
  async settled(): Promise<void> {
    await settled(this.rest);
    this.isQuiet();
  }

  /** The errors in the platform's log since they were last looked at. */
  errors(): string[] {
    return this.running.errors.splice(0);
  }

  /** Ends the platform and starts it again on the same data. */
  async restart(): Promise<void> {
    this.grpc.close();
    await this.running.stop();
    this.isQuiet();
    await this.open();
  }

  /** Something was done to it that the audit may find. */
  suspect(id: string): void {
    this.suspects.push(id);
  }

  private isQuiet(): void {
    const errors = this.errors();
    if (errors.length) throw new Error(`The platform logged errors:\n${errors.join('')}`);
  }

  /** Position of the last event in the log. */
  head(): Promise<number> {
    return this.running.head();
  }

  /** An engine cannot be reached, until the function that is given back is called. */
  lose(...what: Parameters<Platform['lose']>): () => void {
    return this.running.lose(...what);
  }

  /** An engine fails by an error of ours, until the function that is given back is called. Only `inProcess`. */
  spoil(...what: Parameters<NonNullable<Platform['spoil']>>): () => void {
    return this.running.spoil!(...what);
  }

  /** Puts a product on sale, with so many pieces on the shelf. */
  async sells(sku: string, { price = 295, stock = 10, ...more }: Goods = {}): Promise<Product> {
    const money = { amount: price, currency: 'GBP' };
    const product = { sku, name: `The ${sku.toLowerCase()}`, price: money, status: 'active', ...more };
    const created = await this.rest.post<Product>('/v1/products', product);
    if (created.status !== 201) throw new Error(`${sku} is not on sale: ${JSON.stringify(created.body)}`);
    if (stock) await this.rest.post(`/v1/stock/${encodeURIComponent(sku)}/receipts`, { quantity: stock });
    return created.body;
  }

  /** Places an order and waits for its checkout to end. */
  order(order: Partial<NewOrder> & Pick<NewOrder, 'lines'>, headers: Record<string, string> = {}) {
    return this.rest.post<Order>('/v1/orders', order, { prefer: 'wait=30', ...headers });
  }

  /** An order of one line, confirmed. */
  async sold(sku: string, quantity: number, more: Partial<NewOrder> = {}): Promise<Order> {
    const { status, body } = await this.order({ lines: [{ sku, quantity }], ...more });
    if (status !== 201 || body.status !== 'confirmed') throw new Error(`It is not sold: ${JSON.stringify(body)}`);
    return body;
  }

  async orderOf(id: string): Promise<Order> {
    return (await this.rest.get<Order>(`/v1/orders/${id}`)).body;
  }

  async stockOf(sku: string): Promise<Stock> {
    return (await this.rest.get<Stock>(`/v1/stock/${encodeURIComponent(sku)}`)).body;
  }

  async paymentOf({ payment }: Order): Promise<Payment> {
    return (await this.rest.get<Payment>(`/v1/payments/${payment.id}`)).body;
  }

  /** The order once it is as described. */
  orderWhen(id: string, isSo: (order: Order) => boolean, deadlineMs?: number): Promise<Order> {
    return until(async () => {
      const order = await this.orderOf(id);
      return isSo(order) && order;
    }, deadlineMs);
  }

  /** The stock once it is as described. */
  stockWhen(sku: string, isSo: (stock: Stock) => boolean): Promise<Stock> {
    return until(async () => {
      const stock = await this.stockOf(sku);
      return isSo(stock) && stock;
    });
  }

  /** Something done to an order, like `cancel` or `shipments`. */
  act(order: Pick<Order, 'id'>, action: string, body: object = {}, headers: Record<string, string> = {}) {
    return this.rest.post<Order>(`/v1/orders/${order.id}/${action}`, body, headers);
  }
}

interface Goods {
  readonly name?: string;
  /** Pence. */
  readonly price?: number;
  readonly stock?: number;
  readonly kind?: string;
  readonly description?: string;
  readonly categories?: readonly string[];
  readonly attributes?: object;
  readonly variants?: readonly object[];
  readonly status?: string;
}

/** What a write answers: the body, and where it stands in the log. */
export const positionOf = ({ headers }: Answer<unknown>): string => headers.get('daybook-position')!;

/** What is told over a platform on which others are told as well, before and after. */
export interface Story {
  readonly title: string;
  readonly tell: (shop: Shop) => void;
}

export const story = (title: string, tell: Story['tell']): Story => ({ title, tell });

/** Tells one story after the other over one platform, or names the engines that there are not. */
export function tell(way: Way, stories: readonly Story[]): void {
  describeWithEngines(way.name, way.needs, () => {
    const shop = new Shop(way);
    beforeAll(() => shop.open());
    afterAll(() => shop.close());
    for (const { title, tell } of stories) {
      describe(title, () => {
        afterAll(() => shop.settled());
        tell(shop);
      });
    }
  });
}
