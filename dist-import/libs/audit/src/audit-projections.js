import { decode, idOf, Parked } from '#eventing';
import { Rows } from './rows.js';
/** Rows that are read and compared at once. */
const PAGE = 100;
/** Child rows without a parent that are named. */
const MOST_ORPHANS = 1_000;
/**
 * Compares every row of a projection, and its child rows, with a fold of its stream up to the revision that the row
 * shows: what a rebuild from zero would write. Sees the log once, in order. A row is compared and forgotten when its
 * revision is met, so that memory holds the streams that are under way and not the table.
 */
export class ProjectionAudit {
    projection;
    manager;
    upTo;
    report;
    rows = 0;
    parked = new Set();
    /** By id: the revision of a row that was not met yet. */
    awaited = new Map();
    /** By id: the revision of a row that was met. */
    met = new Map();
    folds = new Map();
    due = [];
    prefix;
    parents;
    children;
    constructor(projection, manager, 
    /** Position of the log up to which the rows show everything. */
    upTo, report) {
        this.projection = projection;
        this.manager = manager;
        this.upTo = upTo;
        this.report = report;
        this.prefix = `${projection.category}-`;
        this.parents = new Rows(manager, projection.entity);
        this.children = projection.children && new Rows(manager, projection.children.entity);
    }
    /** Reads what the rows show. */
    async open() {
        const { name } = this.projection;
        this.parked = new Set((await this.manager.findBy(Parked, { consumer: name })).map(({ stream }) => stream));
        this.awaited = await this.parents.revisions();
        this.rows = this.awaited.size;
    }
    async take(events) {
        for (const event of events)
            if (event.stream.startsWith(this.prefix))
                this.fold(event);
        while (this.due.length >= PAGE)
            await this.compare(this.due.splice(0, PAGE));
    }
    async end() {
        await this.compare(this.due);
        for (const [id, revision] of this.awaited) {
            if (this.parked.has(this.prefix + id))
                continue;
            this.tell(id, `It shows revision ${revision}, which its stream does not have.`);
        }
        for (const [id, row] of this.folds)
            if (row && !this.awaited.has(id))
                this.tell(id, 'It is missing.');
        for (const id of (await this.children?.orphans(this.parents, MOST_ORPHANS)) ?? []) {
            this.tell(id, 'The row it belongs to is not there.');
        }
        return { name: this.projection.name, rows: this.rows, parked: this.parked.size };
    }
    fold(event) {
        const { stream, revision, position } = event;
        if (this.parked.has(stream))
            return;
        const id = idOf(stream);
        const awaited = this.awaited.get(id);
        if (awaited === undefined) {
            if (position > this.upTo)
                return;
            const met = this.met.get(id);
            if (met !== undefined) {
                if (revision > met)
                    this.tell(id, `It shows revision ${met}; the checkpoint is behind ${revision}.`);
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
        if (row)
            this.due.push({ ...row, id, revision });
        else
            this.tell(id, 'It is there, and nothing follows from its stream.');
    }
    /** What cannot be taken was passed over by an operator: otherwise its stream were parked. */
    evolve(before, event) {
        const { events } = this.projection;
        try {
            const row = this.projection.evolve(before, events ? decode(events, event) : event);
            return row && { ...row, id: idOf(event.stream), revision: event.revision };
        }
        catch {
            return before;
        }
    }
    async compare(due) {
        if (!due.length)
            return;
        const ids = due.map(({ id }) => id);
        const rows = byId(await this.parents.find('id', ids));
        for (const row of due) {
            const actual = rows.get(row.id);
            const difference = actual ? this.parents.difference(row, actual) : 'it is not there';
            if (difference)
                this.tell(row.id, `At revision ${row.revision} ${difference}.`);
        }
        if (this.children)
            await this.compareChildren(this.children, due, ids);
    }
    async compareChildren(table, due, ids) {
        const actual = byId(await table.find('parentId', ids));
        for (const child of due.flatMap((row) => this.projection.children.of(row))) {
            const row = actual.get(child.id);
            actual.delete(child.id);
            const difference = row ? table.difference(child, row) : 'it is missing';
            if (difference)
                this.tell(child.id, `As a child row ${difference}.`);
        }
        for (const id of actual.keys())
            this.tell(id, 'As a child row it should not be there.');
    }
    tell(id, detail) {
        this.report('projection-equals-fold', `${this.projection.name}/${id}`, detail);
    }
}
const byId = (rows) => new Map(rows.map((row) => [row['id'], row]));
//# sourceMappingURL=audit-projections.js.map