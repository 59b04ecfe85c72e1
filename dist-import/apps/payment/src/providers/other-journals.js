import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
/**
 * The journals of other processes: those in the same folder whose names begin alike. They are read as they grow; a line
 * that is not whole yet comes with a later look.
 */
export class OtherJournals {
    own;
    begin;
    /** By file: bytes that were read. */
    read = new Map();
    looking;
    constructor(own, begin) {
        this.own = own;
        this.begin = begin;
    }
    /** What was written since the last look. Those who look at the same time share it. */
    look() {
        this.looking ??= this.news().finally(() => (this.looking = undefined));
        return this.looking;
    }
    async news() {
        const [folder, own] = [dirname(this.own), basename(this.own)];
        const files = (await readdir(folder)).filter((name) => name !== own && name.startsWith(this.begin));
        return (await Promise.all(files.map((name) => this.newsIn(join(folder, name))))).flat();
    }
    async newsIn(path) {
        const from = this.read.get(path) ?? 0;
        const { size } = await stat(path);
        if (size <= from)
            return [];
        const file = await open(path, 'r');
        try {
            const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
            const whole = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
            this.read.set(path, from + whole);
            const lines = buffer.subarray(0, whole).toString().split('\n').slice(0, -1);
            return lines.map((line) => JSON.parse(line));
        }
        finally {
            await file.close();
        }
    }
}
//# sourceMappingURL=other-journals.js.map