import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
const FREE = ['isTexts', 'isNumbers', 'isJsonObject', 'isJsonValue'];
const STRUCTURE = ['isOptional', 'conditionalValidation', 'nestedValidation'];
const shapes = new Map();
/** The rules of a DTO class, read from what class-validator and class-transformer were told. */
export function shapeOf(dto) {
    let shape = shapes.get(dto);
    if (!shape)
        shapes.set(dto, (shape = read(dto)));
    return shape;
}
/** Whether values of the class are validated; a class without a single rule, like an empty message, is its caller's word. */
export const isDto = (type) => typeof type === 'function' &&
    (shapes.has(type) || getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).length > 0);
function read(dto) {
    const all = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    const names = [...new Set(all.map((m) => m.propertyName))];
    return new Map(names.map((name) => {
        const own = all
            .filter((m) => m.propertyName === name)
            .map(({ type, name: rule = type, each, constraints }) => ({
            type,
            name: rule,
            each,
            constraints: (constraints ?? []),
        }));
        const is = (...wanted) => own.some((m) => wanted.includes(m.name) || wanted.includes(m.type));
        return [
            name,
            {
                optional: is('isOptional', 'conditionalValidation'),
                list: is('isArray'),
                nested: is('nestedValidation') ? classOf(dto, name) : undefined,
                free: is(...FREE),
                rules: own
                    .filter((m) => !STRUCTURE.includes(m.name) && !STRUCTURE.includes(m.type))
                    .map(({ name: rule, constraints, each }) => ({ name: rule, constraints, each })),
            },
        ];
    }));
}
/** The class that class-transformer makes of a property's value: it has no public way to be asked. */
function classOf(dto, name) {
    const made = plainToInstance(dto, { [name]: {} })[name];
    const type = made.constructor;
    if (type === Object)
        throw new Error(`${dto.name}.${name} is validated but has no @Type`);
    return type;
}
//# sourceMappingURL=shape.js.map