import type { CommandBus } from '@nestjs/cqrs';
import { MemorySnapshotStore } from '#adapters';
import { Aggregates, AppError } from '#eventing';
import type { StreamEvent } from '#ports';
import { AskingReactor } from '../apps/saga-orchestrator/src/asking.reactor.js';
import { Calls } from '../apps/saga-orchestrator/src/calls.js';
import {
  checkoutCommands,
  CompensateCheckout,
  HearTimer,
  RetryCheckout,
  type CheckoutCommand,
} from '../apps/saga-orchestrator/src/checkout.commands.saga.js';
import type { Checkout } from '../apps/saga-orchestrator/src/checkout.events.saga.js';
import { checkout } from '../apps/saga-orchestrator/src/checkout.saga.js';
import { HearStepTimer, RetryFulfilment } from '../apps/saga-orchestrator/src/fulfilment.commands.saga.js';
import { fulfilment } from '../apps/saga-orchestrator/src/fulfilment.saga.js';
import { Fulfilments } from '../apps/saga-orchestrator/src/fulfilments.js';
import { HearingReactor } from '../apps/saga-orchestrator/src/hearing.reactor.js';
import { ORDER, Surroundings, type Scenario } from './saga-surroundings.js';
import { isWaiting, type Step } from '../apps/saga-orchestrator/src/steps.saga.js';

/**
 * The real sagas and reactors around one order, among models of the services that they call. Nothing happens by itself:
 * whoever runs it says what is delivered, in which order, how often, and what becomes of every call.
 */
export class World extends Surroundings {
  private readonly aggregates = new Aggregates(this.log, new MemorySnapshotStore(this.log));
  private readonly delivered = new Map<string, number>();
  /** The checkout's commands so far. */
  readonly toCheckout: CheckoutCommand[] = [];
  private readonly bus = {
    execute: (command: never) => {
      if (!checkoutCommands.some((known) => (command as object) instanceof known)) {
        return this.aggregates.handle(fulfilment, command);
      }
      this.toCheckout.push(command);
      return this.aggregates.handle(checkout, command);
    },
  } as unknown as CommandBus;
  private readonly fulfilments = new Fulfilments(this.bus, this.aggregates);
  private readonly calls = new Calls(this.inventory(), this.payments(), this.orders());
  private readonly hearing = new HearingReactor(this.bus, this.fulfilments);
  private readonly asking = new AskingReactor(this.bus, this.calls, this.fulfilments, this.aggregates);

  static async with(scenario: Scenario): Promise<World> {
    const world = new World(scenario);
    await world.place();
    return world;
  }

  /** Delivers the next event of a stream, or one that was delivered before. */
  async deliver(stream: number, again?: number): Promise<boolean> {
    const names = ['order', 'payment', 'checkout', 'fulfilment'].map((category) => `${category}-${ORDER}`);
    const name = names[stream % names.length] as string;
    const events = await this.log.read(name);
    const next = this.delivered.get(name) ?? 0;
    const event = again === undefined ? events[next] : events[again % Math.max(1, next)];
    if (!event || (again !== undefined && next === 0)) return false;
    await (this.hearing.react(event) ?? this.asking.react(event));
    if (again === undefined) this.delivered.set(name, next + 1);
    return true;
  }

  async timer(which: number): Promise<boolean> {
    const waiting = (await this.steps()).filter(({ step }) => isWaiting(step));
    const chosen = waiting[which % Math.max(1, waiting.length)];
    if (chosen) await this.fire(chosen.saga, chosen.step.id, chosen.step.attempt);
    return chosen !== undefined;
  }

  private fire(saga: 'checkout' | 'fulfilment', step: string, attempt: number): Promise<unknown> {
    const Timer = saga === 'checkout' ? HearTimer : HearStepTimer;
    return this.bus.execute(new Timer(ORDER, { step, attempt }, this.meta(`${saga}/${step}/${attempt}`)));
  }

  async operator(action: 'retry' | 'compensate'): Promise<boolean> {
    const needing = (await this.steps()).find(({ step }) => step.failure);
    if (!needing) return false;
    const data = { reason: 'an operator looked at it' };
    const meta = this.meta(`operator ${this.time}`);
    if (needing.saga === 'fulfilment') await this.bus.execute(new RetryFulfilment(ORDER, data, meta));
    else if (action === 'retry') await this.bus.execute(new RetryCheckout(ORDER, data, meta));
    else await this.bus.execute(new CompensateCheckout(ORDER, data, meta)).catch(onlyNotWaiting);
    return true;
  }

  /** Nobody answers a step until its budget is used up. */
  async giveUp(which: number): Promise<boolean> {
    const waiting = (await this.steps()).filter(({ step }) => isWaiting(step));
    const chosen = waiting[which % Math.max(1, waiting.length)];
    for (let attempt = chosen?.step.attempt ?? 1; chosen && attempt <= chosen.step.last; attempt++) {
      await this.fire(chosen.saga, chosen.step.id, attempt);
    }
    return chosen !== undefined;
  }

  /** Everything is delivered and answered until nothing moves any more. */
  async settle(): Promise<void> {
    this.fate = 'answered';
    for (let round = 0; round < 400; round++) {
      let moved = false;
      for (let stream = 0; stream < 4; stream++) while (await this.deliver(stream)) moved = true;
      while (await this.decide()) moved = true;
      if (!moved && !(await this.timer(0))) return;
    }
    throw new Error('It never comes to rest.');
  }

  async steps(): Promise<{ saga: 'checkout' | 'fulfilment'; step: Step }[]> {
    const { state: early } = await this.aggregates.load(checkout, ORDER);
    const { state: late } = await this.aggregates.load(fulfilment, ORDER);
    return [
      ...(early.phase === 'new' ? [] : early.steps).map((step) => ({ saga: 'checkout' as const, step })),
      ...(late.phase === 'new' ? [] : late.steps).map((step) => ({ saga: 'fulfilment' as const, step })),
    ];
  }

  /** The checkout after each of its events. */
  async checkouts(): Promise<Checkout[]> {
    const events = await this.log.read(`checkout-${ORDER}`);
    const after = ({ revision }: StreamEvent) => this.aggregates.loadAsOf(checkout, ORDER, String(revision));
    return (await Promise.all(events.map(after))).map(({ state }) => state);
  }

  types = async (category: string) => (await this.log.read(`${category}-${ORDER}`)).map(({ type }) => type);
}

function onlyNotWaiting(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'SAGA_NOT_WAITING') throw error;
}
