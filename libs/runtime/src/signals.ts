const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/**
 * The same signal within this time is one, ms: at Ctrl-C the terminal tells every process of its group, and npm passes
 * on to its script what it was told.
 */
const ONCE_MS = 1_000;

/** Runs `end` at the first SIGTERM or SIGINT, and `endAtOnce` at one that comes again. */
export function onSignal(end: () => void, endAtOnce: () => void): void {
  const heard = new Map<string, number>();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const at = heard.get(signal);
      if (!heard.size) end();
      if (at === undefined) heard.set(signal, performance.now());
      else if (performance.now() - at > ONCE_MS) endAtOnce();
    });
  }
}
