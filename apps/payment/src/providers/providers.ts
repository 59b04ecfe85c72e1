import { AppError } from '#ports';
import type { PaymentProvider } from './provider.js';

/** The providers that this installation calls, by name; the name is also the payment's method. */
export class PaymentProviders {
  constructor(private readonly all: readonly PaymentProvider[]) {}

  has(name: string): boolean {
    return this.all.some((provider) => provider.name === name);
  }

  /** Throws AppError `notFound` where there is none of that name. */
  named(name: string): PaymentProvider {
    const found = this.all.find((provider) => provider.name === name);
    if (!found) throw new AppError('notFound', 'NOT_FOUND', `There is no payment provider ${name}.`);
    return found;
  }
}
