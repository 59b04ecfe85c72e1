import { AppError } from '#ports';
/** The streams and revisions that a write made, as one opaque text. */
export const tokenOf = (...seen) => Buffer.from(JSON.stringify(seen)).toString('base64url');
/** What a token stands for; throws AppError when it is none of ours. */
export function seenIn(token) {
    try {
        const seen = JSON.parse(Buffer.from(token, 'base64url').toString());
        if (Array.isArray(seen) && seen.every(isSeen))
            return seen;
    }
    catch {
        /* answered below */
    }
    throw new AppError('invalid', 'VALIDATION_FAILED', 'This is not a position that Daybook gave.', [
        { header: 'Daybook-Min-Position', message: 'not a position' },
    ]);
}
const isSeen = (pair) => Array.isArray(pair) && typeof pair[0] === 'string' && Number.isSafeInteger(pair[1]);
/** First part of a stream's name. */
export const categoryOf = (stream) => stream.slice(0, stream.indexOf('-'));
/** Second part of a stream's name. */
export const idOf = (stream) => stream.slice(stream.indexOf('-') + 1);
//# sourceMappingURL=token.js.map