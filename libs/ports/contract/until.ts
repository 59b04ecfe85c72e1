import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves once the condition holds; fails after 15 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Still not so after 15 s: ${String(condition)}`);
    await sleep(5);
  }
}
