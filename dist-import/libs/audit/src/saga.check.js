const STATUSES = ['done', 'failed', 'skipped', 'compensated'];
const FIRST = ['CheckoutStarted', 'FulfilmentOpened'];
const BEGUN = { open: [], failed: [], skipped: false, lastAt: 0 };
/** Folds of every saga which of its steps are open, and nothing of what they mean. */
export class SagaCheck {
    report;
    /** By stream. */
    sagas = new Map();
    constructor(report) {
        this.report = report;
    }
    see(event) {
        const { stream, position } = event;
        if (!stream.startsWith('checkout-') && !stream.startsWith('fulfilment-'))
            return;
        const { asks = [], ends = [] } = event.data;
        const known = this.sagas.get(stream);
        if (FIRST.includes(event.type) !== !known) {
            this.report('saga-steps-end-once', event, `${event.type} is not what a saga begins with, or goes on with.`);
        }
        let { open, failed, skipped } = known ?? BEGUN;
        for (const { id, status } of ends) {
            if ((!open.includes(id) && !failed.includes(id)) || !STATUSES.includes(status)) {
                this.report('saga-steps-end-once', event, `Step ${id} is ${status} and was not begun.`);
            }
            open = open.filter((one) => one !== id);
            failed = failed.filter((one) => one !== id);
            if (status === 'failed')
                failed = [...failed, id];
            skipped ||= status === 'skipped';
        }
        for (const { id } of asks) {
            failed = failed.filter((one) => one !== id);
            if (!open.includes(id))
                open = [...open, id];
        }
        this.sagas.set(stream, { open, failed, skipped, lastAt: position });
    }
}
//# sourceMappingURL=saga.check.js.map