import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CannotStart } from '#ports';
/**
 * A file of JSON lines that only grows. A line whose append has resolved survives a power cut; lines that wait at the
 * same time share one flush. One process at a time.
 */
export class Journal {
    file;
    size;
    lines;
    waiting = [];
    writing;
    /** A failed write may have left something half-done. */
    torn = false;
    constructor(file, 
    /** Bytes that are known to be whole lines on the disk. */
    size, 
    /** What was there when it was opened. */
    lines) {
        this.file = file;
        this.size = size;
        this.lines = lines;
    }
    /** A last line that was torn by a crash is dropped: nobody was told of it. Throws CannotStart for other damage. */
    static async open(path) {
        await mkdir(dirname(path), { recursive: true });
        const file = await open(path, 'a+');
        const bytes = await file.readFile();
        const size = bytes.lastIndexOf('\n') + 1;
        const lines = bytes.subarray(0, size).toString().split('\n').slice(0, -1);
        try {
            const known = lines.map((line) => JSON.parse(line));
            await file.truncate(size);
            return new Journal(file, size, known);
        }
        catch (error) {
            await file.close();
            if (error instanceof SyntaxError)
                throw new CannotStart(`The file ${path} is damaged.`);
            throw error;
        }
    }
    append(line) {
        return new Promise((resolve, reject) => {
            this.waiting.push({ line: `${JSON.stringify(line)}\n`, resolve, reject });
            this.writing ??= this.drain();
        });
    }
    /** Waits for what was appended. */
    async close() {
        await this.writing;
        await this.file.close();
    }
    async drain() {
        await Promise.resolve(); // what is appended in the same turn shares the flush
        while (this.waiting.length) {
            const batch = this.waiting;
            this.waiting = [];
            try {
                await this.write(Buffer.from(batch.map(({ line }) => line).join('')));
                for (const { resolve } of batch)
                    resolve();
            }
            catch (error) {
                for (const { reject } of batch)
                    reject(error);
            }
        }
        this.writing = undefined;
    }
    async write(bytes) {
        if (this.torn)
            await this.file.truncate(this.size);
        this.torn = true;
        await this.file.writeFile(bytes);
        await this.file.datasync();
        this.torn = false;
        this.size += bytes.length;
    }
}
//# sourceMappingURL=journal.js.map