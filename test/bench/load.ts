import { readFileSync } from 'node:fs';

export interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly done: number;
  readonly failed: Readonly<Record<string, number>>;
  /** CPU seconds per second, of this process and of the measured one. */
  readonly clientCores: number;
  readonly serverCores: number | undefined;
}

export interface LoadOptions {
  readonly clients: number;
  /** Measured time, ms; the first part of the load is not counted. */
  readonly measureMs: number;
  readonly warmUpMs: number;
  /** Process whose CPU time is told. */
  readonly pid?: number | undefined;
}

/** A closed loop: each client does one thing after another until the time is over. */
export async function load<C>(
  options: LoadOptions,
  open: (n: number) => Promise<C>,
  act: (client: C) => Promise<void>,
): Promise<Load> {
  const clients = await Promise.all(Array.from({ length: options.clients }, (_, n) => open(n)));
  const took: number[] = [];
  const failed: Record<string, number> = {};
  let measuring = false;
  let over = false;
  const loops = clients.map(async (client) => {
    while (!over) {
      const begun = performance.now();
      try {
        await act(client);
        if (measuring) took.push(performance.now() - begun);
      } catch (error) {
        const reason = (error as Error).message.slice(0, 120);
        failed[reason] = (failed[reason] ?? 0) + 1;
      }
    }
  });
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await pause(options.warmUpMs);
  measuring = true;
  const [begun, own, server] = [performance.now(), process.cpuUsage(), cpuOf(options.pid)];
  await pause(options.measureMs);
  measuring = false;
  const seconds = (performance.now() - begun) / 1_000;
  const spent = process.cpuUsage(own);
  const serverSpent = server === undefined ? undefined : cpuOf(options.pid)! - server;
  over = true;
  await Promise.all(loops);
  took.sort((a, b) => a - b);
  return {
    perSecond: took.length / seconds,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    done: took.length,
    failed,
    clientCores: (spent.user + spent.system) / 1e6 / seconds,
    serverCores: serverSpent === undefined ? undefined : serverSpent / seconds,
  };
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;

const TICKS_PER_SECOND = 100;

/** CPU seconds of a process so far (Linux); undefined where that cannot be read. */
function cpuOf(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
