import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { CannotImport } from './cannot-import.js';
/** A quoted field may go over so many lines; what is open for longer is a stray quote, not a field. */
const LONGEST_RECORD = 100;
/**
 * Reads a CSV file, plain or gzip, and gives every record behind the header, readable or not. Answers with the SHA-256
 * of the content, the same for both forms of a file.
 * @throws CannotImport for a file that cannot be read, is cut off, or has another header
 */
export async function readCsv(path, columns, record) {
    const hash = createHash('sha256');
    const decoder = new StringDecoder('utf8');
    const records = new Records(columns, record);
    let rest = '';
    const take = (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        for (const line of lines)
            records.line(line.endsWith('\r') ? line.slice(0, -1) : line);
    };
    try {
        for await (const chunk of await content(path)) {
            hash.update(chunk);
            take(decoder.write(chunk));
        }
    }
    catch (error) {
        if (error instanceof CannotImport)
            throw error;
        throw new CannotImport(`${path} cannot be read: ${error.message}.`);
    }
    take(decoder.end());
    if (rest)
        take('\n');
    records.end();
    return hash.digest('hex');
}
/** The file's content; what is gzip shows in its first bytes, not in its name. */
async function content(path) {
    let first = Buffer.alloc(0);
    for await (const chunk of createReadStream(path, { end: 1 }))
        first = Buffer.concat([first, chunk]);
    const file = createReadStream(path, { highWaterMark: 1 << 20 });
    if (first[0] !== 0x1f || first[1] !== 0x8b)
        return file;
    const gunzip = createGunzip({ chunkSize: 1 << 20 });
    file.on('error', (error) => gunzip.destroy(error));
    return file.pipe(gunzip);
}
/** Makes records of lines. A stray quote costs its own line only, never what follows it. */
class Records {
    columns;
    record;
    number = 0;
    header = true;
    /** Lines of a record whose quote is still open. */
    open = [];
    constructor(columns, record) {
        this.columns = columns;
        this.record = record;
    }
    line(text) {
        if (this.header)
            this.checkHeader(text);
        else if (this.open.length)
            this.goOn(text);
        else
            this.begin(text);
    }
    end() {
        if (this.header)
            this.checkHeader('');
        while (this.open.length)
            this.giveUp();
    }
    checkHeader(text) {
        const names = fieldsOf(text.replace(/^\ufeff/, ''))?.map((name) => name.trim());
        if (names?.join() !== this.columns.join()) {
            throw new CannotImport(`This is not the format: the first line must be ${this.columns.join()}.`);
        }
        this.header = false;
        this.number = 1;
    }
    begin(text) {
        const fields = fieldsOf(text);
        if (fields || !hasOpenQuote(text))
            this.give(text, 1, fields);
        else
            this.open = [text];
    }
    goOn(text) {
        this.open.push(text);
        const raw = this.open.join('\n');
        const fields = text.includes('"') ? fieldsOf(raw) : undefined;
        if (fields) {
            const { length } = this.open;
            this.open = [];
            this.give(raw, length, fields);
        }
        else if (!hasOpenQuote(raw) || this.open.length === LONGEST_RECORD)
            this.giveUp();
    }
    /** The first line is no record after all; the others may be. */
    giveUp() {
        const [first, ...others] = this.open;
        this.open = [];
        this.give(first, 1, undefined);
        for (const each of others)
            this.line(each);
    }
    give(raw, lines, fields) {
        this.record({ line: this.number + 1, raw, fields });
        this.number += lines;
    }
}
/** Almost every line has no quote: splitting it is CSV. */
function fieldsOf(text) {
    if (!text.includes('"'))
        return text.split(',');
    try {
        const records = parse(text, { relax_column_count: true });
        return records.length === 1 ? records[0] : undefined;
    }
    catch {
        return undefined;
    }
}
const hasOpenQuote = (text) => text.split('"').length % 2 === 0;
//# sourceMappingURL=csv-file.js.map