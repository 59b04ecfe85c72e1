/** Stores cut texts with NUL off and change halves of surrogate pairs: two names would become one. */
const isStorable = (text) => text.isWellFormed() && !text.includes('\0');
/** Refuses, with a TypeError, what a store could not give back as it was. */
export function assertStorable(stream, events) {
    if (!stream || !isStorable(stream))
        throw new TypeError(`${JSON.stringify(stream)} cannot name a stream`);
    for (const { id, type } of events)
        if (!isStorable(id) || !isStorable(type))
            throw new TypeError(`An event of ${stream} has a bad id or type`);
}
/** The JSON of a value; a TypeError where there is none. */
export function json(value) {
    const text = JSON.stringify(value);
    if (text === undefined)
        throw new TypeError(`${typeof value} is not JSON`);
    return text;
}
//# sourceMappingURL=storable.js.map