import { Injectable } from '@nestjs/common';
import {
  inventoryEvents,
  type ExplainStockResponse,
  type GetStockLedgerRequest,
  type GetStockLedgerResponse,
  type InventoryEvent,
  type LedgerEntry,
} from '#contracts';
import { Aggregates, decode, pageOf, pageTokenOf, sortOf, streamOf } from '#eventing';
import { EventStore } from '#ports';
import { Explanation, type Step } from './stock.explanation.js';
import { stock } from './stock.decider.js';
import { levels } from './stock.state.js';
import { unknownSku } from './stock.view.js';

/** Events read at once: a stream may be long. */
const CHUNK = 1_000;
/** Latest entries in an explanation. */
const LATEST = 20;

/** The stream of a SKU read as a ledger; it knows no more than the stream, so it is never behind. */
@Injectable()
export class StockLedger {
  constructor(
    private readonly aggregates: Aggregates,
    private readonly store: EventStore,
  ) {}

  async page(request: GetStockLedgerRequest): Promise<GetStockLedgerResponse> {
    const last = await this.lastOf(request.sku);
    const sort = sortOf(request.sort, ['revision'], 'revision');
    const page = pageOf(request, `ledger ${request.sku}`, ['number'], sort);
    const { size, offset, after } = page;
    const { descending } = sort;
    const start = after ? Number(after[0]) + (descending ? -1 : 1) : descending ? last - offset : offset;
    const [from, to] = descending ? [Math.max(0, start - size + 1), start] : [start, Math.min(last, start + size - 1)];
    const items: LedgerEntry[] = [];
    for await (const step of this.steps(request.sku, to)) if (step.event.revision >= from) items.push(entryOf(step));
    if (descending) items.reverse();
    const end = items.at(-1)?.revision;
    const more = end !== undefined && (descending ? end > 0 : end < last);
    return { items, totalCount: last + 1, ...(more && { nextPageToken: pageTokenOf(page, [end]) }) };
  }

  async explain(sku: string): Promise<ExplainStockResponse> {
    const last = await this.lastOf(sku);
    const explanation = new Explanation();
    const entries: LedgerEntry[] = [];
    for await (const step of this.steps(sku, last)) {
      explanation.take(step);
      if (step.event.revision > last - LATEST) entries.unshift(entryOf(step));
    }
    return { sku, revision: last, numbers: explanation.numbers(), holds: explanation.holds(), entries };
  }

  private async lastOf(sku: string): Promise<number> {
    const { revision } = await this.aggregates.load(stock, sku);
    if (revision < 0) throw unknownSku(sku);
    return revision;
  }

  /** All steps from the first one to a revision. */
  private async *steps(sku: string, to: number): AsyncGenerator<Step> {
    let before = stock.initial;
    for (let from = 0; from <= to; from += CHUNK) {
      const limit = Math.min(CHUNK, to - from + 1);
      for (const stored of await this.store.read(streamOf(stock, sku), { from, limit })) {
        const event = decode<InventoryEvent>(inventoryEvents, stored);
        const after = stock.evolve(before, event);
        yield { event, before, after };
        before = after;
      }
    }
  }
}

function entryOf({ event, before, after }: Step): LedgerEntry {
  const { type, data, metadata, revision, id } = event;
  const [was, is] = [levels(before), levels(after)];
  const [location, ...others] = Object.keys(data.balances);
  return {
    revision,
    at: metadata.at,
    occurredAt: data.occurredAt,
    type,
    actor: metadata.actor,
    change: is.onHand - was.onHand,
    reservedChange: is.reserved - was.reserved,
    reason: 'reason' in data ? data.reason : undefined,
    reference: 'reference' in data ? data.reference : undefined,
    orderId: 'orderId' in data ? data.orderId : undefined,
    reservationId: 'reservationId' in data ? data.reservationId : undefined,
    location: others.length ? undefined : location,
    onHand: is.onHand,
    reserved: is.reserved,
    available: Math.max(0, is.available),
    eventId: id,
  };
}
