import { Injectable } from '@nestjs/common';
import type { GetOrderTimelineRequest, GetOrderTimelineResponse } from '#contracts';
import { Aggregates, historyEntry, pageOf, pageTokenOf, streamOf } from '#eventing';
import { EventStore, type RecordedEvent } from '#ports';
import { order } from './order.decider.js';
import { notFound } from './order.view.js';

/** First parts of the names of other contexts' streams. */
const CHECKOUT = { category: 'checkout' };
const FULFILMENT = { category: 'fulfilment' };
const PAYMENT = { category: 'payment' };
const STOCK = { category: 'stock' };

/** What became of an order everywhere: its own events and those of its sagas, payment and stock. */
@Injectable()
export class OrderTimeline {
  constructor(
    private readonly aggregates: Aggregates,
    private readonly store: EventStore,
  ) {}

  /** In the order of the log. */
  async page(request: GetOrderTimelineRequest): Promise<GetOrderTimelineResponse> {
    const page = pageOf(request, `timeline ${request.orderId}`, ['number']);
    const { size, offset, after } = page;
    const events = await this.eventsOf(request.orderId);
    const start = after ? events.findIndex(({ position }) => position > Number(after[0])) : offset;
    const items = start < 0 ? [] : events.slice(start, start + size);
    const last = items.at(-1);
    return {
      items: items.map(historyEntry),
      totalCount: events.length,
      nextPageToken: last && last !== events.at(-1) ? pageTokenOf(page, [last.position]) : undefined,
    };
  }

  private async eventsOf(id: string): Promise<RecordedEvent[]> {
    const { state } = await this.aggregates.load(order, id);
    if (state.status === 'none') throw notFound(id);
    const [own, payment, ...sagas] = await Promise.all([
      this.store.readPlaced(streamOf(order, id)),
      this.store.readPlaced(streamOf(PAYMENT, state.order.paymentId)),
      this.store.readPlaced(streamOf(CHECKOUT, id)),
      this.store.readPlaced(streamOf(FULFILMENT, id)),
    ]);
    const stock = await this.stockEvents(sagas.flat());
    return [...own, ...payment, ...sagas.flat(), ...stock].toSorted((a, b) => a.position - b.position);
  }

  /** A stock stream belongs to all orders: the sagas have written down which of its events were theirs. */
  private async stockEvents(sagas: readonly RecordedEvent[]): Promise<RecordedEvent[]> {
    const named = new Map(sagas.flatMap(stockEventsIn).map((named_) => [JSON.stringify(named_), named_]));
    const found = await Promise.all(
      [...named.values()].map(({ sku, revision }) =>
        this.store.readPlaced(streamOf(STOCK, sku), { from: revision, limit: 1 }),
      ),
    );
    return found.flat();
  }
}

interface StockEvent {
  readonly sku: string;
  readonly revision: number;
}

/** The field that any event of a saga may have. */
function stockEventsIn({ data }: RecordedEvent): readonly StockEvent[] {
  const { stockEvents = [] } = data as { readonly stockEvents?: readonly StockEvent[] };
  return stockEvents.map(({ sku, revision }) => ({ sku, revision }));
}
