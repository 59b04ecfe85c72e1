import { setTimeout as sleep } from 'node:timers/promises';

/** Before it is tried again: the first pause, and the longest. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Tries again what has failed until it succeeds, with a longer pause each time; gives up without an error at the signal.
 * @param tell told of the failure, and of each one after it
 */
export async function untilDone(
  run: () => Promise<unknown>,
  failure: unknown,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (reason: string) => void },
): Promise<void> {
  let reason = failure;
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    tell(String(reason));
    try {
      await sleep(pause, undefined, { signal });
      await run();
      return;
    } catch (error) {
      reason = error;
    }
  }
}
