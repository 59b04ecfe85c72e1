import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { And, LessThanOrEqual, MoreThan } from 'typeorm';
import { metaFor, Reactors, ReadSideKeeper } from '#eventing';
import { inContext, reasonOf, ReadModel } from '#ports';
import { HearTimer } from './checkout.commands.saga.js';
import { HearStepTimer } from './fulfilment.commands.saga.js';
import { CheckoutRow, checkoutView, FulfilmentRow, fulfilmentView, type SagaRow } from './saga-view.projection.js';

const EVERY_MS = 200;
const AT_ONCE = 100;
const DEADLINE_MS = 5_000;

/** Once through what is due of a kind: those that cannot be told do not hide the others. */
interface Round {
  /** When it began: what is due since then comes in the next one. */
  readonly until: string;
  /** The last saga of the look before. */
  readonly after?: { readonly dueAt: string; readonly id: string };
  readonly putOff: Set<string>;
}

/**
 * Tells sagas that a deadline has passed. Any replica may: the same timer is the same command. None is told before this
 * process has heard everything that had been recorded when it started or lost contact, and that comes to it. One process
 * alone hears it all: an outage voids nothing that was answered meanwhile. Where several share a feed, news of a saga
 * may wait for another one that is behind. Such a saga repeats its request, as the same command, and hears its answer
 * again; only where the budget of its step had ended is that given up, and the news is then a late one.
 */
@Injectable()
export class SagaTimers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('saga');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  /** Whether the last look failed, and the sagas that it could not tell: either is said once, however long it lasts. */
  private blind = false;
  private readonly putOff = new Map<unknown, ReadonlySet<string>>();
  private readonly rounds = new Map<unknown, Round>();

  constructor(
    private readonly commands: CommandBus,
    private readonly readModel: ReadModel,
    private readonly keeper: ReadSideKeeper,
    private readonly reactors: Reactors,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.lookWhereItCan().finally(() => (this.looking = undefined));
    }, EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async lookWhereItCan(): Promise<void> {
    try {
      await this.look(new Date().toISOString());
      this.blind = false;
    } catch (error) {
      if (!this.blind) this.log.warn({ message: 'timers put off', reason: reasonOf(error) });
      this.blind = true;
    }
  }

  /**
   * Tells the next of what was due at a time; nothing while news may be under way. A saga that cannot be told holds up
   * no other.
   */
  async look(now: string): Promise<void> {
    const heardAll = [checkoutView, fulfilmentView].every((view) => this.keeper.caughtUp(view.name));
    if (!heardAll || !this.reactors.caughtUp()) return;
    for (const [entity, Timer] of [[CheckoutRow, HearTimer] as const, [FulfilmentRow, HearStepTimer] as const]) {
      const round = this.rounds.get(entity) ?? { until: now, putOff: new Set<string>() };
      const due = await this.readModel.manager.find<SagaRow>(entity, {
        where: inRound(round),
        order: { dueAt: 'ASC', id: 'ASC' },
        take: AT_ONCE,
      });
      const told = await Promise.allSettled(due.map((row) => this.tell(row, Timer, now)));
      const putOff = due.filter((_, n) => told[n]!.status === 'rejected').map(({ id }) => id);
      const sagas = putOff.filter((id) => !this.putOff.get(entity)?.has(id));
      for (const id of putOff) round.putOff.add(id);
      const last = due[AT_ONCE - 1];
      if (last) this.rounds.set(entity, { ...round, after: { dueAt: last.dueAt!, id: last.id } });
      else {
        this.rounds.delete(entity);
        this.putOff.set(entity, round.putOff);
      }
      const failure = told.find((outcome) => outcome.status === 'rejected');
      if (sagas.length) this.log.warn({ message: 'timers put off', sagas, reason: reasonOf(failure?.reason) });
    }
  }

  private async tell(row: SagaRow, Timer: typeof HearTimer | typeof HearStepTimer, now: string): Promise<void> {
    const { id, correlationId } = row;
    for (const { name: step, status, attempts: attempt, dueAt } of row.steps) {
      if (status !== 'waiting' || !dueAt || dueAt > now) continue;
      const context = { principal: 'saga-timers', correlationId, deadline: performance.now() + DEADLINE_MS };
      await inContext(context, () => {
        const key = `${id}/${step}/${attempt}`;
        return this.commands.execute(new Timer(id, { step, attempt }, metaFor(Timer.name, key)) as HearTimer);
      });
    }
  }
}

const inRound = ({ until, after }: Round) =>
  after
    ? [{ dueAt: after.dueAt, id: MoreThan(after.id) }, { dueAt: And(MoreThan(after.dueAt), LessThanOrEqual(until)) }]
    : { dueAt: LessThanOrEqual(until) };
