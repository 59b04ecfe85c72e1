import 'reflect-metadata';
import { performance } from 'node:perf_hooks';
import { copyLog, Disturbed, OtherEvents, type CopyProgress } from '#eventing';
import { configFrom, MOVES_TO, openMove, StartError, startSentence } from '#runtime';
import { reasonOf, TERMINAL, type Terminal } from './terminal.js';

/** Exit codes. */
const MOVED = 0;
const BROKE_OFF = 1;
const CANNOT_RUN = 2;

const TOLD_EVERY_MS = 2_000;

/**
 * Copies the log of DATA_DIR, on which no platform may run meanwhile, into the engine that `--to` names. Tells how far it
 * is, and gives the exit code: 0 all of it is there and was compared, 1 it broke off and goes on when it is run again,
 * 2 it cannot be done, which is told in a sentence, also where the engine holds other events or gets them meanwhile.
 */
export async function runMigrateLog(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  { print, complain }: Terminal = TERMINAL,
): Promise<number> {
  try {
    const to = targetOf(args);
    const move = await openMove(configFrom(env), to);
    try {
      const begun = performance.now();
      const { events, streams, digest } = await copyLog(move.log, move.copy, progressTo(print));
      const seconds = (performance.now() - begun) / 1_000;
      print(
        `All ${events} events of ${streams} streams are in ${to}, compared one by one, after ${seconds.toFixed(1)} s.`,
      );
      print(`SHA-256 of both logs: ${digest}`);
      return MOVED;
    } finally {
      await move.close();
    }
  } catch (error) {
    if (error instanceof OtherEvents) {
      complain(`The engine holds something else than a copy of this log; nothing was changed. ${error.message}`);
      return CANNOT_RUN;
    }
    if (error instanceof Disturbed) {
      complain(`What is there now is no copy of this log: somebody else writes to the engine. ${error.message}`);
      return CANNOT_RUN;
    }
    const sentence = startSentence(error);
    complain(sentence ?? `It broke off; run again, it goes on where it is: ${reasonOf(error)}`);
    return sentence === undefined ? BROKE_OFF : CANNOT_RUN;
  }
}

function targetOf(args: readonly string[]): keyof typeof MOVES_TO {
  const [option, to = '', ...more] = args.flatMap((arg) => arg.split('='));
  if (option === '--to' && Object.hasOwn(MOVES_TO, to) && !more.length) return to as keyof typeof MOVES_TO;
  throw new StartError(`Say where the log goes: --to ${Object.keys(MOVES_TO).join(' or --to ')}.`);
}

/** A line for each thing that begins, and now and then while it lasts. */
function progressTo(print: Terminal['print']) {
  let last: CopyProgress['doing'] | undefined;
  let toldAt = 0;
  let [from, since] = [0, 0];
  return ({ doing, position, head }: CopyProgress) => {
    const now = performance.now();
    if (doing !== last) [last, from, since, toldAt] = [doing, position, now, 0];
    if (now - toldAt < TOLD_EVERY_MS) return;
    toldAt = now;
    const rate = position > from ? `, ${Math.round(((position - from) / (now - since)) * 1_000)} events a second` : '';
    print(`${doing}: ${position} of ${head}${rate}`);
  };
}
