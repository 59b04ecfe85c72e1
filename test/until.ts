import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer holds something other than false or nothing, and gives it; fails at the deadline. */
export async function until<T>(
  ask: () => Promise<T> | T,
  deadlineMs = 15_000,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer as Exclude<T, undefined | null | false>;
    }
    if (performance.now() > deadline) throw new Error(`Still not so after ${deadlineMs} ms: ${String(ask)}`);
    await sleep(10);
  }
}
