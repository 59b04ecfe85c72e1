import type { EntityManager, MigrationInterface } from 'typeorm';

/**
 * The tables of the read side. TypeORM is the port, on SQLite and on MySQL; this only keeps what differs between
 * them: on SQLite there is one connection for writing, and a second write at the same time would join its transaction.
 */
export abstract class ReadModel {
  /** For queries: sees what is committed, and nothing else. */
  abstract readonly manager: EntityManager;

  /** Runs in one transaction, one after another where the engine has a single writer. Never called from inside itself. */
  abstract write<T>(run: (manager: EntityManager) => Promise<T>): Promise<T>;

  /** Runs queries that all see the same moment. */
  abstract snapshot<T>(run: (manager: EntityManager) => Promise<T>): Promise<T>;

  abstract close(): Promise<void>;
}

/** What a context has in the read model; collected at start, before the read model is opened. A token for injection. */
export class ReadModelPart {
  constructor(
    readonly entities: readonly (new () => object)[],
    readonly migrations: readonly (new () => MigrationInterface)[],
  ) {}
}
