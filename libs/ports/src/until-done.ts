import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs until it resolves, with a longer pause after each failure; gives up without an error at the signal.
 * @param tell told of every failure
 */
export async function untilDone(
  run: () => Promise<unknown>,
  signal: AbortSignal,
  tell: (failure: unknown) => void = () => {},
): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      await run();
      return;
    } catch (error) {
      tell(error);
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
