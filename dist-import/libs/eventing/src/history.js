export const historyEntry = ({ revision, stream, type, id, data, metadata }) => ({
    revision,
    stream,
    type,
    at: metadata.at,
    actor: metadata.actor,
    eventId: id,
    causationId: metadata.causationId,
    correlationId: metadata.correlationId,
    data: data,
});
/** Where two JSON values differ: a pointer (RFC 6901) to each part, with what it was and is; what was not there is absent. */
export function differences(before, after, pointer = '') {
    if (before === after)
        return [];
    if (isParts(before) && isParts(after) && Array.isArray(before) === Array.isArray(after)) {
        const names = new Set([...Object.keys(before), ...Object.keys(after)]);
        return [...names].flatMap((name) => differences(before[name], after[name], `${pointer}/${escaped(name)}`));
    }
    return [{ pointer, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}
const isParts = (value) => typeof value === 'object' && value !== null;
const escaped = (name) => name.replaceAll('~', '~0').replaceAll('/', '~1');
//# sourceMappingURL=history.js.map