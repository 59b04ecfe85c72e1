import { Injectable } from '@nestjs/common';
import { inContext } from '#ports';
import { Aggregates } from './aggregates.js';
import { DomainCommand, metaFor } from './command.js';
import type { Decider } from './decider.js';
import { uuidv7 } from './ids.js';

interface Counter {
  /** Last number that was given away. */
  readonly last: number;
}

class TakeBlock extends DomainCommand<Counter, { size: number }> {
  readonly type = 'TakeBlock';
}

const counter: Decider<Counter, TakeBlock, { type: 'NumbersTaken'; data: { first: number; last: number } }> = {
  category: 'counter',
  schema: 1,
  events: { category: 'counter', types: ['NumbersTaken'], upcasts: {} },
  initial: { last: 0 },
  decide: ({ data }, { last }) => [{ type: 'NumbersTaken', data: { first: last + 1, last: last + data.size } }],
  evolve: (_state, { data }) => ({ last: data.last }),
};

/** Numbers are taken from the log in blocks of this size; those that a process did not use are a gap. */
const BLOCK = 1_000;
/** How long a block is tried for, ms. */
const DEADLINE_MS = 5_000;

/** Numbers that no two processes give twice: unique and growing per process, with gaps. */
@Injectable()
export class Numbers {
  private readonly blocks = new Map<string, { next: number; last: number }>();
  private readonly taking = new Map<string, Promise<void>>();

  constructor(private readonly aggregates: Aggregates) {}

  /** The next number of a counter, from 1 on. */
  async next(name: string): Promise<number> {
    for (;;) {
      const block = this.blocks.get(name);
      if (block && block.next <= block.last) return block.next++;
      const taking = this.taking.get(name) ?? this.takeForAll(name);
      this.taking.set(name, taking);
      await taking;
    }
  }

  /** Several wait for it: that the first of them goes, or has no more time, ends it for none of the others. */
  private takeForAll(name: string): Promise<void> {
    const context = { principal: 'numbers', correlationId: uuidv7(), deadline: performance.now() + DEADLINE_MS };
    return inContext(context, () => this.take(name));
  }

  private async take(name: string): Promise<void> {
    try {
      const meta = metaFor('TakeBlock', undefined);
      const { state } = await this.aggregates.handle(counter, new TakeBlock(name, { size: BLOCK }, meta));
      this.blocks.set(name, { next: state.last - BLOCK + 1, last: state.last });
    } finally {
      this.taking.delete(name);
    }
  }
}
