import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { IsNull, LessThan, MoreThan, Not } from 'typeorm';
import { ReadModel, reasonOf } from '#ports';
import { PaymentDispatcher } from './payment.dispatcher.js';
import { PaymentRow } from './payment-view.projection.js';

/** Injection token: how often it looks, and how old an open intent is before it is taken for left behind. */
export const SWEEP = Symbol('sweep');
export interface Sweep {
  readonly everyMs: number;
  readonly olderThanMs: number;
}

const AT_ONCE = 100;

/**
 * Finds intents that nobody carries to the provider any more: those of a process that ended between writing them down
 * and the answer. The rows of the read model tell which; the dispatcher asks the provider before it sends anything.
 */
@Injectable()
export class PaymentSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('payment');
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  /** It goes round: those that stay open for long do not hide the others. */
  private after = '';

  constructor(
    private readonly readModel: ReadModel,
    private readonly dispatcher: PaymentDispatcher,
    @Inject(SWEEP) private readonly pace: Sweep,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweeping = this.sweep().catch((error: unknown) =>
        this.log.warn({ message: 'sweep put off', reason: reasonOf(error) }),
      );
    }, this.pace.everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    const before = new Date(Date.now() - this.pace.olderThanMs).toISOString();
    const left = await this.readModel.manager.find(PaymentRow, {
      where: { pending: Not(IsNull()), updatedAt: LessThan(before), id: MoreThan(this.after) },
      select: { id: true },
      order: { id: 'ASC' },
      take: AT_ONCE,
    });
    this.after = left.length < AT_ONCE ? '' : left.at(-1)!.id;
    await Promise.all(
      left.filter(({ id }) => !this.dispatcher.watches(id)).map(({ id }) => this.dispatcher.carryOut(id)),
    );
  }
}
