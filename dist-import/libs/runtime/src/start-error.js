/** A mistake of whoever starts the process: told in one sentence, without a stack. */
export class StartError extends Error {
    name = 'StartError';
}
/** Errors that are told by their sentence alone; adapters have a class of their own for what they cannot start with. */
const TOLD = ['StartError', 'CannotStart'];
/** The sentence for a process that cannot start; undefined where the fault is ours and the stack belongs into the log. */
export const startSentence = (error) => error instanceof Error && (TOLD.includes(error.name) || TOLD.includes(error.constructor.name))
    ? error.message
    : undefined;
//# sourceMappingURL=start-error.js.map