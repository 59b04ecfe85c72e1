import { Ajv } from 'ajv';
import { shapeOf } from './shape.js';
const ajv = new Ajv({ strictSchema: true, strictTypes: false, validateFormats: false, allErrors: false });
// JSON schema's own keywords are not used for texts: a rule's predicate is the same function that class-validator calls.
ajv.addKeyword({
    keyword: 'holds',
    schemaType: 'array',
    errors: false,
    validate: (predicates, value) => value === null || predicates.every((holds) => holds(value)),
});
/** Keys that JavaScript reads as something else: never the caller's own. */
export const RESERVED_KEYS = ['__proto__', 'constructor', 'prototype'];
/** Whether no reserved key stands anywhere in a value. */
const hasOrdinaryKeys = (value) => typeof value !== 'object' ||
    value === null ||
    (Array.isArray(value)
        ? value.every(hasOrdinaryKeys)
        : Object.entries(value).every(([key, each]) => !RESERVED_KEYS.includes(key) && hasOrdinaryKeys(each)));
const checks = new Map();
/** Yes or no to a plain value, by a function that is compiled once per class from the class's own decorators. */
export function checkOf(dto) {
    let check = checks.get(dto);
    if (!check)
        checks.set(dto, (check = ajv.compile(schemaOf(dto))));
    return check;
}
/** Throws for a rule that cannot be compiled, so that it shows at start and not at the first request. */
export function schemaOf(dto) {
    const properties = {};
    const required = [];
    for (const [name, field] of shapeOf(dto)) {
        properties[name] = propertySchema(field, `${dto.name}.${name}`);
        if (!field.optional)
            required.push(name);
    }
    return { type: 'object', additionalProperties: false, required, properties };
}
function propertySchema(field, place) {
    const nullable = field.optional ? { nullable: true } : {};
    const own = field.rules.filter((rule) => !rule.each);
    if (!field.list)
        return { ...valueSchema(field, own, place), ...nullable };
    const items = valueSchema(field, field.rules.filter((rule) => rule.each), place);
    return { ...Object.assign({}, ...own.map((rule) => keywords(rule, place))), items, ...nullable };
}
function valueSchema(field, rules, place) {
    const predicates = rules.flatMap(({ constraints: [first] }) => (typeof first === 'function' ? [first] : []));
    const holds = [...predicates, ...(field.free ? [hasOrdinaryKeys] : [])];
    return {
        ...Object.assign({}, ...rules.map((rule) => keywords(rule, place))),
        ...(field.nested && schemaOf(field.nested)),
        ...(holds.length && { holds }),
    };
}
/** What a rule is in JSON schema; a rule of our own says its type and is checked by its predicate. */
function keywords({ name, constraints: [first] }, place) {
    switch (name) {
        case 'isInt':
            return { type: 'integer' };
        case 'isNumber':
            return { type: 'number' };
        case 'isBoolean':
            return { type: 'boolean' };
        case 'isArray':
            return { type: 'array' };
        case 'isObject':
        case 'isTexts':
        case 'isNumbers':
        case 'isJsonObject':
            return { type: 'object' };
        case 'isText':
        case 'isSku':
        case 'isUuid':
        case 'isCurrency':
        case 'isDateTime':
        case 'isEmailAddress':
        case 'isOneOf':
            return { type: 'string' };
        case 'isJsonValue':
            return { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] };
        case 'min':
            return { minimum: first };
        case 'max':
            return { maximum: first };
        case 'arrayMinSize':
            return { minItems: first };
        case 'arrayMaxSize':
            return { maxItems: first };
        default:
            throw new Error(`${place}: the rule ${name} cannot be compiled`);
    }
}
//# sourceMappingURL=compiled.js.map