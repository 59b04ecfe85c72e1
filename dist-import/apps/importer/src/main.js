import { importFile } from './import.js';
process.exitCode = await importFile(process.argv.slice(2), { out: process.stdout, err: process.stderr });
//# sourceMappingURL=main.js.map