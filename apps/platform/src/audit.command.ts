import 'reflect-metadata';
import { audit, INVARIANTS, type AuditResult } from '#audit';
import { ReadSide } from '#eventing';
import { configFrom, openToRead, readModelPartsOf, StartError, startSentence } from '#runtime';
import { modules } from './modules.js';
import { reasonOf, TERMINAL, type Terminal } from './terminal.js';

/** Exit codes. */
const CLEAN = 0;
const FINDINGS = 1;
const CANNOT_RUN = 2;

/** Findings that a person is shown; all kept ones are in the JSON. */
const SHOWN = 50;

/**
 * Audits DATA_DIR, or what is in the engines of the environment, also while a platform runs on it: takes no lock and
 * writes nothing. Prints a report, or with `--json` the AuditResult, and gives the exit code: 0 clean, 1 findings, 2 cannot
 * run, which is told in a sentence.
 */
export async function runAudit(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  { print, complain }: Terminal = TERMINAL,
): Promise<number> {
  try {
    const unknown = args.find((arg) => arg !== '--json');
    if (unknown) throw new StartError(`The audit does not know ${unknown}, only --json.`);
    const result = await audited(env);
    print(args.includes('--json') ? JSON.stringify(result) : inWords(result));
    return result.clean ? CLEAN : FINDINGS;
  } catch (error) {
    complain(startSentence(error) ?? `The audit broke off: ${reasonOf(error)}`);
    return CANNOT_RUN;
  }
}

async function audited(env: NodeJS.ProcessEnv): Promise<AuditResult> {
  const parts = readModelPartsOf(modules);
  const reading = await openToRead(configFrom(env), parts);
  try {
    return await audit(
      reading,
      parts.flatMap((part) => (part instanceof ReadSide ? part.projections : [])),
    );
  } finally {
    await reading.close();
  }
}

function inWords({ clean, events, streams, head, orders, counts, findings, projections, parked, tookMs }: AuditResult) {
  const seconds = tookMs / 1_000;
  const lines = [
    ...INVARIANTS.map((invariant) => row(invariant, counts[invariant] || 'holds')),
    '',
    ...projections.map(({ name, rows, parked: held }) => row(name, `${rows} rows${held ? `, ${held} parked` : ''}`)),
    row('orders', `${orders.placed}, ${orders.quiet} of them quiet, ${orders.waiting} wait for a person`),
    '',
    ...findings.slice(0, SHOWN).map(({ invariant, where, position, detail }) => {
      const place = position === undefined ? where : `${where} at position ${position}`;
      return `${invariant}: ${place}: ${detail}`;
    }),
    ...(findings.length > SHOWN ? [`… and more: --json has the first ${findings.length}.`] : []),
    ...parked.map(({ consumer, stream, reason }) => `parked at ${consumer}: ${stream}: ${reason}`),
    `${clean ? 'Clean' : 'Not clean'}: ${events} events of ${streams} streams up to position ${head} in ${seconds.toFixed(1)} s, ${Math.round(events / seconds)} a second.`,
  ];
  return lines.join('\n');
}

const row = (name: string, value: string | number) => `${name.padEnd(34)} ${value}`;
