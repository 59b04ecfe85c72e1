/**
 * Keeps what can be made again from the log: the rows of the projections, the documents of the search indexes, and what
 * consumers of events remember beside them. It alone writes them in this process, in this thread or in one of its own.
 */
export class ReadSideKeeper {
}
//# sourceMappingURL=read-side-keeper.js.map