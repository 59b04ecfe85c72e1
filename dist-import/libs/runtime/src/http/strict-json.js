import { Refused } from '../refused.js';
/** How deep objects and lists may stand in each other. */
const DEEPEST = 32;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const malformed = (why) => new Refused(400, 'MALFORMED_JSON', why);
/**
 * The JSON object in a body. What readers of JSON disagree about is refused: bytes that are not UTF-8, a byte order
 * mark, a key that stands twice; and so is nesting beyond 32 levels, before anything recursive sees it.
 */
export function parseBody(body) {
    let text;
    try {
        text = utf8.decode(body);
    }
    catch {
        throw malformed('The body is not UTF-8.');
    }
    scan(text);
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        throw malformed('The body is not JSON.');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw malformed('The body must be a JSON object.');
    }
    return value;
}
const QUOTE = 34;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
/** Looks at brackets and keys only: whether it is JSON at all is for the parser. */
function scan(text) {
    /** The keys of each object that is open; undefined for a list. */
    const open = [];
    let depth = 0;
    for (let i = 0; i < text.length; i++) {
        switch (text.charCodeAt(i)) {
            case QUOTE: {
                const end = endOfString(text, i + 1);
                const keys = depth > 0 ? open[depth - 1] : undefined;
                if (keys && isBeforeColon(text, end + 1)) {
                    const key = text.slice(i + 1, end);
                    claim(keys, key.includes('\\') ? unescaped(key) : key);
                }
                i = end;
                break;
            }
            case OPEN_OBJECT:
            case OPEN_LIST:
                if (depth === DEEPEST)
                    throw new Refused(400, 'JSON_TOO_DEEP', `The body is nested deeper than ${DEEPEST} levels.`);
                open[depth++] = text.charCodeAt(i) === OPEN_OBJECT ? new Set() : undefined;
                break;
            case CLOSE_OBJECT:
            case CLOSE_LIST:
                depth--;
                break;
        }
    }
}
/** Where a string that began before `from` has its closing quote. */
function endOfString(text, from) {
    for (let i = from; i < text.length; i++) {
        const c = text.charCodeAt(i);
        if (c === QUOTE)
            return i;
        if (c === BACKSLASH)
            i++;
    }
    throw malformed('The body is not JSON.');
}
function isBeforeColon(text, from) {
    let i = from;
    while (i < text.length && text.charCodeAt(i) <= 32)
        i++;
    return text.charCodeAt(i) === COLON;
}
function unescaped(key) {
    try {
        return JSON.parse(`"${key}"`);
    }
    catch {
        throw malformed('The body is not JSON.');
    }
}
function claim(keys, key) {
    if (keys.has(key))
        throw malformed('A key of the body stands twice in one object.');
    keys.add(key);
}
//# sourceMappingURL=strict-json.js.map