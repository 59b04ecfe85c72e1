/** One measured figure, beside what it is compared with. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the machine could do at best, or another system, measured in the same run. */
  readonly reference?: { readonly name: string; readonly value: number };
  /** What it has to reach. */
  readonly floor?: number;
  /** What it must stay below. */
  readonly ceiling?: number;
  readonly more?: string;
}

export type Case = () => Promise<readonly Figure[]>;

const number = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(2));

/** The figure as one line. */
export function line({ name, value, unit, reference, floor, ceiling, more }: Figure): string {
  const parts = [`${name}: ${number(value)} ${unit}`];
  if (reference) parts.push(`${(value / reference.value).toFixed(2)} × ${reference.name} (${number(reference.value)})`);
  if (floor !== undefined) parts.push(`${value >= floor ? 'reaches' : 'MISSES'} ${number(floor)}`);
  if (ceiling !== undefined) parts.push(`${value <= ceiling ? 'within' : 'EXCEEDS'} ${number(ceiling)}`);
  if (more) parts.push(more);
  return parts.join(' · ');
}
