import { setTimeout as sleep } from 'node:timers/promises';
import { untilDone } from '#ports';
import type { Subscriptions } from '../subscription.js';
import type { EventTable } from './event-table.js';

/** How late a follower may learn of what another process has appended. */
const LOOK_EVERY_MS = 100;

/**
 * Looks how far the streams reach that are followed in this process, for what other processes append: its own appends
 * are shown at once. One statement serves all followers, and none of them needs a position.
 */
export class Watch {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly table: Pick<EventTable, 'lastRevisions'>,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Begins, with the first who follows. */
  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      await untilDone(() => this.look(), signal);
    }
  }

  private async look(): Promise<void> {
    const { followed } = this.subscriptions;
    if (followed.length) this.subscriptions.reached(await this.table.lastRevisions(followed));
  }
}
