import { Command } from '@nestjs/cqrs';
import { callContext } from '#ports';
import { uuidv5, uuidv7 } from './ids.js';
/** A command to one aggregate: `class PlaceOrder extends DomainCommand<Order, { … }> { readonly type = 'PlaceOrder' }`. */
export class DomainCommand extends Command {
    id;
    data;
    meta;
    constructor(
    /** The aggregate's id: the second part of the stream's name. */
    id, data, meta) {
        super();
        this.id = id;
        this.data = data;
        this.meta = meta;
    }
}
const COMMANDS = '6a0f6f0e-3a5b-4f2e-9d0f-5f0b8f7f2a11';
/**
 * The meta data of a command that enters now. The same key of the same principal on the same route is the same
 * command; without a key every call is a command of its own.
 */
export function metaFor(route, key, expectedRevision) {
    const context = callContext();
    const actor = context?.principal ?? 'anonymous';
    const commandId = key ? uuidv5(JSON.stringify([actor, route, key]), COMMANDS) : uuidv7();
    return {
        commandId,
        correlationId: context?.correlationId ?? commandId,
        causationId: context?.causationId ?? context?.correlationId ?? commandId,
        actor,
        at: new Date().toISOString(),
        traceparent: context?.traceparent,
        expectedRevision,
    };
}
/** The id of what a command creates: a repeated command meets the first one's stream, after a crash and on any replica. */
export const idFor = (kind, meta) => uuidv5(kind, meta.commandId);
//# sourceMappingURL=command.js.map