import type { RecordedEvent } from '#ports';
import { LogAudit } from './audit-log.js';
import { isTrue } from './envelope.check.js';
import { Findings } from './finding.js';
import { alter, double, drop, sealed, swap, type Log } from '../test/damage.js';
import { busyShop } from '../test/shop.js';

const ROUNDS = Number(process.env['AUDIT_DAMAGES'] ?? 2_000);
const LEAST = 0.97;
/**
 * Of a writer who covers the traces: positions, revisions and ids are right, only what is told is not. What remains is
 * mostly the loss of the last event of something, which then looks as if it were still under way.
 */
const LEAST_SEALED = 0.8;

/** Says something about an event that no other event, and no rule, says again. */
const DESCRIPTIVE = new Set([
  'name',
  'number',
  'placedAt',
  'occurredAt',
  'reason',
  'code',
  'detail',
  'reference',
  'attempt',
]);

/** Numbers from 0 to below 1, the same in every run: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Path = readonly (string | number)[];

/** Where something stands in the data that means something. */
function meaningful(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    DESCRIPTIVE.has(key) ? [] : meaningful(inner, [...path, key]),
  );
}

type Damage = (log: Log, i: number, pick: (below: number) => number) => RecordedEvent[] | undefined;

const DAMAGES: Readonly<Record<string, Damage>> = {
  drop: (log, i) => drop(log, i),
  double: (log, i, pick) => double(log, i, i + 1 + pick(log.length - i)),
  swap(log, i, pick) {
    const j = pick(log.length);
    return JSON.stringify(log[i]!.data) === JSON.stringify(log[j]!.data) ? undefined : swap(log, i, j);
  },
  alter(log, i, pick) {
    const paths = meaningful(log[i]!.data);
    const path = paths[pick(paths.length)];
    if (!path?.length) return undefined;
    return alter(log, i, (data) => {
      let place = data as Record<string | number, unknown>;
      for (const key of path.slice(0, -1)) place = place[key] as typeof place;
      const last = path.at(-1)!;
      const value = place[last];
      if (typeof value === 'number') place[last] = value + 1 + pick(9);
      else place[last] = typeof value === 'boolean' ? !value : `${String(value)}x`;
    });
  },
};

function isFound(log: Log): boolean {
  const findings = new Findings();
  const audit = new LogAudit(findings.report, { gapless: true, reactions: { upTo: Infinity, parked: new Set() } });
  for (const event of log) audit.see(event);
  audit.end();
  const byPosition = (position: number) => log.find((event) => event.position === position);
  return findings.kept.length > 0 || audit.suspicions.some((each) => isTrue(each, byPosition(each.first)));
}

describe('random damage', () => {
  const good = busyShop(2).events;

  it('is not seen where there is none', () => {
    for (let days = 1; days <= 4; days++) expect(isFound(busyShop(days).events)).toBe(false);
  });

  it.each([
    ['as it comes', LEAST, (log: RecordedEvent[]) => log],
    ['with its traces covered', LEAST_SEALED, sealed],
  ] as const)('%s is found in all but %d', (name, least, finish) => {
    const next = random(20_260_101);
    const pick = (below: number) => Math.floor(next() * below);
    const kinds = Object.keys(DAMAGES);
    const made = new Map(kinds.map((kind) => [kind, 0]));
    const missed = new Map(kinds.map((kind) => [kind, [] as string[]]));
    for (let round = 0; round < ROUNDS; round++) {
      const kind = kinds[round % kinds.length]!;
      const i = pick(good.length);
      const damaged = DAMAGES[kind]!(good, i, pick);
      if (!damaged) continue;
      made.set(kind, made.get(kind)! + 1);
      if (!isFound(finish(damaged))) missed.get(kind)!.push(good[i]!.type);
    }
    const all = [...made.values()].reduce((sum, n) => sum + n);
    const lost = [...missed.values()].flat();
    const rate = 1 - lost.length / all;
    const parts = kinds.map((kind) => `${kind} ${made.get(kind)! - missed.get(kind)!.length}/${made.get(kind)}`);
    process.stdout.write(`damage ${name}: ${(100 * rate).toFixed(2)} % of ${all} found (${parts.join(', ')})\n`);
    if (process.env['AUDIT_MISSED']) process.stdout.write(`${JSON.stringify(Object.fromEntries(missed))}\n`);
    expect(rate).toBeGreaterThanOrEqual(least);
  });
});
