import { Injectable } from '@nestjs/common';
import { Aggregates, idOf, Reactor } from '#eventing';
import type { StreamEvent } from '#ports';
import { product } from './product.decider.js';
import { Quotes } from './product.quotes.js';

/** Forgets quotes of what was changed elsewhere: by another replica, or by a call whose answer was lost. */
@Injectable()
export class ForgetQuotes extends Reactor {
  readonly name = 'forget_quotes';
  readonly categories = [product.category];

  constructor(
    private readonly aggregates: Aggregates,
    private readonly quotes: Quotes,
  ) {
    super();
  }

  async react({ stream }: StreamEvent): Promise<void> {
    await this.quotes.changed(await this.aggregates.load(product, idOf(stream)));
  }
}
