import { Injectable, Logger } from '@nestjs/common';
import { SagaService } from '#contracts';
import { callContext, EventStore, inContext, reasonOf } from '#ports';

/** How long the saga orchestrator may take to hear of an order, ms: behind that the feed is as quick. */
const PATIENCE_MS = 2_000;

/**
 * Tells the saga orchestrator at once of an order that is on disk, so that its checkout does not wait for the log's feed,
 * nor for a feed that is away. What is lost of that costs time only: the feed tells it all the same.
 */
@Injectable()
export class OrderCheckout {
  private readonly log = new Logger('order');

  constructor(
    private readonly store: EventStore,
    private readonly sagas: SagaService,
  ) {}

  /** Returns without waiting, and never throws. */
  begin(orderId: string): void {
    // Alone on its log a process reacts to what it decides: see EventStore.ordered.
    if (this.store.ordered) return;
    const { principal = 'anonymous', correlationId = orderId, traceparent } = callContext() ?? {};
    // The buyer's call may end before.
    const context = { principal, correlationId, traceparent, deadline: performance.now() + PATIENCE_MS };
    inContext(context, () => this.sagas.beginCheckout({ orderId })).catch((error: unknown) =>
      this.log.debug({ message: 'a checkout waits for the feed', orderId, reason: reasonOf(error) }),
    );
  }
}
