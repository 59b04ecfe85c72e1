import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '#ports';
import { Aggregates } from './aggregates.js';
import { DomainCommand, type CommandMeta } from './command.js';
import type { Decider } from './decider.js';

interface ClaimState {
  readonly holder?: string | undefined;
  readonly since?: string | undefined;
}

type ClaimEvent =
  | { type: 'Claimed'; data: { kind: string; value: string; holder: string; at: string } }
  | { type: 'ClaimReleased'; data: { kind: string; value: string; holder: string } };

/** `over` names the holder that may be replaced, since nothing ever came of its claim. */
class Claim extends DomainCommand<ClaimState, { kind: string; value: string; holder: string; over?: string }> {
  readonly type = 'Claim';
}
class ReleaseClaim extends DomainCommand<ClaimState, { kind: string; value: string; holder: string }> {
  readonly type = 'ReleaseClaim';
}

/** Who holds a value that must be unique: the claim's stream is the lock, its expected revision the guard. */
const claim: Decider<ClaimState, Claim | ReleaseClaim, ClaimEvent> = {
  category: 'claim',
  schema: 1,
  events: { category: 'claim', types: ['Claimed', 'ClaimReleased'], upcasts: {} },
  initial: {},
  decide({ type, data, meta }, { holder }) {
    switch (type) {
      case 'Claim': {
        if (holder === data.holder) return [];
        if (holder && holder !== data.over) throw new AppError('exists', 'CLAIM_TAKEN', `${data.value} is taken.`);
        const { kind, value } = data;
        return [{ type: 'Claimed', data: { kind, value, holder: data.holder, at: meta.at } }];
      }
      case 'ReleaseClaim':
        return holder === data.holder ? [{ type: 'ClaimReleased', data }] : [];
    }
  },
  evolve(_state, { type, data }) {
    switch (type) {
      case 'Claimed':
        return { holder: data.holder, since: data.at };
      case 'ClaimReleased':
        return {};
    }
  },
};

/**
 * After so long a claim whose entity never came may be taken over: by then who made it has long given up, as an append is
 * tried for half a minute. Nothing fences one whose process stands still between claim and append for longer; the audit
 * finds what has come of it.
 */
const ABANDONED_MS = 60_000;

/** Uniqueness over streams: a value is claimed before the entity that bears it is written. */
@Injectable()
export class Claims {
  constructor(private readonly aggregates: Aggregates) {}

  /**
   * Makes `holder` the holder of the value, or throws `taken()` when another one is. `lives` tells whether a holder's
   * entity exists: a claim older than a minute without one is taken over.
   */
  async claim(
    kind: string,
    value: string,
    holder: string,
    meta: CommandMeta,
    taken: () => AppError,
    lives: (holder: string) => Promise<boolean>,
  ): Promise<void> {
    const id = idOf(kind, value);
    const { state } = await this.aggregates.load(claim, id);
    const { holder: other, since = '' } = state;
    if (other === holder) return;
    const abandoned =
      other !== undefined && Date.parse(meta.at) - Date.parse(since) > ABANDONED_MS && !(await lives(other));
    if (other !== undefined && !abandoned) throw taken();
    try {
      const over = abandoned ? { over: other } : {};
      const { expectedRevision: _, ...rest } = meta;
      await this.aggregates.handle(claim, new Claim(id, { kind, value, holder, ...over }, rest));
    } catch (error) {
      throw error instanceof AppError && error.code === 'CLAIM_TAKEN' ? taken() : error;
    }
  }

  /** Who holds the value; undefined when nobody does. */
  async holder(kind: string, value: string): Promise<string | undefined> {
    return (await this.aggregates.load(claim, idOf(kind, value))).state.holder;
  }

  async release(kind: string, value: string, holder: string, meta: CommandMeta): Promise<void> {
    const { expectedRevision: _, ...rest } = meta;
    await this.aggregates.handle(claim, new ReleaseClaim(idOf(kind, value), { kind, value, holder }, rest));
  }
}

const idOf = (kind: string, value: string) =>
  `${kind}-${createHash('sha256').update(value).digest('base64url').slice(0, 32)}`;
