import { validateSync } from 'class-validator';
import { checkOf, RESERVED_KEYS } from './compiled.js';
import { shapeOf } from './shape.js';
/** How many mistakes an answer names: who sends 2,000 wrong lines learns it from the first ones. */
const MOST = 100;
/** The rule that says what kind of value it is: when it fails, what else fails says nothing more. */
const TYPE_RULES = ['isInt', 'isNumber', 'isBoolean', 'isArray', 'isObject'];
/** What is wrong with a value, by class-validator's rules and for every key that the class does not have. */
export function mistakesOf(dto, value) {
    if (!isObject(value))
        return [{ pointer: '', code: 'IS_OBJECT', message: 'must be an object' }];
    const rules = shapeOf(dto).size
        ? validateSync(instanceOf(dto, value), { forbidUnknownValues: true, stopAtFirstError: false })
        : [];
    return [...unknownKeys(dto, value, ''), ...detailsOf(rules, '')].slice(0, MOST);
}
export const isUnknownKey = ({ code }) => code === 'UNKNOWN_FIELD';
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const step = (parent, key) => `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
/** An instance that class-validator accepts, of the known fields only: a key like `constructor` must not reach it. */
function instanceOf(dto, value) {
    const instance = Object.create(dto.prototype);
    for (const [name, { nested, list }] of shapeOf(dto)) {
        if (!Object.hasOwn(value, name))
            continue;
        const own = value[name];
        if (nested && list && Array.isArray(own))
            instance[name] = wrongOnes(nested, own);
        else
            instance[name] = nested && isObject(own) ? instanceOf(nested, own) : own;
    }
    return instance;
}
/**
 * A list of the same length that holds only what is wrong, and not all of it: class-validator is passed over by holes,
 * and its way through thousands of lines is too long for a body of 1 MiB.
 */
function wrongOnes(nested, values) {
    const wrong = [];
    wrong.length = values.length;
    let found = 0;
    for (let i = 0; i < values.length && found < MOST; i++) {
        const each = values[i];
        if (checkOf(nested)(each))
            continue;
        wrong[i] = isObject(each) ? instanceOf(nested, each) : each;
        found++;
    }
    return wrong;
}
function unknownKeys(dto, value, parent) {
    const shape = shapeOf(dto);
    return Object.entries(value).flatMap(([key, own]) => {
        const field = shape.get(key);
        return field ? unknownIn(field, own, step(parent, key)) : [unknown(step(parent, key))];
    });
}
function unknownIn({ nested, list, free }, value, pointer) {
    if (free)
        return reservedKeys(value, pointer);
    if (!nested)
        return [];
    if (list) {
        return Array.isArray(value)
            ? value.flatMap((each, i) => (isObject(each) ? unknownKeys(nested, each, `${pointer}/${i}`) : []))
            : [];
    }
    return isObject(value) ? unknownKeys(nested, value, pointer) : [];
}
function reservedKeys(value, pointer) {
    if (Array.isArray(value))
        return value.flatMap((each, i) => reservedKeys(each, `${pointer}/${i}`));
    if (!isObject(value))
        return [];
    return Object.entries(value).flatMap(([key, each]) => RESERVED_KEYS.includes(key) ? [unknown(step(pointer, key))] : reservedKeys(each, step(pointer, key)));
}
const unknown = (pointer) => ({ pointer, code: 'UNKNOWN_FIELD', message: 'is not known here' });
/** One detail per place: that it is missing, else that it is of the wrong type, else every rule that it breaks. */
const detailsOf = (errors, parent) => errors.flatMap(({ property, value, constraints, children = [] }) => {
    const pointer = step(parent, property);
    if (value === undefined)
        return [{ pointer, code: 'REQUIRED', message: 'is required' }];
    const broken = Object.entries(constraints ?? {}).filter(([rule]) => rule !== 'nestedValidation');
    const type = broken.find(([rule]) => TYPE_RULES.includes(rule));
    return [
        ...(type ? [type] : broken).map(([rule, message]) => ({ pointer, code: upperSnake(rule), message })),
        ...(type ? [] : detailsOf(children, pointer)),
    ];
});
const upperSnake = (name) => name.replace(/[A-Z]/g, '_$&').toUpperCase();
//# sourceMappingURL=mistakes.js.map