import type { CapturePolicy, Disposition, InventoryEvent, LocationBalances, PaymentMethod } from '#contracts';

export type Data = Readonly<Record<string, unknown>>;

/** Who the sagas' calls come from. */
export const SAGA = 'saga-orchestrator';

/** Where an order writes what happens to it. */
export interface Books {
  append(stream: string, events: readonly (readonly [type: string, data: Data])[], actor?: string): void;
  stock(sku: string, type: InventoryEvent['type'], data: Data, changes?: Record<string, LocationBalances>): void;
  allocate(sku: string, quantity: number): { location: string; quantity: number }[];
  id(of: string): string;
}

export interface LineSpec {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
  /** Per piece. */
  readonly tax?: number;
  /** Beside it, where it does not come out even. */
  readonly taxOfLine?: number;
  readonly kind?: 'goods' | 'service';
}

export interface OrderSpec {
  readonly lines: readonly LineSpec[];
  readonly shipping?: number;
  readonly method?: PaymentMethod | 'none';
  readonly capture?: CapturePolicy;
}

/** Pieces of lines, by line id. */
export type Pieces = Readonly<Record<string, number>>;

/** One order and all that happens to it, with its payment and its sagas. */
export class ShopOrder {
  readonly id: string;
  readonly paymentId: string;
  readonly total: number;
  private readonly stream: string;
  private readonly method: PaymentMethod | 'none';
  private readonly capture: CapturePolicy;
  private readonly lines: readonly (Required<LineSpec> & { readonly lineId: string })[];
  private readonly holds = new Map<string, { location: string; quantity: number }[]>();
  private readonly paid = { authorised: 0, captured: 0, refunded: 0 };
  private parcels = 0;
  private cancellations = 0;
  private returns = 0;
  private moneySteps = 0;
  private hasFulfilment = false;
  private due: number;

  constructor(
    private readonly shop: Books,
    number: number,
    private readonly spec: OrderSpec,
  ) {
    this.id = shop.id(`order ${number}`);
    this.paymentId = shop.id(`payment ${number}`);
    this.stream = `order-${this.id}`;
    this.lines = spec.lines.map((line, i) => ({ tax: 0, taxOfLine: 0, kind: 'goods', lineId: String(i + 1), ...line }));
    const { shipping = 0, capture = 'onConfirm' } = spec;
    const subtotal = sum(this.lines, ({ quantity, unitPrice }) => quantity * unitPrice);
    const tax = sum(this.lines, taxOf);
    this.total = this.due = subtotal + shipping + tax;
    this.method = this.total ? (spec.method ?? 'test') : 'none';
    this.capture = capture;
    this.tell([
      'OrderPlaced',
      {
        orderId: this.id,
        number: String(number),
        currency: 'GBP',
        lines: this.lines.map((line) => ({
          ...line,
          name: line.sku,
          tax: taxOf(line),
          total: line.quantity * line.unitPrice,
        })),
        totals: { subtotal, shipping, tax, total: this.total },
        payment: { method: this.method, capture },
        paymentId: this.paymentId,
        metadata: {},
        placedAt: '2026-01-01T00:00:00.000Z',
      },
    ]);
    this.checkout('CheckoutStarted', { asks: [this.goods().size ? 'reserve' : this.afterStock()] });
  }

  reserve(): this {
    for (const [sku, quantity] of this.goods()) {
      const allocations = this.shop.allocate(sku, quantity);
      this.holds.set(sku, allocations);
      this.moveHeld('StockReserved', sku, allocations, {}, (n) => ({ reserved: n }));
    }
    if (this.goods().size) this.checkout('CheckoutStockReserved', { ends: ['reserve'], asks: [this.afterStock()] });
    return this;
  }

  authorise(): this {
    if (this.method === 'none') return this;
    const { currency, amount } = { currency: 'GBP', amount: this.due };
    const about = { paymentId: this.paymentId, orderId: this.id, amount };
    this.pay(['PaymentAuthorisationRequested', { ...about, currency, method: this.method }]);
    this.pay(['PaymentAuthorised', about]);
    this.paid.authorised = amount;
    this.checkout('CheckoutPaymentAuthorised', { ends: ['authorise'], asks: ['confirm'] });
    return this.recordPayment('authorised');
  }

  confirm(): this {
    this.tell(['OrderConfirmed', { orderId: this.id }]);
    const takes = this.due > 0 && this.method === 'test' && this.capture === 'onConfirm';
    this.checkout('CheckoutConfirmed', { ends: ['confirm'], asks: takes ? ['capture'] : [] });
    return takes ? this.take(this.due, () => this.checkout('CheckoutPaymentCaptured', { ends: ['capture'] })) : this;
  }

  /** Everything up to confirmed and paid. */
  checkOut(): this {
    return this.reserve().authorise().confirm();
  }

  /** One SKU cannot be had: the others are released, the order is rejected. */
  rejectFor(missing: string): this {
    for (const [sku, quantity] of this.goods()) {
      if (sku === missing) continue;
      const allocations = this.shop.allocate(sku, quantity);
      this.moveHeld('StockReserved', sku, allocations, {}, (n) => ({ reserved: n }));
      this.moveHeld('StockReleased', sku, allocations, {}, (n) => ({ reserved: -n }));
    }
    this.shop.stock(missing, 'StockReservationVoided', { reservationId: this.id });
    return this.reject('reserve');
  }

  /** The provider declines: the hold is released, the order is rejected. */
  decline(): this {
    const about = { paymentId: this.paymentId, orderId: this.id, amount: this.due };
    this.pay(['PaymentAuthorisationRequested', { ...about, currency: 'GBP', method: this.method }]);
    this.pay(['PaymentDeclined', { ...about, code: 'NO_FUNDS' }]);
    return this.reject('authorise', () => this.release(this.heldPieces(), undefined));
  }

  ready(): this {
    this.tell(['OrderReadied', { orderId: this.id, occurredAt: '2026-01-02T00:00:00.000Z' }]);
    return this;
  }

  ship(
    pieces: Pieces = this.all(),
    amount = this.worth(pieces) + (this.parcels ? 0 : (this.spec.shipping ?? 0)),
  ): this {
    const shipmentId = this.shop.id(`${this.id} parcel ${++this.parcels}`);
    this.tell(['OrderShipped', { orderId: this.id, shipmentId, lines: linesOf(pieces), amount }]);
    const step = `ship-${shipmentId}`;
    const takes = this.capture === 'onShipment' && this.method === 'test';
    const capture = `capture-${++this.moneySteps}`;
    this.fulfilment('FulfilmentParcelShipped', { shipmentId, amount, asks: takes ? [step, capture] : [step] });
    for (const [sku, quantity] of this.goods(pieces)) {
      const allocations = this.fromHold(sku, quantity);
      this.moveHeld('StockShipped', sku, allocations, { shipmentId }, (n) => ({
        reserved: -n,
        onHand: -n,
        shipped: n,
      }));
    }
    this.fulfilment('FulfilmentStepEnded', { ends: [step] });
    if (takes) this.take(amount, () => this.fulfilment('FulfilmentPaymentHeard', { ends: [capture] }));
    return this;
  }

  deliver(parcel = this.parcels): this {
    const shipmentId = this.shop.id(`${this.id} parcel ${parcel}`);
    this.tell(['OrderDelivered', { orderId: this.id, shipmentId, occurredAt: '2026-01-03T00:00:00.000Z' }]);
    return this;
  }

  complete(): this {
    this.tell(['OrderCompleted', { orderId: this.id, occurredAt: '2026-01-03T00:00:00.000Z' }]);
    return this;
  }

  takeBack(pieces: Pieces, disposition: Disposition = 'restock'): this {
    const returnId = this.shop.id(`${this.id} return ${++this.returns}`);
    const amount = this.worth(pieces);
    const lines = linesOf(pieces).map((line) => ({ ...line, disposition }));
    this.tell(['OrderReturnRequested', { orderId: this.id, returnId, lines, reason: 'too small', amount }]);
    this.tell(['OrderReturnReceived', { orderId: this.id, returnId, lines, amount }]);
    this.due -= amount;
    const [step, refund] = [`return-${returnId}`, `refund-${++this.moneySteps}`];
    const owed = this.owed();
    this.fulfilment('FulfilmentReturnReceived', { returnId, amount, asks: owed > 0 ? [step, refund] : [step] });
    for (const [sku, quantity] of this.goods(pieces)) {
      const fate = disposition === 'restock' ? { onHand: quantity } : { writtenOff: quantity };
      const data = { location: 'main', quantity, disposition, returnId, orderId: this.id };
      this.shop.stock(sku, 'StockReturned', data, { main: { returned: quantity, ...fate } });
    }
    this.fulfilment('FulfilmentStepEnded', { ends: [step] });
    return owed > 0 ? this.giveBack(owed, refund) : this;
  }

  cancel(pieces: Pieces = this.all(), whole = true): this {
    const cancellationId = this.shop.id(`${this.id} cancellation ${++this.cancellations}`);
    const amount = this.worth(pieces) + (whole ? (this.spec.shipping ?? 0) : 0);
    this.tell(['OrderLinesCancelled', { orderId: this.id, cancellationId, lines: linesOf(pieces), amount, whole }]);
    this.due -= amount;
    const [step, money] = [`release-${cancellationId}`, `money-${++this.moneySteps}`];
    const owed = this.owed();
    const voids = !owed && !this.due && this.paid.authorised > 0;
    const asks = owed > 0 || voids ? [step, money] : [step];
    this.fulfilment('FulfilmentLinesCancelled', { cancellationId, amount, asks });
    this.release(this.goods(pieces), cancellationId);
    this.fulfilment('FulfilmentStepEnded', { ends: [step] });
    if (owed > 0) this.giveBack(owed, money);
    if (voids) this.void(money);
    return this;
  }

  /** By the hand of a person, whose business it is. */
  takeByHand(amount: number): this {
    return this.take(amount, () => undefined);
  }

  /** By the hand of a person, too. */
  goodwill(amount: number): this {
    return this.refund(amount, 'anna').recordRefund();
  }

  /** All pieces of all lines. */
  private all(): Pieces {
    return Object.fromEntries(this.lines.map(({ lineId, quantity }) => [lineId, quantity]));
  }

  private reject(step: string, undo?: () => void): this {
    const asks = undo ? ['release', 'reject'] : ['reject'];
    this.checkout('CheckoutUndone', { ends: [step], asks, as: 'compensated' });
    undo?.();
    if (undo) this.checkout('CheckoutStepEnded', { ends: ['release'] });
    this.tell(['OrderRejected', { orderId: this.id, code: 'STOCK_UNAVAILABLE', detail: 'Not enough.' }]);
    this.checkout('CheckoutStepEnded', { ends: ['reject'] });
    return this;
  }

  private take(amount: number, heard: () => void): this {
    const captureId = this.shop.id(`${this.id} capture ${this.paid.captured}`);
    const about = { paymentId: this.paymentId, orderId: this.id, amount, captureId };
    this.pay(['PaymentCaptureRequested', about]);
    this.pay(['PaymentCaptured', about]);
    this.paid.captured += amount;
    heard();
    return this.recordPayment(this.paid.captured < this.paid.authorised ? 'partlyCaptured' : 'captured');
  }

  private giveBack(amount: number, step: string): this {
    this.refund(amount, SAGA);
    this.fulfilment('FulfilmentPaymentHeard', { ends: [step] });
    return this.recordRefund();
  }

  private recordRefund(): this {
    return this.recordPayment(this.paid.refunded < this.paid.captured ? 'partlyRefunded' : 'refunded');
  }

  private refund(amount: number, actor: string): this {
    const refundId = this.shop.id(`${this.id} refund ${this.paid.refunded}`);
    const about = { paymentId: this.paymentId, orderId: this.id, amount, refundId };
    this.pay(['PaymentRefundRequested', about], actor);
    this.pay(['PaymentRefunded', about]);
    this.paid.refunded += amount;
    return this;
  }

  private void(step: string): void {
    const about = { paymentId: this.paymentId, orderId: this.id, amount: this.paid.authorised - this.paid.captured };
    this.pay(['PaymentVoidRequested', about]);
    this.pay(['PaymentVoided', about]);
    this.fulfilment('FulfilmentPaymentHeard', { ends: [step] });
    if (!this.paid.captured) this.recordPayment('voided');
  }

  private recordPayment(status: string): this {
    this.tell(['OrderPaymentRecorded', { orderId: this.id, status, ...this.paid }]);
    return this;
  }

  private owed(): number {
    return this.paid.captured - this.paid.refunded - this.due;
  }

  private release(pieces: ReadonlyMap<string, number>, releaseId: string | undefined): void {
    for (const [sku, quantity] of pieces) {
      this.moveHeld('StockReleased', sku, this.fromHold(sku, quantity), { releaseId }, (n) => ({ reserved: -n }));
    }
  }

  private heldPieces(): Map<string, number> {
    return new Map([...this.holds].map(([sku, parts]) => [sku, sum(parts, ({ quantity }) => quantity)]));
  }

  private fromHold(sku: string, quantity: number): { location: string; quantity: number }[] {
    let open = quantity;
    return this.holds.get(sku)!.flatMap((part) => {
      const taken = Math.min(part.quantity, open);
      open -= taken;
      part.quantity -= taken;
      return taken ? [{ location: part.location, quantity: taken }] : [];
    });
  }

  private moveHeld(
    type: InventoryEvent['type'],
    sku: string,
    parts: readonly { location: string; quantity: number }[],
    more: Data,
    change: (pieces: number) => LocationBalances,
  ): void {
    const allocations = parts.map((part) => ({ ...part }));
    const quantity = sum(allocations, (part) => part.quantity);
    const changes = Object.fromEntries(allocations.map((part) => [part.location, change(part.quantity)]));
    const data = { reservationId: this.id, orderId: this.id, allocations, quantity, ...more };
    this.shop.stock(sku, type, data, changes);
  }

  private goods(pieces: Pieces = this.all()): Map<string, number> {
    const goods = new Map<string, number>();
    for (const { lineId, sku, kind } of this.lines) {
      const quantity = pieces[lineId] ?? 0;
      if (kind === 'goods' && quantity) goods.set(sku, (goods.get(sku) ?? 0) + quantity);
    }
    return goods;
  }

  private worth(pieces: Pieces): number {
    return sum(this.lines, ({ lineId, unitPrice, tax }) => (pieces[lineId] ?? 0) * (unitPrice + tax));
  }

  private afterStock(): string {
    return this.method === 'none' ? 'confirm' : 'authorise';
  }

  private tell(event: readonly [string, Data]): void {
    this.shop.append(this.stream, [event]);
  }

  private pay(event: readonly [string, Data], actor?: string): void {
    this.shop.append(`payment-${this.paymentId}`, [event], actor);
  }

  private checkout(type: string, steps: Steps): void {
    this.shop.append(`checkout-${this.id}`, [[type, progress(steps)]]);
  }

  private fulfilment(type: string, steps: Steps & Data): void {
    if (!this.hasFulfilment) this.shop.append(`fulfilment-${this.id}`, [['FulfilmentOpened', {}]]);
    this.hasFulfilment = true;
    this.shop.append(`fulfilment-${this.id}`, [[type, progress(steps)]]);
  }
}

interface Steps {
  readonly asks?: readonly string[];
  readonly ends?: readonly string[];
  readonly as?: 'done' | 'compensated';
}

const progress = ({ asks = [], ends = [], as = 'done', ...more }: Steps): Data => ({
  ...more,
  asks: asks.map((id) => ({ id, attempt: 1 })),
  ends: ends.map((id) => ({ id, status: as })),
});

const taxOf = ({ quantity, tax, taxOfLine }: Required<LineSpec>) => quantity * tax + taxOfLine;

const linesOf = (pieces: Pieces) =>
  Object.entries(pieces).flatMap(([lineId, quantity]) => (quantity ? [{ lineId, quantity }] : []));

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0);
