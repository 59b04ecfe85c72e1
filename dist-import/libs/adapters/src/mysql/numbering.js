/**
 * One numbering at a time in this process; all who ask while one runs share the next. Any process may number at any
 * time: the server runs each numbering as a whole, one after another.
 */
export class Numbering {
    number;
    running;
    next;
    constructor(number) {
        this.number = number;
    }
    /** Resolves once all that was committed before the call has its position. */
    done() {
        if (!this.running)
            return this.begin();
        this.next ??= this.running
            .catch(() => undefined)
            .then(() => {
            this.next = undefined;
            return this.begin();
        });
        return this.next;
    }
    begin() {
        const running = this.number().finally(() => {
            if (this.running === running)
                this.running = undefined;
        });
        this.running = running;
        return running;
    }
}
//# sourceMappingURL=numbering.js.map