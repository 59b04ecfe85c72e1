import { getPriority, setPriority } from 'node:os';

const LOWEST = 19;

/**
 * Lets the thread that calls run behind others of the process, by so much niceness more than it has: Linux alone has that
 * by thread. Without it the thread that is woken pushes aside the one that woke it, which has the next commands to decide.
 */
export function giveWay(niceness: number): void {
  // Never below what the process was started with: to ask for more priority again is not allowed.
  if (process.platform === 'linux') setPriority(0, Math.min(LOWEST, getPriority(0) + niceness));
}
