import { Injectable } from '@nestjs/common';
import { orderEvents, type AwaitOrderResponse, type OrderEvent, type WatchOrderResponse } from '#contracts';
import { Aggregates, decode, historyEntry, streamOf, tokenOf, type Loaded } from '#eventing';
import { callContext, EventStore, NO_STREAM, type StreamEvent } from '#ports';
import { order } from './order.decider.js';
import { checkoutEnded, evolve, initial, type OrderState } from './order.state.js';
import { notFound, orderOf } from './order.view.js';

/** Why a look ends: a reason at hand, since one that is made for every look takes a trace of the stack. */
const ENDED = new Error('Nobody looks on any more.');

/** What is looked on from: an order that nothing has happened to yet. */
const NOTHING: Loaded<OrderState> = { state: initial, revision: NO_STREAM, createdAt: '', updatedAt: '' };

/** Looks on while orders change. */
@Injectable()
export class OrderWatch {
  constructor(
    private readonly aggregates: Aggregates,
    private readonly store: EventStore,
  ) {}

  /**
   * The order at the moment when its checkout ended, so that the same question later has the same answer; or as far as
   * it is known when the time is up.
   */
  async untilCheckoutEnded(id: string, timeoutMs: number): Promise<AwaitOrderResponse> {
    let known = await this.aggregates.loadDecided(order, id);
    if (known.revision === NO_STREAM) known = await this.aggregates.load(order, id);
    if (known.revision === NO_STREAM) throw notFound(id);
    const hasEnded = checkoutEnded(known.state);
    let told = known;
    // Where it has ended already, the moment is further back.
    for await (const { loaded } of this.steps(id, hasEnded ? NOTHING : known, timeoutMs)) {
      const ends = checkoutEnded(loaded.state);
      if (ends || !hasEnded) told = loaded;
      if (ends) break;
    }
    const position = tokenOf([streamOf(order, id), told.revision]);
    return { order: orderOf(id, told), position, ended: checkoutEnded(told.state) };
  }

  /** Every event from a revision on with the order after it, until nobody listens any more. */
  async *from(id: string, revision: number): AsyncGenerator<WatchOrderResponse> {
    orderOf(id, await this.aggregates.load(order, id));
    for await (const { event, loaded } of this.steps(id, NOTHING)) {
      if (event.revision >= revision) yield { entry: historyEntry(event), order: orderOf(id, loaded) };
    }
  }

  /** The order after each event behind the one that is known; ends when the caller stops or leaves, or the time is up. */
  private async *steps(
    id: string,
    known: Loaded<OrderState>,
    timeoutMs?: number,
  ): AsyncGenerator<{ event: StreamEvent; loaded: Loaded<OrderState> }> {
    const stopped = new AbortController();
    const stop = () => stopped.abort(ENDED);
    const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs).unref();
    const caller = callContext()?.signal;
    caller?.addEventListener('abort', stop);
    if (caller?.aborted) stop();
    let { state, createdAt } = known;
    try {
      for await (const event of this.store.follow(streamOf(order, id), known.revision + 1, stopped.signal)) {
        state = evolve(state, decode<OrderEvent>(orderEvents, event));
        createdAt ||= event.metadata.at;
        yield { event, loaded: { state, revision: event.revision, createdAt, updatedAt: event.metadata.at } };
      }
    } finally {
      clearTimeout(timer);
      caller?.removeEventListener('abort', stop);
      stop();
    }
  }
}
