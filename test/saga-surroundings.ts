import { v5 as uuidv5 } from 'uuid';
import { MemoryEventStore } from '#adapters';
import {
  paymentStatus,
  type InventoryService,
  type LineQuantity,
  type OrderEvent,
  type OrderService,
  type OrderStatus,
  type Payment,
  type PaymentEvent,
  type PaymentService,
  type PaymentStanding,
} from '#contracts';
import { AppError, type DomainEvent } from '#eventing';
import type { RecordedEvent } from '#ports';

/** How the world around one order is. */
export interface Scenario {
  readonly method: 'test' | 'manual' | 'external' | 'none';
  readonly capture: 'onConfirm' | 'onShipment' | 'manual';
  readonly goods: boolean;
  readonly inStock: boolean;
  readonly declines: boolean;
  /** The provider answers later, not in the call. */
  readonly slow: boolean;
  /** A repeated command is answered with its first answer, not with the present one. */
  readonly staleAnswers: boolean;
}

/** What becomes of a call to another service. */
export type Fate = 'answered' | 'requestLost' | 'answerLost';

export const ORDER = 'b0e42fe7-31a5-4894-a441-007e5256afea';
const LINES = [
  { lineId: '1', sku: 'CUP', quantity: 2, unitPrice: 20 },
  { lineId: '2', sku: 'POT', quantity: 1, unitPrice: 30 },
] as const;
const SHIPPING = 5;
const TOTAL = 75;

/** What the sagas live among: a buyer, a warehouse, staff, a payment provider, and models of the services. */
export class Surroundings {
  fate: Fate = 'answered';
  readonly order = { status: 'placed' as OrderStatus, due: 0, shippedAmount: 0, cancelled: 0 };
  readonly held = new Map<string, number>();
  readonly payment = {
    known: false,
    authorised: 0,
    captured: 0,
    refunded: 0,
    held: 0,
    status: 'none' as Payment['status'],
  };
  goodwill = 0;
  /** What the order knows of its payment. */
  told: PaymentStanding = { status: 'none', authorised: 0, captured: 0, refunded: 0 };
  protected readonly log = new MemoryEventStore();
  protected time = Date.parse('2026-01-01T00:00:00.000Z');
  private readonly open = new Map<string, number>(LINES.map(({ lineId, quantity }) => [lineId, quantity]));
  private readonly outside = new Map<string, number>();
  private readonly answers = new Map<string, Payment>();
  private readonly undecided: (() => Promise<void>)[] = [];
  private closed = false;
  private voided = false;

  constructor(readonly scenario: Scenario) {}

  /** The buyer places the order. */
  async place(): Promise<void> {
    const { scenario } = this;
    this.order.due = scenario.method === 'none' ? 0 : TOTAL;
    await this.record<OrderEvent>(`order-${ORDER}`, {
      type: 'OrderPlaced',
      data: {
        orderId: ORDER,
        number: '1',
        currency: 'GBP',
        lines: LINES.map((line) => ({
          ...line,
          name: line.sku,
          kind: scenario.goods ? 'goods' : 'service',
          tax: 0,
          total: line.quantity * line.unitPrice,
        })),
        totals: { subtotal: TOTAL - SHIPPING, shipping: SHIPPING, tax: 0, total: TOTAL },
        payment: { method: scenario.method, capture: scenario.capture },
        paymentId: ORDER,
        metadata: {},
        placedAt: this.now(),
      },
    });
  }

  /** The provider decides what it was asked first. */
  async decide(): Promise<boolean> {
    const decision = this.undecided.shift();
    await decision?.();
    return decision !== undefined;
  }

  async cancel(line?: number): Promise<boolean> {
    if (this.order.status !== 'placed' && this.order.status !== 'confirmed') return false;
    const lines = this.take(line, this.open);
    if (!lines.length) return false;
    const whole = [...this.open.values()].every((quantity) => quantity === 0) && this.outside.size === 0;
    const amount = whole ? this.order.due : this.priceOf(lines);
    if (whole) this.order.status = 'cancelled';
    this.order.due -= amount;
    this.order.cancelled += amount;
    await this.fact({
      type: 'OrderLinesCancelled',
      data: { orderId: ORDER, cancellationId: this.id(), lines, amount, whole },
    });
    return true;
  }

  async ship(line?: number): Promise<boolean> {
    if (this.order.status !== 'confirmed') return false;
    const lines = this.take(line, this.open);
    if (!lines.length) return false;
    const amount = this.priceOf(lines) + (this.outside.size ? 0 : this.shipping);
    for (const { lineId, quantity } of lines) this.outside.set(lineId, (this.outside.get(lineId) ?? 0) + quantity);
    this.order.shippedAmount += amount;
    await this.fact({
      type: 'OrderShipped',
      data: { orderId: ORDER, shipmentId: this.id(), lines, amount, occurredAt: this.now() },
    });
    return true;
  }

  async takeBack(line: number): Promise<boolean> {
    const lines = this.take(line, this.outside).map((one) => ({ ...one, disposition: 'restock' as const }));
    if (!lines.length) return false;
    const amount = this.priceOf(lines);
    this.order.due -= amount;
    await this.fact({
      type: 'OrderReturnReceived',
      data: { orderId: ORDER, returnId: this.id(), lines, amount, occurredAt: this.now() },
    });
    return true;
  }

  /** Someone refunds a little by hand. */
  async refundByHand(): Promise<boolean> {
    if (this.undecided.length || this.payment.captured - this.payment.refunded < 1) return false;
    this.goodwill += 1;
    await this.refunded(1);
    return true;
  }

  /** Someone captures a little by hand. */
  async captureByHand(): Promise<boolean> {
    if (this.undecided.length || this.payment.held < 1) return false;
    await this.captured(1);
    return true;
  }

  /** Pieces that have to be held: promised and not sent. */
  promised(): number {
    if (this.order.status !== 'confirmed' || !this.scenario.goods) return 0;
    return [...this.open.values()].reduce((sum, quantity) => sum + quantity, 0);
  }

  // The services

  protected inventory(): InventoryService {
    return {
      reserveStock: async ({ lines }) =>
        this.call(() => {
          if (this.closed) return { reserved: false, events: [], shortage: short('RESERVATION_CLOSED') };
          if (!this.scenario.inStock) return { reserved: false, events: [], shortage: short('STOCK_UNAVAILABLE') };
          for (const { sku, quantity } of lines) if (!this.held.has(sku)) this.held.set(sku, quantity);
          return { reserved: true, events: lines.map(({ sku }) => ({ sku, revision: 1 })) };
        }),
      releaseStock: async ({ lines, releaseId }) =>
        this.call(() => {
          if (!releaseId) {
            this.closed = true;
            this.held.clear();
          } else this.once(releaseId, () => this.letGo(lines));
          return { events: [] };
        }),
      shipStock: async ({ shipmentId, lines }) =>
        this.call(() => {
          this.once(shipmentId, () => this.letGo(lines));
          return { events: [] };
        }),
      returnStock: async () => this.call(() => ({ events: [] })),
    } satisfies Partial<InventoryService> as unknown as InventoryService;
  }

  protected payments(): PaymentService {
    return {
      authorisePayment: ({ commandId, amount }) =>
        this.charge(commandId, async () => {
          if (this.payment.known) return;
          Object.assign(this.payment, { known: true, status: 'pending' });
          await this.money({
            type: 'PaymentAuthorisationRequested',
            data: { currency: 'GBP', method: 'test', ...of(0) },
          });
          this.later(async () => {
            if (this.scenario.declines && this.scenario.method !== 'manual') {
              this.payment.status = 'declined';
              return this.money({ type: 'PaymentDeclined', data: { ...of(amount.amount), code: 'no' } });
            }
            Object.assign(this.payment, { status: 'authorised', authorised: amount.amount, held: amount.amount });
            return this.money({ type: 'PaymentAuthorised', data: of(amount.amount) });
          });
        }),
      capturePayment: ({ commandId, capture: { amount = 0 } }) =>
        this.charge(commandId, async () => {
          if (amount > this.payment.held) throw new AppError('rejected', 'NOT_CAPTURABLE');
          await this.money({ type: 'PaymentCaptureRequested', data: { ...of(amount), captureId: commandId } });
          this.later(async () => {
            await this.captured(amount);
          });
        }),
      voidPayment: ({ commandId }) =>
        this.charge(commandId, async () => {
          const { status } = this.payment;
          if (!this.payment.known) throw new AppError('notFound', 'NOT_FOUND');
          if (status === 'declined' || this.voided) return;
          if (!this.payment.held) throw new AppError('rejected', 'NOT_VOIDABLE');
          await this.money({ type: 'PaymentVoidRequested', data: of(0) });
          this.later(async () => {
            this.voided = true;
            this.payment.held = 0;
            this.payment.status = paymentStatus('voided', this.payment);
            await this.money({ type: 'PaymentVoided', data: of(this.payment.authorised) });
          });
        }),
      refundPayment: ({ commandId, refund: { amount = 0 } }) =>
        this.charge(commandId, async () => {
          if (amount > this.payment.captured - this.payment.refunded) throw new AppError('rejected', 'NOT_REFUNDABLE');
          await this.money({ type: 'PaymentRefundRequested', data: { ...of(amount), refundId: commandId } });
          this.later(() => this.refunded(amount));
        }),
    } satisfies Partial<PaymentService> as unknown as PaymentService;
  }

  protected orders(): OrderService {
    return {
      confirmOrder: async ({ payment }) =>
        this.callAsync(async () => {
          if (payment) this.tell(payment);
          if (this.order.status === 'placed') {
            this.order.status = 'confirmed';
            await this.fact({ type: 'OrderConfirmed', data: { orderId: ORDER } });
          }
          return { status: this.order.status };
        }),
      rejectOrder: async ({ rejection: { code, detail } }) =>
        this.callAsync(async () => {
          if (this.order.status === 'placed') {
            this.order.status = 'rejected';
            await this.fact({ type: 'OrderRejected', data: { orderId: ORDER, code, detail } });
          }
          return { status: this.order.status };
        }),
      cancelOrder: async () =>
        this.callAsync(async () => {
          await this.cancel();
          return { order: { status: this.order.status } } as never;
        }),
      recordOrderPayment: async ({ commandId, status, authorised, captured, refunded }) => {
        this.once(commandId, () => this.tell({ status, authorised, captured, refunded }));
        return {};
      },
    } satisfies Partial<OrderService> as unknown as OrderService;
  }

  // Their means

  private call<T>(run: () => T): Promise<T> {
    return this.callAsync(async () => run());
  }

  private async callAsync<T>(run: () => Promise<T>): Promise<T> {
    if (this.fate === 'requestLost') throw new AppError('unavailable', 'LOST');
    const answer = await run();
    if (this.fate === 'answerLost') throw new AppError('timeout', 'LOST');
    return answer;
  }

  /** One command, one effect; a refusal is forgotten. */
  private charge(commandId: string, run: () => Promise<void>): Promise<never> {
    return this.callAsync(async () => {
      const before = this.answers.get(commandId);
      if (!before) await run();
      if (!this.scenario.slow) while (await this.decide());
      const answer = before && this.scenario.staleAnswers ? before : await this.standing();
      this.answers.set(commandId, before ?? answer);
      return { payment: answer } as never;
    });
  }

  private async standing(): Promise<Payment> {
    const events = await this.log.read(`payment-${ORDER}`);
    const pending = this.undecided.length ? 'something' : undefined;
    return { ...this.payment, revision: events.length - 1, pending } as unknown as Payment;
  }

  /** News that comes late changes nothing. */
  private tell(now: PaymentStanding): void {
    const { told } = this;
    const isLate = (['authorised', 'captured', 'refunded'] as const).some((amount) => now[amount] < told[amount]);
    if (!isLate) this.told = now;
  }

  private later(decision: () => Promise<void>): void {
    this.undecided.push(decision);
  }

  private async captured(amount: number): Promise<void> {
    this.payment.captured += amount;
    this.payment.held -= amount;
    this.payment.status = paymentStatus(this.payment.status, this.payment);
    await this.money({ type: 'PaymentCaptured', data: { ...of(amount), captureId: this.id() } });
  }

  private async refunded(amount: number): Promise<void> {
    this.payment.refunded += amount;
    this.payment.status = paymentStatus(this.payment.status, this.payment);
    await this.money({ type: 'PaymentRefunded', data: { ...of(amount), refundId: this.id() } });
  }

  private money = (event: PaymentEvent) => this.record(`payment-${ORDER}`, event);
  private fact = (event: OrderEvent) => this.record(`order-${ORDER}`, event);

  private async record<Event extends DomainEvent>(stream: string, event: Event): Promise<void> {
    const past = await this.log.read(stream);
    const id = this.id();
    const metadata: RecordedEvent['metadata'] = { ...this.meta(id), commandHash: '' };
    await this.log.append(stream, past.length - 1, [{ id, ...event, metadata }]);
  }

  protected meta(key: string) {
    const commandId = uuidv5(key, ORDER);
    return { commandId, correlationId: ORDER, causationId: ORDER, actor: 'test', at: this.now() };
  }

  private now = () => new Date((this.time += 1_000)).toISOString();
  private id = () => uuidv5(String((this.time += 1)), ORDER);

  private readonly done = new Set<string>();
  private once(key: string, run: () => void): void {
    if (!this.done.has(key)) run();
    this.done.add(key);
  }

  private letGo(lines: readonly { readonly sku: string; readonly quantity: number }[]): void {
    for (const { sku, quantity } of lines) {
      const left = (this.held.get(sku) ?? 0) - quantity;
      if (left < 0) throw new AppError('rejected', 'NOT_RESERVED');
      this.held.set(sku, left);
    }
  }

  /** Takes one piece of a line, or all that is left of every line. */
  private take(line: number | undefined, from: Map<string, number>): LineQuantity[] {
    const some = [...from].filter(([, quantity]) => quantity > 0);
    const chosen = line === undefined ? some : some.slice(line % Math.max(1, some.length)).slice(0, 1);
    return chosen.map(([lineId, left]) => {
      const quantity = line === undefined ? left : 1;
      from.set(lineId, left - quantity);
      return { lineId, quantity };
    });
  }

  private get shipping() {
    return this.scenario.method === 'none' ? 0 : SHIPPING;
  }

  private priceOf(lines: readonly LineQuantity[]): number {
    if (this.scenario.method === 'none') return 0;
    return lines.reduce((sum, { lineId, quantity }) => {
      return sum + quantity * (LINES.find((line) => line.lineId === lineId)?.unitPrice ?? 0);
    }, 0);
  }
}

const of = (amount: number) => ({ paymentId: ORDER, orderId: ORDER, amount });
const short = (code: string) => ({ sku: 'CUP', requested: 2, available: 0, code });
