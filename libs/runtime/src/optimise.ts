import { setFlagsFromString } from 'node:v8';

/** A flag that V8 does not know is an error on standard error, so they go by its version: 11 is that of Node 20. */
const BEFORE_12 = [
  // Bytecode that a function runs between looks at whether it is worth optimising, bytes; V8 takes 66 kB.
  '--interrupt-budget=20000',
];
const SINCE_12 = [
  // Calls of a function until it is optimised a little, and well; V8 takes 400 and 3,000.
  '--invocation-count-for-maglev=100',
  '--invocation-count-for-turbofan=1000',
  // Calls that are awaited after a function has met a type that was new to it; V8 takes 500.
  '--minimum-invocations-after-ic-update=100',
];

/**
 * Has V8 optimise sooner. It counts what a function runs, and a process with twenty requests of a kind a second is not
 * through with that for minutes: after 40 s with 8 clients a checkout took 64 ms of CPU over all processes, with this 35
 * to 40 (Node 20); after 25 s 28 to 36, with this 26 to 29 (Node 24).
 */
export function optimiseSooner(): void {
  const version = Number.parseInt(process.versions.v8);
  for (const flag of version < 12 ? BEFORE_12 : SINCE_12) setFlagsFromString(flag);
  // A function's types are noted from its first call on, not from its eighth.
  setFlagsFromString('--no-lazy-feedback-allocation');
}
