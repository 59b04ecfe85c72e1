import { performance } from 'node:perf_hooks';
import { CannotImport } from './cannot-import.js';
import { readCsv } from './csv-file.js';
import { optionsFrom } from './options.js';
import { Planner } from './planner.js';
import { Platform, Unreachable } from './platform.js';
import { duration, Progress } from './progress.js';
import { writeQuarantine } from './quarantine-file.js';
import { readBack, readSideReached } from './read-back.js';
import { reconcile, table } from './reconciliation.js';
import { byReason, reasons, summary, verdict } from './report.js';
import { Records } from './records.js';
import { COLUMNS } from './row.js';
import { runImport } from './run-import.js';
import { PACE, Sender } from './sender.js';
import { StateFile } from './state-file.js';
/** Exit codes: it reconciles, it does not (yet), it could not begin. */
const RECONCILED = 0;
const NOT_RECONCILED = 1;
const CANNOT_IMPORT = 2;
/** The command: imports a file, and answers with its exit code. */
export async function importFile(args, streams, pace = PACE) {
    try {
        return await run(optionsFrom(args), streams, pace);
    }
    catch (error) {
        if (error instanceof CannotImport) {
            streams.err.write(`${error.message}\n`);
            return CANNOT_IMPORT;
        }
        if (error instanceof Unreachable) {
            streams.err.write(`The platform does not answer any more (${error.message}): the same command goes on later.\n`);
            return NOT_RECONCILED;
        }
        throw error;
    }
}
async function run(options, { out, err }, pace) {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1_000;
    const platform = new Platform(options.url);
    try {
        if (!options.dryRun)
            await platform.ready();
        const planner = new Planner(options);
        const hash = await readCsv(options.file, COLUMNS, (record) => planner.add(record));
        const plan = planner.plan();
        const announce = async () => {
            await writeQuarantine(options.quarantine, plan.quarantine);
            err.write(`${summary(plan)} Planned in ${duration(seconds())}.\n`);
        };
        if (options.dryRun) {
            await announce();
            out.write(options.json ? `${JSON.stringify({ quarantine: byReason(plan.quarantine) })}\n` : reasons(plan.quarantine));
            return RECONCILED;
        }
        const { outcome, reconciliation, state } = await send({ plan, hash, options, platform, pace, announce, err });
        const { failures, quarantine } = outcome;
        await writeQuarantine(options.quarantine, quarantine);
        if (!options.json) {
            out.write(`${table(reconciliation)}\n\n${reasons(quarantine)}`);
            for (const failure of failures.slice(0, 20))
                out.write(`not imported: ${failure}\n`);
        }
        const readable = await isReadable(plan, outcome, state, platform, (behind) => err.write(`Reading the orders back: ${behind.toLocaleString('en')} events are not to be read yet.\n`));
        if (options.json) {
            const { file } = options;
            const result = { file, hash, ...reconciliation, readable, quarantine: byReason(quarantine), failures };
            out.write(`${JSON.stringify({ ...result, seconds: seconds() }, null, 2)}\n`);
        }
        else
            out.write(verdict(reconciliation, readable, options, seconds()));
        return reconciliation.reconciled && readable ? RECONCILED : NOT_RECONCILED;
    }
    finally {
        platform.close();
    }
}
async function send({ plan, hash, options, platform, pace, announce, err }) {
    const { currency, services } = options;
    const state = await StateFile.open(options.state, { file: hash, currency, services: services.source });
    try {
        await sameAsBefore(platform, state, options);
        await announce();
        const records = new Records(hash, currency);
        const tasks = records.tasks(plan);
        const progress = new Progress(err, weight(openTasks(tasks, state, records)));
        const sender = new Sender(platform, state, (task) => progress.add(weight([task])), pace);
        const phase = (name) => progress.enter(name);
        const outcome = await runImport(plan, tasks, { records, sender, state, phase }).finally(() => progress.stop());
        return { outcome, reconciliation: reconcile(plan, outcome, state), state };
    }
    finally {
        await state.close();
    }
}
/** A state file without its platform would call lost what was never there. */
async function sameAsBefore(platform, state, { url, state: path }) {
    const latest = state.latestOrder();
    if (latest && (await platform.get(`v1/orders/${latest.orderId}`)).status === 404) {
        throw new CannotImport(`${path} knows orders that the platform at ${url} does not have: remove it to begin anew.`);
    }
}
/** Whether the platform lists what it has answered: the same orders, lines and money. */
async function isReadable(plan, { returns, orders }, state, platform, waiting) {
    const done = orders.flatMap(({ key }) => state.find(key) ?? []);
    const back = returns.flatMap(({ key }) => state.find(key) ?? []);
    if (!done.length)
        return true;
    const times = plan.orders.map(({ at }) => at).sort();
    await readSideReached(platform, waiting);
    const listed = await readBack(platform, { from: times[0], to: times.at(-1) }, new Set(done.map(({ orderId }) => orderId)), new Set(plan.returns.map(({ invoice }) => invoice)));
    const sum = (of, what) => of.reduce((all, each) => all + (each[what] ?? 0), 0);
    return (listed.orders === done.length &&
        listed.lines === sum(done, 'lines') &&
        listed.total === sum(done, 'total') &&
        listed.returned === sum(back, 'total'));
}
const weight = (tasks) => tasks.reduce((sum, { rows }) => sum + Math.max(1, rows.length), 0);
function openTasks(tasks, state, records) {
    const all = [...tasks.products, ...tasks.stock, ...tasks.orders, ...tasks.adjustments];
    return [
        ...all.filter(({ key }) => !state.find(key)),
        ...tasks.returns
            .filter((each) => !state.find(records.returnKey(each)))
            .map(({ parts }) => ({ rows: parts.map(({ row }) => row) })),
    ];
}
//# sourceMappingURL=import.js.map