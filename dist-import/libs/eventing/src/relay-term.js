import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { NO_STREAM, WrongRevision } from '#ports';
/** Category of the relays' own streams. */
export const RELAY_CATEGORY = 'relay';
/** Stream of the checkpoints of an installation's relay. */
export const relayStream = (namespace) => `${RELAY_CATEGORY}-${namespace}`;
export async function lastCheckpoint(store, stream) {
    const [last] = await store.read(stream, { direction: 'backwards', limit: 1 });
    if (!last)
        return { revision: NO_STREAM, holder: '', position: 0, free: true, ahead: false };
    const { holder, position } = last.data;
    const ahead = position >= last.position;
    const { revision } = last;
    return { revision, holder, position: ahead ? 0 : position, free: last.type === 'RelayReleased', ahead };
}
/** Position up to which the relay of an installation has carried the log. */
export const carriedPosition = async (store, namespace) => (await lastCheckpoint(store, relayStream(namespace))).position;
/** The time during which one relay is the holder: every checkpoint is appended behind its own last one, or it is over. */
export class Term {
    store;
    stream;
    holder;
    /** Up to where everything is carried. */
    position;
    /** Events carried since the last checkpoint. */
    unsaved = 0;
    over = false;
    /** Resolves when another relay has taken its place. */
    lost;
    log = new Logger('relay');
    lose;
    revision;
    confirmedAt = performance.now();
    /** A checkpoint whose append may or may not have been recorded: it is repeated as it is. */
    pending;
    turn = Promise.resolve();
    constructor(store, stream, holder, checkpoint) {
        this.store = store;
        this.stream = stream;
        this.holder = holder;
        this.position = checkpoint.position;
        this.revision = checkpoint.revision;
        this.lost = new Promise((resolve) => (this.lose = resolve));
    }
    /** Tells whether the place was still to be had; throws AppError where that is not known. */
    async begin() {
        await this.append('RelayTaken');
        return !this.over;
    }
    move(position, carried) {
        this.position = position;
        this.unsaved += carried;
    }
    /** Appends a checkpoint where something was carried since the last one. What fails is repeated at the next call. */
    save() {
        return this.alone(async () => {
            if (!this.pending && !this.unsaved)
                return;
            await this.append('RelayMoved').catch((error) => {
                this.log.warn({ message: 'checkpoint not saved, and tried again', reason: String(error) });
            });
        });
    }
    /** Leaves the place to another relay. */
    end() {
        return this.alone(async () => {
            try {
                if (this.pending)
                    await this.append('RelayMoved');
                await this.append('RelayReleased');
            }
            catch (error) {
                this.log.warn({ message: 'place not left: the next one waits for the lease', reason: String(error) });
            }
            this.over = true;
        });
    }
    /** Milliseconds since the log last said that the place is held. */
    sinceConfirmed() {
        return performance.now() - this.confirmedAt;
    }
    /** Asks the log whether the place is still held. */
    confirm() {
        return this.alone(async () => {
            const { holder } = await lastCheckpoint(this.store, this.stream);
            if (holder === this.holder)
                this.confirmedAt = performance.now();
            else
                this.giveUp();
        });
    }
    async append(type) {
        if (this.over)
            return;
        const { holder, position, unsaved } = this;
        this.pending ??= { event: checkpointEvent(type, { holder, position }), saves: unsaved };
        const { event, saves } = this.pending;
        try {
            await this.store.append(this.stream, this.revision, [event]);
        }
        catch (error) {
            if (error instanceof WrongRevision)
                return this.giveUp();
            throw error;
        }
        this.pending = undefined;
        this.revision++;
        this.unsaved -= saves;
        this.confirmedAt = performance.now();
    }
    giveUp() {
        this.over = true;
        this.lose();
    }
    alone(run) {
        const done = this.turn.then(run);
        this.turn = done.catch(() => undefined);
        return done;
    }
}
function checkpointEvent(type, data) {
    const commandId = randomUUID();
    const metadata = { commandId, commandHash: '', correlationId: commandId, causationId: commandId, actor: 'relay' };
    return { id: randomUUID(), type, data, metadata: { ...metadata, at: new Date().toISOString() } };
}
//# sourceMappingURL=relay-term.js.map