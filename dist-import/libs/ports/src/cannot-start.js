/**
 * Whoever starts a process has to change something first: a folder that cannot be written, a file that is damaged or
 * in use. The message is one sentence for that person, told without a stack.
 */
export class CannotStart extends Error {
}
//# sourceMappingURL=cannot-start.js.map