import { Injectable, Logger } from '@nestjs/common';
import {
  ImportRecord,
  ImportStatus,
  InventoryService,
  OrderService,
  OrderStatus,
  ProductService,
  type ImportAnswer,
  type ImportedAdjustment,
  type ImportedOrder,
  type ImportedReceipt,
  type ImportedReturn,
  type ImportedStep,
  type NewProduct,
} from '#contracts';
import { uuidv7 } from '#eventing';
import { AppError, callContext, inContext, isTransient } from '#ports';
import { invalid, parseBody, Refused, validated } from '#runtime';
import type { Line } from './imports.lines.js';

export const LONGEST_LINE = 1024 * 1024;

/** A record has this long, whatever the request that it came with. */
const DEADLINE_MS = 60_000;
const CHECKOUT_MS = 30_000;

const THINGS = ['product', 'receipt', 'adjustment', 'order', 'return'] as const;

type Done = Omit<ImportAnswer, 'line' | 'key' | 'status' | 'problem'>;

/** Something of the record stands already, so that it is not refused as a whole. */
class Unfinished extends Error {
  constructor(
    readonly orderId: string,
    readonly reason: unknown,
  ) {
    super();
  }
}

/**
 * Brings the records of an import to their services. Every command carries the record's key, so that a record that is
 * sent again, after whatever crash, changes nothing or goes on where it stopped.
 */
@Injectable()
export class ImportRecords {
  private readonly log = new Logger('imports');

  constructor(
    private readonly products: ProductService,
    private readonly stock: InventoryService,
    private readonly orders: OrderService,
  ) {}

  /** Works on the lines of one request; those that are about the same order or stock one after another, as they came. */
  session(): (line: Line) => Promise<ImportAnswer> {
    const lanes = new Map<string, Promise<unknown>>();
    return async (line) => {
      let record: ImportRecord | undefined;
      try {
        record = read(line);
        const { key } = record;
        const result = await this.inLane(lanes, record);
        return { line: line.number, key, status: ImportStatus.Done, ...result };
      } catch (error) {
        return { line: line.number, ...(record && { key: record.key }), ...this.failureOf(error) };
      }
    };
  }

  private inLane(lanes: Map<string, Promise<unknown>>, record: ImportRecord): Promise<Done> {
    const lane = laneOf(record);
    if (!lane) return this.inOwnContext(record);
    const before = lanes.get(lane) ?? Promise.resolve();
    const done = before.then(() => this.inOwnContext(record));
    const settled = done.catch(() => {}).finally(() => lanes.get(lane) === settled && lanes.delete(lane));
    lanes.set(lane, settled);
    return done;
  }

  private inOwnContext(record: ImportRecord): Promise<Done> {
    const outer = callContext();
    const context = {
      principal: outer?.principal ?? 'anonymous',
      correlationId: uuidv7(),
      traceparent: outer?.traceparent,
      deadline: performance.now() + DEADLINE_MS,
    };
    return inContext(context, () => this.apply(record));
  }

  private apply({ key, product, receipt, adjustment, order, return: back }: ImportRecord): Promise<Done> {
    if (product) return this.putProduct(key, product);
    if (receipt) return this.receive(key, receipt);
    if (adjustment) return this.adjust(key, adjustment);
    return order ? this.placeOrder(key, order) : this.takeBack(key, back!);
  }

  private async putProduct(commandId: string, product: NewProduct): Promise<Done> {
    return written(await this.products.putProductBySku({ commandId, sku: product.sku!, product }));
  }

  private async receive(commandId: string, { sku, occurredAt, ...receipt }: ImportedReceipt): Promise<Done> {
    return written(await this.stock.receiveStock({ commandId, sku, receipt, ...(occurredAt && { occurredAt }) }));
  }

  private async adjust(commandId: string, { sku, occurredAt, ...adjustment }: ImportedAdjustment): Promise<Done> {
    return written(await this.stock.adjustStock({ commandId, sku, adjustment, ...(occurredAt && { occurredAt }) }));
  }

  private async placeOrder(key: string, { placedAt, steps = [], lines, ...rest }: ImportedOrder): Promise<Done> {
    const { order } = await this.orders.placeOrder({
      commandId: key,
      order: { ...rest, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
      history: { placedAt, unitPrices: lines.map(({ unitPrice }) => unitPrice) },
    });
    const result = { orderId: order.id, lines: order.lines.length, total: order.totals.total.amount };
    try {
      return { ...result, ...(await this.follow(key, order.id, steps)) };
    } catch (error) {
      throw error instanceof Rejection ? error : new Unfinished(order.id, error);
    }
  }

  private async follow(key: string, orderId: string, steps: readonly ImportedStep[]): Promise<Done> {
    const { order, position, ended } = await this.orders.awaitOrder({ orderId, timeoutMs: CHECKOUT_MS });
    if (order.status === OrderStatus.Rejected) throw new Rejection(orderId, order.rejection);
    if (!ended) throw new AppError('timeout', 'DEADLINE_EXCEEDED', 'The checkout of the order has not ended yet.');
    let last = { revision: order.revision, position };
    let shipmentId = '';
    for (const [i, { step, occurredAt }] of steps.entries()) {
      const command = { commandId: `${key} ${i} ${step}`, orderId, occurredAt };
      switch (step) {
        case 'ship': {
          const shipped = await this.orders.shipOrder({ ...command, shipment: {} });
          ({ shipmentId } = shipped);
          last = shipped;
          break;
        }
        case 'deliver':
          last = await this.orders.deliverShipment({ ...command, shipmentId });
          break;
        case 'complete':
          last = await this.orders.completeOrder(command);
          break;
      }
    }
    return written(last);
  }

  private async takeBack(key: string, { orderId, occurredAt, ...back }: ImportedReturn): Promise<Done> {
    const when = occurredAt ? { occurredAt } : {};
    const { order, returnId } = await this.orders.returnOrder({ commandId: key, orderId, return: back, ...when });
    try {
      const received = await this.orders.receiveReturn({ commandId: `${key} received`, orderId, returnId, ...when });
      const announced = order.fulfilment.returns.find(({ id }) => id === returnId)!;
      return { orderId, lines: announced.lines.length, total: announced.amount.amount, ...written(received) };
    } catch (error) {
      throw new Unfinished(orderId, error);
    }
  }

  private failureOf(error: unknown): Pick<ImportAnswer, 'status' | 'orderId' | 'problem'> {
    if (error instanceof Unfinished) {
      return { ...this.failureOf(error.reason), status: ImportStatus.Failed, orderId: error.orderId };
    }
    if (error instanceof Rejection) {
      const { orderId, code, message } = error;
      return { status: ImportStatus.Refused, orderId, problem: { code, detail: message } };
    }
    if (error instanceof AppError || error instanceof Refused) {
      const { code, message } = error;
      const status = isTransient(error) ? ImportStatus.Failed : ImportStatus.Refused;
      return { status, problem: { code, detail: message } };
    }
    this.log.error(error instanceof Error ? error.stack : error);
    return { status: ImportStatus.Failed, problem: { code: 'INTERNAL', detail: 'The fault is recorded.' } };
  }
}

/** Checkout came to its end, and it is no order: the stock was not there, the payment was declined. */
class Rejection extends Error {
  readonly code: string;
  constructor(
    readonly orderId: string,
    rejection: { readonly code: string; readonly detail: string } | undefined,
  ) {
    super(rejection?.detail ?? 'The order was rejected.');
    this.code = rejection?.code ?? 'ORDER_REJECTED';
  }
}

const written = ({ revision, position }: { readonly revision: number; readonly position: string }) => ({
  revision,
  position,
});

function read({ bytes }: Line): ImportRecord {
  if (!bytes) throw new Refused(413, 'PAYLOAD_TOO_LARGE', `A line may have ${LONGEST_LINE} bytes.`);
  const record = validated(ImportRecord, parseBody(bytes));
  const given = THINGS.filter((thing) => record[thing]);
  if (given.length !== 1) {
    throw invalid([{ pointer: '', code: 'ONE_OF', message: `must have exactly one of ${THINGS.join(', ')}` }]);
  }
  if (record.product && record.product.sku === undefined) {
    throw invalid([{ pointer: '/product/sku', code: 'REQUIRED', message: 'is required' }]);
  }
  const steps = record.order?.steps?.map(({ step }) => step) ?? [];
  const delivered = steps.indexOf('deliver');
  if (delivered >= 0 && !steps.slice(0, delivered).includes('ship')) {
    throw invalid([
      { pointer: `/order/steps/${delivered}/step`, code: 'NOT_SHIPPED', message: 'must come after ship' },
    ]);
  }
  return record;
}

/** What a record is about, where the order of records matters. */
const laneOf = ({ product, receipt, adjustment, return: back }: ImportRecord): string | undefined =>
  product?.sku ?? receipt?.sku ?? adjustment?.sku ?? back?.orderId;
