import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Aggregates, metaFor } from '#eventing';
import type { Checkout } from './checkout.events.saga.js';
import { checkout } from './checkout.saga.js';
import { OpenFulfilment, TakeOverMoney } from './fulfilment.commands.saga.js';
import { fulfilment } from './fulfilment.saga.js';
import type { Standing } from './steps.saga.js';

/** Opens fulfilments when something happens to a confirmed order; most orders of services never need one. */
@Injectable()
export class Fulfilments {
  constructor(
    private readonly commands: CommandBus,
    private readonly aggregates: Aggregates,
  ) {}

  /** Opens the order's fulfilment unless it is open; tells whether there is one: not before the order is confirmed. */
  async open(orderId: string): Promise<boolean> {
    const { state } = await this.aggregates.load<Checkout>(checkout, orderId);
    if (state.phase !== 'confirmed') return false;
    await this.commands.execute(new OpenFulfilment(orderId, state.terms, metaFor('OpenFulfilment', undefined)));
    // Looked at again once it is open: a checkout that ended before handed its money over to nobody.
    const { state: now } = await this.aggregates.load<Checkout>(checkout, orderId);
    if (now.phase === 'confirmed' && !now.steps.length) {
      await this.takeOverMoney(orderId, now.payment);
    }
    return true;
  }

  /** Tells the order's fulfilment where the money stands that is its own from now on; one that opens later asks itself. */
  async takeOverMoney(orderId: string, standing: Standing): Promise<void> {
    if (!(await this.aggregates.exists(fulfilment, orderId))) return;
    await this.commands.execute(new TakeOverMoney(orderId, standing, metaFor('TakeOverMoney', undefined)));
  }
}
