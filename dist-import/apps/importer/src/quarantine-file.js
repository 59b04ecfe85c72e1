import { rename, writeFile } from 'node:fs/promises';
import { CannotImport } from './cannot-import.js';
/** Writes what could not be imported as CSV: the line's number, the reason, the row as it stands in the file. */
export async function writeQuarantine(path, quarantine) {
    const lines = quarantine.map(({ row, reason }) => `${row.line},${quoted(reason)},${quoted(row.raw)}\n`);
    try {
        // A reader meets the old file or the new one, never half of it.
        await writeFile(`${path}.new`, `line,reason,row\n${lines.join('')}`);
        await rename(`${path}.new`, path);
    }
    catch (error) {
        throw new CannotImport(`The quarantine file cannot be written: ${error.message}.`);
    }
}
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
//# sourceMappingURL=quarantine-file.js.map