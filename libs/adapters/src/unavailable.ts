import { AppError } from '#ports';

const CODES = { log: 'LOG_UNAVAILABLE', 'read model': 'READ_MODEL_UNAVAILABLE', search: 'SEARCH_UNAVAILABLE' } as const;
const RETRY_AFTER_S = 2;

/** What an adapter throws while its engine is away or cannot serve, with the engine's own error as the cause. */
export const unavailable = (what: keyof typeof CODES, cause: unknown): AppError =>
  Object.assign(new AppError('unavailable', CODES[what], `The ${what} cannot be used at present`, [], RETRY_AFTER_S), {
    cause,
  });
