import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { DocumentsRefused, type IndexDefinition, type SearchDocument } from '#ports';
import { unavailable } from '../unavailable.js';
import { isBusy, meaningOf, noIndex, type Refusal } from './failures.js';
import { stored } from './mapping.js';

const MOST_DOCUMENTS = 1_000;
/** A longer one would have its whole request refused. */
const LONGEST_ID_BYTES = 512;
const MOST_CHARACTERS = 4 * 1024 * 1024;
/** Times that documents are sent again which the server was too busy for. */
const MOST_REPEATS = 5;
const PAUSE_MS = 100;

/** A document as it is sent. */
interface Item {
  readonly id: string;
  readonly action: object;
  readonly json: string;
}

/**
 * Puts documents that fit under an alias, each as the version that its revision is: an older or equal one is no error
 * and changes nothing, so that a put whose outcome is unknown is simply made again. What the server is too busy for is
 * sent again a few times; then, or when the server is away, AppError `unavailable`. Documents that it refuses for
 * themselves are named in a DocumentsRefused, after all the others have been put, with those that were `unfit` before.
 */
export async function putUnder(
  { client, alias, timeoutMs }: { readonly client: Client; readonly alias: string; readonly timeoutMs: number },
  index: IndexDefinition,
  documents: readonly SearchDocument[],
  unfit: ReadonlyMap<string, string>,
): Promise<void> {
  const hasId = ({ id }: SearchDocument) => id !== '' && Buffer.byteLength(id) <= LONGEST_ID_BYTES;
  const refused = new Map(unfit);
  for (const { id } of documents.filter((one) => !hasId(one))) refused.set(id, 'no id for it');
  for (const batch of batchesOf(index, documents.filter(hasId))) {
    let waiting = batch;
    for (let repeats = 0; waiting.length; repeats++) {
      if (repeats > MOST_REPEATS) throw unavailable('search', new Error(`${waiting.length} documents found no room`));
      if (repeats) await sleep(PAUSE_MS * 2 ** repeats * (0.5 + Math.random() / 2));
      waiting = await send(waiting);
    }
  }
  if (refused.size) throw new DocumentsRefused(index.name, refused);

  /** Gives what is to be sent again. */
  async function send(items: readonly Item[]): Promise<Item[]> {
    const operations = items.flatMap(({ action, json }) => [action, json]);
    const request = { index: alias, require_alias: true, operations };
    const answer = await client.bulk(request, { requestTimeout: timeoutMs, maxRetries: 0 }).catch((error: unknown) => {
      throw meaningOf(error, index.name);
    });
    if (!answer.errors) return [];
    const again: Item[] = [];
    for (const [at, { index: result }] of answer.items.entries()) {
      const item = items[at];
      if (!item || !result?.error || result.error.type === 'version_conflict_engine_exception') continue;
      const { type, reason, caused_by: cause } = result.error;
      const refusal: Refusal = { status: result.status, type, reason: cause?.reason ?? reason ?? '' };
      if (type === 'index_not_found_exception') throw noIndex(index.name);
      if (isBusy(refusal)) again.push(item);
      else refused.set(item.id, `${type}: ${refusal.reason.slice(0, 200)}`);
    }
    return again;
  }
}

function* batchesOf(index: IndexDefinition, documents: readonly SearchDocument[]): Generator<Item[]> {
  let batch: Item[] = [];
  let characters = 0;
  for (const document of documents) {
    const json = JSON.stringify(stored(index, document));
    if (batch.length === MOST_DOCUMENTS || (batch.length && characters + json.length > MOST_CHARACTERS)) {
      yield batch;
      [batch, characters] = [[], 0];
    }
    const { id, revision } = document;
    batch.push({ id, action: { index: { _id: id, version: revision, version_type: 'external' } }, json });
    characters += json.length;
  }
  if (batch.length) yield batch;
}
