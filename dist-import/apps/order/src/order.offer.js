var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { ProductService, } from '#contracts';
import { AppError, idFor, Numbers } from '#eventing';
const MOST_METADATA_BYTES = 16 * 1024;
/** Makes of what a buyer sends the terms of an order: the catalogue's names and prices as they are now. */
let Offers = class Offers {
    products;
    numbers;
    constructor(products, numbers) {
        this.products = products;
        this.numbers = numbers;
    }
    /** Throws AppError for what cannot be ordered, with a pointer into the body. */
    async make({ order, history }, meta) {
        const { externalId, customerId, email, shippingAddress, billingAddress, metadata = {} } = order;
        checkMetadata(metadata);
        const payment = termsOf(order);
        const unitPrices = history?.unitPrices?.length ? history.unitPrices : undefined;
        if (unitPrices && unitPrices.length !== order.lines.length) {
            throw invalid('/history/unitPrices', 'There must be one price per line.');
        }
        const quotes = await this.quotesOf(order, history !== undefined);
        const currency = currencyOf(order, quotes);
        const taxes = taxesOf(order);
        const shipping = notNegative(order.shipping, '/shipping');
        const lines = order.lines.map(({ sku, quantity }, i) => {
            const { name, kind, price } = quotes[i];
            return { sku, name, kind, quantity, unitPrice: unitPrices?.[i] ?? price.amount, tax: taxes[i] ?? 0 };
        });
        return {
            number: `D-${String(await this.numbers.next('order')).padStart(6, '0')}`,
            externalId,
            customerId,
            currency,
            lines,
            shipping,
            payment,
            paymentId: idFor('payment', meta),
            metadata,
            placedAt: history ? new Date(history.placedAt).toISOString() : meta.at,
            personal: email || shippingAddress || billingAddress ? { email, shippingAddress, billingAddress } : undefined,
        };
    }
    /** A quote per line. What was sold once may have left the catalogue since: history asks only that it is known. */
    async quotesOf({ lines }, isHistory) {
        const { quotes } = await this.products.quoteVariants({ skus: [...new Set(lines.map(({ sku }) => sku))] });
        const bySku = new Map(quotes.map((quote) => [quote.sku, quote]));
        const found = lines.map(({ sku }) => bySku.get(sku));
        const pointers = (wrong, message) => lines.flatMap(({ sku }, i) => (wrong(found[i]) ? [{ pointer: `/lines/${i}/sku`, message: message(sku) }] : []));
        const unknown = pointers((quote) => !quote || (quote.status === 'draft' && !isHistory), (sku) => `There is no product with the SKU ${sku}.`);
        if (unknown.length)
            throw new AppError('unprocessable', 'UNKNOWN_SKU', unknown[0].message, unknown);
        const archived = pointers((quote) => quote?.status === 'archived' && !isHistory, (sku) => `${sku} is not sold any more.`);
        if (archived.length)
            throw new AppError('rejected', 'PRODUCT_ARCHIVED', archived[0].message, archived);
        return found;
    }
};
Offers = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ProductService,
        Numbers])
], Offers);
export { Offers };
/** Without a method where there is no default: the test provider is none in production. */
function termsOf({ payment }) {
    const isProduction = process.env['NODE_ENV'] === 'production';
    if (isProduction && payment?.method === 'test') {
        const message = 'The test provider takes no payments in production.';
        const at = { pointer: '/payment/method', message };
        throw new AppError('unprocessable', 'TEST_PAYMENT_IN_PRODUCTION', message, [at]);
    }
    const { method = isProduction ? undefined : 'test', token, reference, capture = 'onConfirm' } = payment ?? {};
    return { method, token, reference, capture };
}
/** The one currency of the order. */
function currencyOf({ shipping, taxes = [] }, quotes) {
    const { currency } = quotes[0].price;
    const named = [
        ...quotes.map(({ price }, i) => ({ pointer: `/lines/${i}/sku`, money: price })),
        ...(shipping ? [{ pointer: '/shipping/currency', money: shipping }] : []),
        ...taxes.map(({ amount }, i) => ({ pointer: `/taxes/${i}/amount/currency`, money: amount })),
    ];
    const others = named.filter(({ money }) => money.currency !== currency);
    const message = `An order has one currency; its first line is in ${currency}.`;
    const errors = others.map(({ pointer }) => ({ pointer, message }));
    if (errors.length)
        throw new AppError('unprocessable', 'CURRENCY_MISMATCH', message, errors);
    return currency;
}
/** Tax by index of the line. */
function taxesOf({ lines, taxes = [] }) {
    const sums = {};
    for (const [i, { line, amount }] of taxes.entries()) {
        if (line >= lines.length) {
            const message = `There is no line with the index ${line}.`;
            throw new AppError('unprocessable', 'LINE_UNKNOWN', message, [{ pointer: `/taxes/${i}/line`, message }]);
        }
        sums[line] = (sums[line] ?? 0) + notNegative(amount, `/taxes/${i}/amount`);
    }
    return sums;
}
function notNegative(money, pointer) {
    const amount = money?.amount ?? 0;
    if (amount < 0)
        throw invalid(`${pointer}/amount`, 'An amount must not be negative.');
    return amount;
}
function checkMetadata(metadata) {
    if (Buffer.byteLength(JSON.stringify(metadata)) > MOST_METADATA_BYTES) {
        throw invalid('/metadata', `Metadata must be at most ${MOST_METADATA_BYTES} bytes of JSON.`);
    }
}
const invalid = (pointer, message) => new AppError('invalid', 'VALIDATION_FAILED', message, [{ pointer, message }]);
//# sourceMappingURL=order.offer.js.map