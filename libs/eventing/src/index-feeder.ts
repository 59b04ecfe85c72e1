import type { EntityManager } from 'typeorm';
import type { IndexDefinition, SearchDocument, StreamEvent } from '#ports';
import type { Projection } from './projection.js';

/**
 * Keeps a search index: documents are made of projected rows, as soon as those show the event. A stream that is parked
 * shows it once an operator has seen to it.
 */
export interface IndexFeeder {
  /** Name of its checkpoint. */
  readonly name: string;
  readonly index: IndexDefinition;
  /** The projections whose rows its documents are made of. A document has the id of a stream of the first one. */
  readonly projections: readonly Projection[];
  /** Ids of the documents that events of a batch may change. */
  documentsOf(events: readonly StreamEvent[], manager: EntityManager): Promise<readonly string[]> | readonly string[];
  /** The documents as the rows are now; what has no row is left out. */
  documents(ids: readonly string[], manager: EntityManager): Promise<readonly SearchDocument[]>;
  /** Ids of all documents, for a rebuild: a page of them behind an id. */
  all(after: string, limit: number, manager: EntityManager): Promise<readonly string[]>;
}
