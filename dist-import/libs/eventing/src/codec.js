import { AppError } from '#ports';
/**
 * The event as today's code knows it. A type or version that it does not know is refused, never skipped: what follows
 * would be decided on half of the truth.
 */
export function decode(catalogue, stored) {
    let { type, data } = stored;
    while (!catalogue.types.includes(type)) {
        const upcast = catalogue.upcasts[type];
        if (!upcast) {
            const where = `revision ${stored.revision} of ${stored.stream}`;
            throw new AppError('unavailable', 'UNKNOWN_EVENT', `This version does not know the event ${type} at ${where}.`);
        }
        ({ type, data } = upcast(data));
    }
    return (type === stored.type ? stored : { ...stored, type, data });
}
//# sourceMappingURL=codec.js.map