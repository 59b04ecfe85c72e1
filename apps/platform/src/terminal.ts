import { AppError } from '#ports';

/** Where a command of the package speaks: its results, and why it could not do what it was told. */
export interface Terminal {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

export const TERMINAL: Terminal = {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
};

/** Why it broke off, with what lies behind an outage. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error instanceof AppError ? (error as { cause?: unknown }).cause : undefined;
  return cause instanceof Error ? `${error.message} (${cause.message}).` : error.message;
}
