import { Injectable } from '@nestjs/common';
import { orderEvents, type AwaitOrderResponse, type OrderEvent, type WatchOrderResponse } from '#contracts';
import { Aggregates, decode, historyEntry, streamOf, tokenOf, type Loaded } from '#eventing';
import { callContext, EventStore, type StreamEvent } from '#ports';
import { order } from './order.decider.js';
import { checkoutEnded, evolve, initial, type OrderState } from './order.state.js';
import { notFound, orderOf } from './order.view.js';

/** Why a look ends: a reason at hand, since one that is made for every look takes a trace of the stack. */
const ENDED = new Error('Nobody looks on any more.');

/** Looks on while orders change. Every look starts at an order's first event: its streams are short. */
@Injectable()
export class OrderWatch {
  constructor(
    private readonly aggregates: Aggregates,
    private readonly store: EventStore,
  ) {}

  /**
   * The order at the moment when its checkout ended, so that the same question later has the same answer; or as it
   * stands when the time is up.
   */
  async untilCheckoutEnded(id: string, timeoutMs: number): Promise<AwaitOrderResponse> {
    if (!(await this.aggregates.exists(order, id))) throw notFound(id);
    let last: Loaded<OrderState> | undefined;
    for await (const { loaded } of this.steps(id, timeoutMs)) {
      last = loaded;
      if (checkoutEnded(loaded.state)) break;
    }
    last ??= await this.aggregates.load(order, id);
    const position = tokenOf([streamOf(order, id), last.revision]);
    return { order: orderOf(id, last), position, ended: checkoutEnded(last.state) };
  }

  /** Every event from a revision on with the order after it, until nobody listens any more. */
  async *from(id: string, revision: number): AsyncGenerator<WatchOrderResponse> {
    orderOf(id, await this.aggregates.load(order, id));
    for await (const { event, loaded } of this.steps(id)) {
      if (event.revision >= revision) yield { entry: historyEntry(event), order: orderOf(id, loaded) };
    }
  }

  /** The order after each of its events; ends when the caller stops or leaves, or the time is up. */
  private async *steps(
    id: string,
    timeoutMs?: number,
  ): AsyncGenerator<{ event: StreamEvent; loaded: Loaded<OrderState> }> {
    const stopped = new AbortController();
    const stop = () => stopped.abort(ENDED);
    const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs).unref();
    const caller = callContext()?.signal;
    caller?.addEventListener('abort', stop);
    if (caller?.aborted) stop();
    let state = initial;
    let createdAt = '';
    try {
      for await (const event of this.store.follow(streamOf(order, id), 0, stopped.signal)) {
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
