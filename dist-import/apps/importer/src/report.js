import { duration } from './progress.js';
import { inUnits } from './reconciliation.js';
const count = (number) => number.toLocaleString('en');
/** What a plan is about to do. */
export const summary = ({ rows, products, orders, returns, adjustments, quarantine }) => `${count(rows.length)} lines: ${count(products.length)} products, ${count(orders.length)} orders, ` +
    `${count(returns.length)} returns, ${count(adjustments.length)} adjustments, ${count(quarantine.length)} lines in quarantine.`;
/** Lines per reason, the most frequent first; numbers and quotations in a reason are its row's own. */
export function byReason(quarantine) {
    const counts = new Map();
    for (const { reason } of quarantine) {
        const kind = reason.replaceAll(/"[^"]*"/g, '"…"').replaceAll(/\b\d+ of \d+\b/g, 'n of m');
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]));
}
/** The same as lines of text. */
export const reasons = (quarantine) => Object.entries(byReason(quarantine))
    .map(([reason, lines]) => `quarantine: ${count(lines).padStart(7)}  ${reason}\n`)
    .join('');
/** The last word. */
export function verdict({ reconciled, total }, readable, { quarantine, currency }, seconds) {
    const share = ((100 * total.quarantined.lines) / (total.read.lines || 1)).toFixed(2);
    const money = `${inUnits(total.imported.mills)} + ${inUnits(total.quarantined.mills)} = ${inUnits(total.read.mills)} ${currency}`;
    const sentence = reconciled
        ? `Reconciled: ${count(total.imported.lines)} + ${count(total.quarantined.lines)} = ${count(total.read.lines)} lines, ${money}.`
        : 'Not reconciled: what is missing can be imported by the same command again.';
    return `${sentence}\n${readable ? '' : 'The platform lists other orders than it has answered.\n'}${share} % in ${quarantine}; ${duration(seconds)}.\n`;
}
//# sourceMappingURL=report.js.map