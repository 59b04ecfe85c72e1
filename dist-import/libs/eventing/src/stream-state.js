import { hash } from 'node:crypto';
import { AppError, NO_STREAM } from '#ports';
import { uuidv5 } from './ids.js';
import { decode } from './codec.js';
import { RememberedCommands } from './remembered-commands.js';
/** Bytes of an empty stream in memory, its mailbox included, about. */
const EMPTY = 1_500;
/** The state is weighed again when the stream has grown by a quarter, and by so many events. */
const WEIGHED_EVERY = 16;
/** A stream folded up to a revision, with the commands that it has seen. */
export class StreamState {
    decider;
    stream;
    state;
    revision = NO_STREAM;
    createdAt = '';
    updatedAt = '';
    commands = new RememberedCommands();
    weighed = { revision: NO_STREAM, state: 0 };
    constructor(decider, stream) {
        this.decider = decider;
        this.stream = stream;
        this.state = decider.initial;
    }
    /** Bytes it takes in memory, about. */
    get weight() {
        const { revision } = this.weighed;
        if (this.revision - revision >= Math.max(WEIGHED_EVERY, revision / 4)) {
            this.weighed = { revision: this.revision, state: weigh(this.encoded()) };
        }
        return EMPTY + this.commands.size + this.weighed.state;
    }
    /** Takes in events that the log has behind this revision. */
    fold(events) {
        for (const stored of events) {
            const event = this.decider.events ? decode(this.decider.events, stored) : stored;
            this.state = this.decider.evolve(this.state, event);
            this.note(stored);
        }
    }
    /** What the command makes of the present state; throws AppError where it must not be. Changes nothing. */
    decide(command) {
        const { commandId, expectedRevision } = command.meta;
        const commandHash = hashOf(command);
        const before = this.commands.find(commandId);
        if (before) {
            if (!before.hasHash(commandHash)) {
                throw new AppError('unprocessable', 'IDEMPOTENCY_KEY_REUSED', 'This key was used for another request.');
            }
            return { events: [], repeatOf: before.revision + before.count - 1 };
        }
        if (expectedRevision !== undefined && expectedRevision !== this.revision) {
            const message = `It is at revision ${this.revision}, not at ${expectedRevision}.`;
            throw new AppError('conflict', 'VERSION_CONFLICT', message);
        }
        const decided = this.decider.decide(command, this.state);
        const { correlationId, causationId, actor, at, traceparent } = command.meta;
        const metadata = { commandId, commandHash, correlationId, causationId, actor, at, traceparent };
        return {
            events: decided.map(({ type, data }, index) => ({
                // With the content's hash: the same command id with other content never looks like a repeat to the log.
                id: uuidv5(`${this.stream} ${index} ${commandHash}`, commandId),
                type,
                data,
                metadata,
            })),
        };
    }
    /** The state after events that were decided on it. */
    advance(events) {
        for (const event of events) {
            this.state = this.decider.evolve(this.state, event);
            this.note({ ...event, stream: this.stream, revision: this.revision + 1, position: 0 });
        }
    }
    toSnapshot() {
        return {
            state: this.encoded(),
            createdAt: this.createdAt,
            updatedAt: this.updatedAt,
            commands: this.commands.toText(),
        };
    }
    fromSnapshot(revision, { state, createdAt, updatedAt, commands }) {
        const { snapshot } = this.decider;
        this.state = snapshot ? snapshot.decode(state) : state;
        this.revision = revision;
        this.createdAt = createdAt;
        this.updatedAt = updatedAt;
        this.commands = new RememberedCommands(commands);
    }
    /** The same at this moment, so that what is tried on one leaves the other as it was. */
    copy() {
        const copy = new StreamState(this.decider, this.stream);
        Object.assign(copy, {
            state: this.state,
            revision: this.revision,
            createdAt: this.createdAt,
            updatedAt: this.updatedAt,
            weighed: this.weighed,
            commands: this.commands.copy(),
        });
        return copy;
    }
    encoded() {
        const { snapshot } = this.decider;
        return snapshot ? snapshot.encode(this.state) : this.state;
    }
    note({ metadata, revision }) {
        this.revision = revision;
        this.createdAt ||= metadata.at;
        this.updatedAt = metadata.at;
        this.commands.note(metadata.commandId, metadata.commandHash, revision);
    }
}
/** What of a folded stream is told outside. */
export const loaded = ({ state, revision, createdAt, updatedAt }) => ({
    state,
    revision,
    createdAt,
    updatedAt,
});
const hashOf = (command) => hash('sha1', JSON.stringify([command.type, command.fingerprint ?? command.data]), 'base64').slice(0, 16);
/** About how many bytes a JSON value takes in memory. */
function weigh(value) {
    if (typeof value === 'string')
        return 16 + value.length;
    if (typeof value !== 'object' || value === null)
        return 8;
    let sum = 40;
    for (const key in value)
        sum += 16 + weigh(value[key]);
    return sum;
}
//# sourceMappingURL=stream-state.js.map