import { performance } from 'node:perf_hooks';
import { Presets, SingleBar } from 'cli-progress';
const LINE_EVERY_MS = 5_000;
/** How far it is: a bar with rate and time left on a terminal, a line every few seconds elsewhere. */
export class Progress {
    output;
    total;
    now;
    bar;
    started;
    done = 0;
    phase = '';
    reported;
    /** @param total lines to be sent; those that an earlier run has sent do not count */
    constructor(output, total, now = () => performance.now()) {
        this.output = output;
        this.total = total;
        this.now = now;
        this.started = this.reported = now();
        if (!output.isTTY || !total)
            return;
        const format = '{bar} {percentage}% | {phase} | {value}/{total} lines | {rate}/s | {left} left';
        this.bar = new SingleBar({ format, stream: output, fps: 4, hideCursor: true }, Presets.shades_classic);
        this.bar.start(total, 0, { ...this.measured(), phase: '' });
    }
    enter(phase) {
        this.phase = phase;
        this.bar?.update({ phase });
    }
    add(lines) {
        this.done += lines;
        if (this.bar)
            this.bar.update(this.done, this.measured());
        else if (this.now() - this.reported >= LINE_EVERY_MS) {
            this.reported = this.now();
            const { rate, left } = this.measured();
            const percent = Math.floor((100 * this.done) / this.total);
            this.output.write(`${this.phase}: ${this.done} of ${this.total} lines, ${percent} %, ${rate}/s, ${left} left\n`);
        }
    }
    stop() {
        this.bar?.stop();
    }
    measured() {
        const rate = this.done / Math.max(0.001, (this.now() - this.started) / 1_000);
        return { rate: Math.round(rate), left: rate ? duration((this.total - this.done) / rate) : '–' };
    }
}
/** 2m05s */
export function duration(seconds) {
    const whole = Math.round(seconds);
    return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}
//# sourceMappingURL=progress.js.map