import { Fingerprints } from './fingerprints.js';
/**
 * What every event must have, whatever it says. Ids are compared by fingerprints, which keep millions in little memory;
 * what looks alike is handed to `suspect`, who compares the whole.
 */
export class EnvelopeCheck {
    report;
    gapless;
    suspect;
    last = 0;
    ids = new Fingerprints();
    commands = new Fingerprints();
    /** The last event of each stream. */
    ends = new Map();
    constructor(report, gapless, suspect) {
        this.report = report;
        this.gapless = gapless;
        this.suspect = suspect;
    }
    get streams() {
        return this.ends.size;
    }
    see(event) {
        const { position, stream, revision, id, metadata } = event;
        if (position <= this.last || (this.gapless && position !== this.last + 1)) {
            this.report('positions-grow', event, `Position ${position} comes after ${this.last}.`);
        }
        this.last = position;
        const sameId = this.ids.put(id, position);
        if (sameId)
            this.suspect({ invariant: 'event-ids-unique', first: sameId, event });
        const end = this.ends.get(stream);
        if (revision !== (end?.revision ?? -1) + 1) {
            this.report('revisions-without-gap', event, `Revision ${revision} comes after ${end?.revision ?? 'none'}.`);
        }
        const sameCommand = this.commands.put(`${stream}\n${metadata.commandId}`, position);
        if (sameCommand && sameCommand !== end?.position) {
            this.suspect({ invariant: 'command-applied-once', first: sameCommand, event });
        }
        if (end)
            Object.assign(end, { revision, position });
        else
            this.ends.set(stream, { revision, position });
    }
}
/** Whether a suspicion is true; `first` is the event at its position. */
export const isTrue = ({ invariant, event }, first) => invariant === 'event-ids-unique'
    ? first?.id === event.id
    : first?.stream === event.stream && first.metadata.commandId === event.metadata.commandId;
//# sourceMappingURL=envelope.check.js.map