/** Why an import does not begin, or cannot go on: one sentence for the person who started it. */
export class CannotImport extends Error {
}
//# sourceMappingURL=cannot-import.js.map