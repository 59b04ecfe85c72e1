import { setTimeout as sleep } from 'node:timers/promises';
import type { Order, ProjectionStatus } from '#contracts';
import type { Platform } from './platform.js';

/** Orders as the platform lists them. */
export interface Listed {
  readonly orders: number;
  readonly lines: number;
  /** Minor units: the orders' totals, and what their returns give back. */
  readonly total: number;
  readonly returned: number;
}

interface Page {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
}

const LOOK_EVERY_MS = 500;

/** Waits until what is written can be read: every projection has seen the log's end, or none has moved for a minute. */
export async function readSideReached(platform: Pick<Platform, 'get'>, patienceMs = 60_000): Promise<boolean> {
  let before = '';
  for (let waited = 0; waited < patienceMs; waited += LOOK_EVERY_MS) {
    const projections = (await platform.get('v1/admin/projections')).body as readonly ProjectionStatus[];
    if (projections.every(({ lag, caughtUp }) => lag === 0 || (lag === undefined && caughtUp))) return true;
    const now = JSON.stringify(projections.map(({ position }) => position));
    if (now !== before) waited = 0;
    before = now;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/**
 * Reads the orders of an import again, as anyone can, from the lists.
 * @param from first and last moment of the orders
 * @param ids those that the import placed; others of the same time are not its own
 * @param reasons of the returns that the import made
 */
export async function readBack(
  platform: Pick<Platform, 'get'>,
  { from, to }: { readonly from: string; readonly to: string },
  ids: ReadonlySet<string>,
  reasons: ReadonlySet<string>,
): Promise<Listed> {
  const listed = { orders: 0, lines: 0, total: 0, returned: 0 };
  const behind = new Date(Date.parse(to) + 1).toISOString();
  const query = new URLSearchParams({ from, to: behind, sort: 'placedAt', size: '100' });
  for (;;) {
    const { items, nextCursor } = (await platform.get(`v1/orders?${query.toString()}`)).body as Page;
    for (const { lines, totals, fulfilment } of items.filter((order) => ids.has(order.id))) {
      listed.orders++;
      listed.lines += lines.length;
      listed.total += totals.total.amount;
      for (const { reason, amount } of fulfilment.returns) if (reasons.has(reason)) listed.returned += amount.amount;
    }
    if (!nextCursor) return listed;
    query.set('cursor', nextCursor);
  }
}
