import { setPriority } from 'node:os';

/**
 * Lets the thread that calls run behind others of the process, by so much niceness: Linux alone has that by thread.
 * Without it the thread that is woken pushes aside the one that woke it, which has the next commands to decide.
 */
export function giveWay(niceness: number): void {
  if (process.platform === 'linux') setPriority(0, niceness);
}
