import { AppError } from '#ports';

/** A stream and the revision that a reader wants to see of it. */
export type Seen = readonly [stream: string, revision: number];

/** The streams and revisions that a write made, as one opaque text. */
export const tokenOf = (...seen: readonly Seen[]): string => Buffer.from(JSON.stringify(seen)).toString('base64url');

/** What a token stands for; throws AppError when it is none of ours. */
export function seenIn(token: string): readonly Seen[] {
  try {
    const seen = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown;
    if (Array.isArray(seen) && seen.every(isSeen)) return seen;
  } catch {
    /* answered below */
  }
  throw new AppError('invalid', 'VALIDATION_FAILED', 'This is not a position that Daybook gave.', [
    { header: 'Daybook-Min-Position', message: 'not a position' },
  ]);
}

const isSeen = (pair: unknown): pair is Seen =>
  Array.isArray(pair) && typeof pair[0] === 'string' && Number.isSafeInteger(pair[1]);

/** First part of a stream's name. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

/** Second part of a stream's name. */
export const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
