import { AppError } from '#ports';
export const TERMINAL = {
    print: (text) => console.log(text),
    complain: (text) => console.error(text),
};
/** Why it broke off, with what lies behind an outage. */
export function reasonOf(error) {
    if (!(error instanceof Error))
        return String(error);
    const cause = error instanceof AppError ? error.cause : undefined;
    return cause instanceof Error ? `${error.message} (${cause.message}).` : error.message;
}
//# sourceMappingURL=terminal.js.map