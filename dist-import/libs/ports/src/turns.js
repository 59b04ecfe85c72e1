/** Lets so many run at a time, the others in the order in which they came. */
export class Turns {
    free;
    waiting = [];
    constructor(free) {
        this.free = free;
    }
    async take(run) {
        if (this.free > 0)
            this.free--;
        else
            await new Promise((resolve) => this.waiting.push(resolve));
        try {
            return await run();
        }
        finally {
            const next = this.waiting.shift();
            if (next)
                next();
            else
                this.free++;
        }
    }
}
//# sourceMappingURL=turns.js.map