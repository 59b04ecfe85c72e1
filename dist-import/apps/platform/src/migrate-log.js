import { runMigrateLog } from './migrate-log.command.js';
process.exitCode = await runMigrateLog(process.argv.slice(2));
//# sourceMappingURL=migrate-log.js.map