import { In } from 'typeorm';
/** The rows of one table, read without building entities, which would take most of the time. */
export class Rows {
    manager;
    entity;
    metadata;
    constructor(manager, entity) {
        this.manager = manager;
        this.entity = entity;
        this.metadata = manager.connection.getMetadata(entity);
    }
    /** The revision of every row, by id. */
    async revisions() {
        const rows = await this.manager
            .createQueryBuilder(this.entity, 'row')
            .select('row.id', 'id')
            .addSelect('row.revision', 'revision')
            .getRawMany();
        return new Map(rows.map(({ id, revision }) => [id, Number(revision)]));
    }
    /** Rows of which a column has one of the values. */
    async find(column, values) {
        const query = this.manager.createQueryBuilder(this.entity, 'row').where({ [column]: In([...values]) });
        const columns = this.metadata.columns.map((each) => ({ each, name: each.propertyName }));
        query.select([]);
        for (const { name } of columns)
            query.addSelect(`row.${name}`, name);
        const rows = await query.getRawMany();
        const { driver } = this.manager.connection;
        return rows.map((row) => Object.fromEntries(columns.map(({ each, name }) => [name, driver.prepareHydratedValue(row[name], each)])));
    }
    /** Ids of rows whose parent is not there; at most so many. */
    async orphans(parents, most) {
        const rows = await this.manager
            .createQueryBuilder(this.entity, 'row')
            .select('row.id', 'id')
            .leftJoin(parents.entity, 'parent', 'parent.id = row.parentId')
            .where('parent.id IS NULL')
            .limit(most)
            .getRawMany();
        return rows.map(({ id }) => id);
    }
    /** The first column in which a row is not as expected, in words; undefined: it is. */
    difference(expected, actual) {
        for (const { propertyName: name } of this.metadata.columns) {
            const [must, is] = [expected[name] ?? null, actual[name] ?? null];
            if (!isSame(must, is))
                return `${name} is ${excerpt(is)}, not ${excerpt(must)}`;
        }
        return undefined;
    }
}
/** Whether two values are the same as JSON, in whatever order their keys stand. */
function isSame(a, b) {
    if (a === b)
        return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
        return false;
    if (Array.isArray(a) || Array.isArray(b)) {
        return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => isSame(one, b[i]));
    }
    const [left, right] = [a, b];
    for (const key in left)
        if (!isSame(left[key], right[key]))
            return false;
    for (const key in right)
        if (left[key] === undefined && right[key] !== undefined)
            return false;
    return true;
}
function excerpt(value) {
    const text = JSON.stringify(value);
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
//# sourceMappingURL=rows.js.map