import { Entity, getMetadataArgsStorage } from 'typeorm';
const twins = new Map();
/** The table in which a projection is rebuilt beside the one that serves: the same columns, another name. */
export function twinOf(entity) {
    const known = twins.get(entity);
    if (known)
        return known;
    const twin = class extends entity {
    };
    Object.defineProperty(twin, 'name', { value: `${entity.name}Twin` });
    Entity({ name: `${tableOf(entity)}_twin`, synchronize: false })(twin);
    twins.set(entity, twin);
    return twin;
}
/** Name of an entity's table. */
export function tableOf(entity) {
    const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity);
    if (!table?.name)
        throw new Error(`${entity.name} names no table`);
    return table.name;
}
//# sourceMappingURL=twin.js.map