/** npm run bench [-- CASE …]: the figures, each beside a reference measured in the same run. */
import { appends } from './appends.case.js';
import { checkouts } from './checkouts.case.js';
import { distributed } from './distributed.case.js';
import { line, type Case } from './figures.js';
import { relayToKafka } from './kafka-relay.case.js';
import { readSide } from './read-side.case.js';
import { start } from './start.case.js';

const CASES: Readonly<Record<string, Case>> = {
  start,
  appends,
  checkouts,
  kafka: relayToKafka,
  'read-side': readSide,
  distributed,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(CASES, name));
if (unknown.length) {
  console.error(`There is no case ${unknown.join(', ')}; there are ${Object.keys(CASES).join(', ')}.`);
  process.exit(2);
}
for (const name of asked.length ? asked : Object.keys(CASES)) {
  for (const figure of await CASES[name]!()) console.log(line(figure));
}
