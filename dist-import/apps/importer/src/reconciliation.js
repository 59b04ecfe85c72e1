import { KINDS, mills as millsOf } from './row.js';
const zero = () => ({
    read: { lines: 0, mills: 0 },
    imported: { lines: 0, mills: 0 },
    quarantined: { lines: 0, mills: 0 },
});
/** Holds what was read against what the platform answered and what went to quarantine. */
export function reconcile(plan, { orders, adjustments, returns, quarantine, failures }, state) {
    const kinds = Object.fromEntries(KINDS.map((kind) => [kind, zero()]));
    const count = (tally, lines, mills) => {
        tally.lines += lines;
        tally.mills += mills;
    };
    for (const { kind, mills } of plan.rows)
        count(kinds[kind].read, 1, mills);
    for (const { row } of quarantine)
        count(kinds[row.kind].quarantined, 1, row.mills);
    for (const { key, rows } of orders) {
        const done = state.find(key);
        if (!done)
            continue;
        const free = rows.filter(({ kind }) => kind === 'free').length;
        count(kinds.free.imported, free, 0);
        count(kinds.sale.imported, (done.lines ?? 0) - free, millsOf(done.total ?? 0));
    }
    for (const { key } of adjustments)
        if (state.find(key))
            count(kinds.adjustment.imported, 1, 0);
    for (const { key } of returns)
        count(kinds.cancellation.imported, 0, -millsOf(state.find(key)?.total ?? 0));
    kinds.cancellation.imported.lines = rowsDoneIn(returns, state).size;
    const total = zero();
    for (const balance of Object.values(kinds)) {
        for (const side of ['read', 'imported', 'quarantined']) {
            count(total[side], balance[side].lines, balance[side].mills);
        }
    }
    return { reconciled: !failures.length && Object.values(kinds).every(isEven), kinds, total };
}
/** A row that several orders give back is done when all of them have. */
function rowsDoneIn(returns, state) {
    const done = new Set(returns.flatMap(({ key, rows }) => (state.find(key) ? rows : [])));
    for (const { key, rows } of returns)
        if (!state.find(key))
            for (const row of rows)
                done.delete(row);
    return done;
}
const isEven = ({ read, imported, quarantined }) => imported.lines + quarantined.lines === read.lines && imported.mills + quarantined.mills === read.mills;
/** The reconciliation as a table. */
export function table({ kinds, total }) {
    const rows = [...KINDS.map((kind) => [kind, kinds[kind]]), ['all', total]];
    const cells = rows.map(([name, { read, imported, quarantined }]) => [
        name,
        ...[read, imported, quarantined].map(({ lines }) => lines.toLocaleString('en')),
        ...[read, imported, quarantined].map(({ mills }) => inUnits(mills)),
    ]);
    const head = ['rows', 'lines read', 'imported', 'quarantined', 'money read', 'imported', 'quarantined'];
    const all = [head, ...cells];
    const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
    return all
        .map((row) => row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '))
        .join('\n');
}
/** 9,747,747.934 */
export function inUnits(mills) {
    const whole = Math.trunc(Math.abs(mills) / 1_000).toLocaleString('en');
    return `${mills < 0 ? '-' : ''}${whole}.${String(Math.abs(mills) % 1_000).padStart(3, '0')}`;
}
//# sourceMappingURL=reconciliation.js.map