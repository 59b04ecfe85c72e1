import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotImport } from './cannot-import.js';
export const USAGE = `npm run import -- FILE.csv[.gz] [options]

  --url URL          the platform; default http://127.0.0.1:3000
  --services REGEX   which of the codes that do not begin with five digits are services; default all of them
  --currency CODE    of every price; default GBP
  --quarantine FILE  where rows go that cannot be imported; default NAME.quarantine.csv
  --state FILE       how far it is, to go on after a kill; default NAME.import.jsonl
  --dry-run          reads, plans and writes the quarantine file, without a platform
  --json             the reconciliation as JSON`;
/** @throws CannotImport for options that are not such */
export function optionsFrom(args) {
    const { values, positionals } = parse(args);
    const [file, ...more] = positionals;
    if (!file || more.length)
        throw new CannotImport(`Name one file.\n\n${USAGE}`);
    const name = basename(file)
        .replace(/\.gz$/, '')
        .replace(/\.csv$/, '');
    const { currency, url } = values;
    if (!/^[A-Z]{3}$/.test(currency))
        throw new CannotImport(`"${currency}" is not a currency like GBP.`);
    return {
        file,
        url,
        currency,
        services: regex(values.services),
        quarantine: values.quarantine ?? `${name}.quarantine.csv`,
        state: values.state ?? `${name}.import.jsonl`,
        dryRun: values['dry-run'],
        json: values.json,
    };
}
function parse(args) {
    try {
        return parseArgs({
            args,
            allowPositionals: true,
            options: {
                url: { type: 'string', default: 'http://127.0.0.1:3000' },
                services: { type: 'string', default: '' },
                currency: { type: 'string', default: 'GBP' },
                quarantine: { type: 'string' },
                state: { type: 'string' },
                'dry-run': { type: 'boolean', default: false },
                json: { type: 'boolean', default: false },
            },
        });
    }
    catch (error) {
        throw new CannotImport(`${error.message}\n\n${USAGE}`);
    }
}
function regex(text) {
    try {
        return new RegExp(text, 'u');
    }
    catch {
        throw new CannotImport(`--services: "${text}" is not a regular expression.`);
    }
}
//# sourceMappingURL=options.js.map