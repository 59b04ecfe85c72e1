import { AppError } from '#ports';
/** The providers that this installation calls, by name; the name is also the payment's method. */
export class PaymentProviders {
    all;
    constructor(all) {
        this.all = all;
    }
    has(name) {
        return this.all.some((provider) => provider.name === name);
    }
    /** Throws AppError `notFound` where there is none of that name. */
    named(name) {
        const found = this.all.find((provider) => provider.name === name);
        if (!found)
            throw new AppError('notFound', 'NOT_FOUND', `There is no payment provider ${name}.`);
        return found;
    }
}
//# sourceMappingURL=providers.js.map