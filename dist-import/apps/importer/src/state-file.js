import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { CannotImport } from './cannot-import.js';
/**
 * What an import has done so far, on disk: an import that was killed goes on with it. What was done and not yet written
 * is sent again, and the platform knows it by its key.
 */
export class StateFile {
    file;
    known;
    waiting = [];
    writing = Promise.resolve();
    constructor(file, known) {
        this.file = file;
        this.known = known;
    }
    /**
     * @param of what is imported and how: another import has another file
     * @throws CannotImport for the file of another import, or one that is damaged
     */
    static async open(path, of) {
        const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND).catch((error) => {
            throw new CannotImport(`The state file cannot be written: ${error.message}.`);
        });
        try {
            const content = await file.readFile('utf8');
            // What follows the last line break was being written when the process died.
            const [first, ...lines] = content
                .slice(0, content.lastIndexOf('\n') + 1)
                .split('\n')
                .slice(0, -1);
            const header = JSON.stringify({ import: of });
            if (first !== undefined && first !== header) {
                throw new CannotImport(`${path} belongs to another import: name another file with --state, or remove it.`);
            }
            await file.truncate(Buffer.byteLength(content.slice(0, content.lastIndexOf('\n') + 1)));
            if (first === undefined)
                await file.appendFile(`${header}\n`);
            return new StateFile(file, new Map(lines.map((line, i) => entry(line, path, i + 2))));
        }
        catch (error) {
            await file.close();
            throw error;
        }
    }
    get size() {
        return this.known.size;
    }
    find(key) {
        return this.known.get(key);
    }
    /** The latest of those that are orders. */
    latestOrder() {
        return [...this.known.values()].findLast(({ orderId }) => orderId !== undefined);
    }
    add(done) {
        this.known.set(done.key, done);
        this.waiting.push(done);
    }
    /** Everything that was added is on disk. */
    sync() {
        this.writing = this.writing.then(async () => {
            const lines = this.waiting;
            this.waiting = [];
            if (!lines.length)
                return;
            await this.file.appendFile(lines.map((done) => `${JSON.stringify(done)}\n`).join(''));
            await this.file.datasync();
        });
        return this.writing;
    }
    async close() {
        await this.sync();
        await this.file.close();
    }
}
function entry(line, path, number) {
    try {
        const done = JSON.parse(line);
        if (typeof done.key === 'string')
            return [done.key, done];
    }
    catch {
        // The same as a line without a key.
    }
    throw new CannotImport(`${path} is damaged at line ${number}: remove it, what was done will be recognised.`);
}
//# sourceMappingURL=state-file.js.map