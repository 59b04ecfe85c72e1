import type { EntityManager, ObjectLiteral } from 'typeorm';
import { decode, idOf, Parked, type Projection, type ProjectedRow } from '#eventing';
import type { RecordedEvent } from '#ports';
import type { Report } from './finding.js';
import { Rows } from './rows.js';

export interface ProjectionResult {
  readonly name: string;
  readonly rows: number;
  /** Streams that wait for a person, and are not compared. */
  readonly parked: number;
}

/** Rows that are read and compared at once. */
const PAGE = 100;
/** Child rows without a parent that are named. */
const MOST_ORPHANS = 1_000;

/** Compares the rows of several projections, along one reading of the log. */
export class RowsAudit {
  private readonly audits: readonly ProjectionAudit[];

  /** @param taken by projection: position of the log up to which its rows show everything */
  constructor(
    projections: readonly Projection[],
    manager: EntityManager,
    taken: ReadonlyMap<string, number>,
    report: Report,
  ) {
    this.audits = projections.map(
      (projection) => new ProjectionAudit(projection, manager, taken.get(projection.name) ?? 0, report),
    );
  }

  /** Reads what the rows show. */
  async open(): Promise<void> {
    for (const each of this.audits) await each.open();
  }

  /** Is given the whole log, in order. */
  async take(events: readonly RecordedEvent[]): Promise<void> {
    for (const each of this.audits) await each.take(events);
  }

  async end(): Promise<readonly ProjectionResult[]> {
    const results: ProjectionResult[] = [];
    for (const each of this.audits) results.push(await each.end());
    return results;
  }
}

/**
 * Compares every row of a projection, and its child rows, with a fold of its stream up to the revision that the row
 * shows: what a rebuild from zero would write. Sees the log once, in order. A row is compared and forgotten when its
 * revision is met, so that memory holds the streams that are under way and not the table.
 */
class ProjectionAudit {
  private rows = 0;
  private parked: ReadonlySet<string> = new Set();
  /** By id: the revision of a row that was not met yet. */
  private awaited = new Map<string, number>();
  /** By id: the revision of a row that was met. */
  private readonly met = new Map<string, number>();
  private readonly folds = new Map<string, ProjectedRow | undefined>();
  private due: ProjectedRow[] = [];
  private readonly prefix: string;
  private readonly parents: Rows;
  private readonly children: Rows | undefined;

  constructor(
    private readonly projection: Projection,
    private readonly manager: EntityManager,
    /** Position of the log up to which the rows show everything. */
    private readonly upTo: number,
    private readonly report: Report,
  ) {
    this.prefix = `${projection.category}-`;
    this.parents = new Rows(manager, projection.entity);
    this.children = projection.children && new Rows(manager, projection.children.entity);
  }

  /** Reads what the rows show. */
  async open(): Promise<void> {
    const { name } = this.projection;
    this.parked = new Set((await this.manager.findBy(Parked, { consumer: name })).map(({ stream }) => stream));
    this.awaited = await this.parents.revisions();
    this.rows = this.awaited.size;
  }

  async take(events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) if (event.stream.startsWith(this.prefix)) this.fold(event);
    while (this.due.length >= PAGE) await this.compare(this.due.splice(0, PAGE));
  }

  async end(): Promise<ProjectionResult> {
    await this.compare(this.due);
    for (const [id, revision] of this.awaited) {
      if (this.parked.has(this.prefix + id)) continue;
      this.tell(id, `It shows revision ${revision}, which its stream does not have.`);
    }
    for (const [id, row] of this.folds) if (row && !this.awaited.has(id)) this.tell(id, 'It is missing.');
    for (const id of (await this.children?.orphans(this.parents, MOST_ORPHANS)) ?? []) {
      this.tell(id, 'The row it belongs to is not there.');
    }
    return { name: this.projection.name, rows: this.rows, parked: this.parked.size };
  }

  private fold(event: RecordedEvent): void {
    const { stream, revision, position } = event;
    if (this.parked.has(stream)) return;
    const id = idOf(stream);
    const awaited = this.awaited.get(id);
    if (awaited === undefined) {
      if (position > this.upTo) return;
      const met = this.met.get(id);
      if (met !== undefined) {
        if (revision > met) this.tell(id, `It shows revision ${met}; the checkpoint is behind ${revision}.`);
        this.met.set(id, Infinity);
        return;
      }
    }
    const row = this.evolve(this.folds.get(id), event);
    if (revision !== awaited) {
      this.folds.set(id, row);
      return;
    }
    this.folds.delete(id);
    this.awaited.delete(id);
    this.met.set(id, revision);
    if (row) this.due.push({ ...row, id, revision });
    else this.tell(id, 'It is there, and nothing follows from its stream.');
  }

  /** What cannot be taken was passed over by an operator: otherwise its stream were parked. */
  private evolve(before: ProjectedRow | undefined, event: RecordedEvent): ProjectedRow | undefined {
    const { events } = this.projection;
    try {
      const row = this.projection.evolve(before, events ? decode(events, event) : event);
      return row && { ...row, id: idOf(event.stream), revision: event.revision };
    } catch {
      return before;
    }
  }

  private async compare(due: readonly ProjectedRow[]): Promise<void> {
    if (!due.length) return;
    const ids = due.map(({ id }) => id);
    const rows = byId(await this.parents.find('id', ids));
    for (const row of due) {
      const actual = rows.get(row.id);
      const difference = actual ? this.parents.difference(row, actual) : 'it is not there';
      if (difference) this.tell(row.id, `At revision ${row.revision} ${difference}.`);
    }
    if (this.children) await this.compareChildren(this.children, due, ids);
  }

  private async compareChildren(table: Rows, due: readonly ProjectedRow[], ids: readonly string[]): Promise<void> {
    const actual = byId(await table.find('parentId', ids));
    for (const child of due.flatMap((row) => this.projection.children!.of(row))) {
      const row = actual.get(child.id);
      actual.delete(child.id);
      const difference = row ? table.difference(child, row) : 'it is missing';
      if (difference) this.tell(child.id, `As a child row ${difference}.`);
    }
    for (const id of actual.keys()) this.tell(id, 'As a child row it should not be there.');
  }

  private tell(id: string, detail: string): void {
    this.report('projection-equals-fold', `${this.projection.name}/${id}`, detail);
  }
}

const byId = (rows: readonly ObjectLiteral[]) => new Map(rows.map((row) => [row['id'] as string, row]));
