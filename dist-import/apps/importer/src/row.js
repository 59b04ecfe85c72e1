export const COLUMNS = [
    'InvoiceNo',
    'StockCode',
    'Description',
    'Quantity',
    'InvoiceDate',
    'UnitPrice',
    'CustomerID',
    'Country',
];
/** What a row is by its own fields, before it is known what can be made of it. */
export const KINDS = ['sale', 'free', 'cancellation', 'adjustment', 'other'];
const MOST_PIECES = 1_000_000;
const MILLS_PER_MINOR_UNIT = 10;
/** Minor units of a price in thousandths, of which it is known that it is not finer. */
export const minorUnits = (price) => price / MILLS_PER_MINOR_UNIT;
/** Thousandths of an amount in minor units. */
export const mills = (amount) => amount * MILLS_PER_MINOR_UNIT;
/** Reads rows; equal texts share one string and are looked at once, a file has hundreds of thousands. */
export class RowReader {
    texts = new Map();
    times = new Map();
    prices = new Map();
    quantities = new Map();
    read({ line, raw, fields }) {
        const shape = shapeFault(raw, fields);
        const text = (column) => (shape ? '' : this.shared(fields[column].trim()));
        const asWritten = { quantity: text(3), at: text(4), price: text(5) };
        const row = {
            line,
            raw,
            kind: 'other',
            fault: shape,
            mills: 0,
            invoice: text(0),
            sku: text(1),
            description: text(2),
            quantity: remembered(this.quantities, asWritten.quantity, quantityOf),
            price: remembered(this.prices, asWritten.price, millsOf),
            at: remembered(this.times, asWritten.at, timeOf),
            customer: text(6),
            country: text(7),
        };
        row.kind = kindOf(row);
        row.fault ??= faultOf(row, asWritten);
        const amount = row.quantity * row.price || 0;
        if (Number.isSafeInteger(amount))
            row.mills = amount;
        else
            row.fault ??= 'the amount is too large';
        return row;
    }
    shared(text) {
        const known = this.texts.get(text);
        if (known === undefined)
            this.texts.set(text, text);
        return known ?? text;
    }
}
const shapeFault = (raw, fields) => {
    if (!fields)
        return 'the line is not CSV: a quote is wrong';
    if (raw.includes('\ufffd'))
        return 'the line is not UTF-8';
    return fields.length === COLUMNS.length ? undefined : `the line has ${fields.length} fields, not ${COLUMNS.length}`;
};
const isSale = (invoice) => /^\d+$/.test(invoice);
const isCancellation = (invoice) => /^C\d+$/i.test(invoice);
function kindOf({ invoice, quantity, price }) {
    if (isCancellation(invoice))
        return 'cancellation';
    if (!isSale(invoice))
        return 'other';
    if (quantity > 0 && price >= 0)
        return price > 0 ? 'sale' : 'free';
    return quantity < 0 && price === 0 ? 'adjustment' : 'other';
}
function faultOf({ kind, invoice, sku, quantity, price, at, customer, country }, as) {
    if (!invoice)
        return 'the invoice number is missing';
    if (!isSale(invoice) && !isCancellation(invoice)) {
        return 'the invoice number is neither that of a sale (digits) nor of a cancellation (C and digits)';
    }
    if (!sku)
        return 'the stock code is missing';
    if (Array.from(sku).length > 64)
        return 'the stock code has more than 64 characters';
    if (Number.isNaN(quantity))
        return `the quantity "${as.quantity}" is not a whole number`;
    if (!at)
        return `the date "${as.at}" is not a moment like 2010-12-01 08:26:00`;
    if (Number.isNaN(price))
        return `the price "${as.price}" is not a number of at most three decimals`;
    if (quantity === 0)
        return 'the quantity is zero';
    if (Math.abs(quantity) > MOST_PIECES)
        return `the quantity is beyond ${MOST_PIECES}`;
    if (price < 0)
        return 'the price is negative';
    if (price % MILLS_PER_MINOR_UNIT)
        return 'the price is finer than a hundredth';
    if (kind === 'cancellation' && quantity > 0)
        return 'a cancellation with a positive quantity';
    if (kind === 'other')
        return 'a negative quantity with a price, outside a cancellation';
    if (Array.from(customer).length > 64)
        return 'the customer has more than 64 characters';
    return country ? undefined : 'the country is missing';
}
const quantityOf = (text) => (/^-?\d{1,12}$/.test(text) ? Number(text) : NaN);
const remembered = (known, text, read) => {
    let value = known.get(text);
    if (value === undefined)
        known.set(text, (value = read(text)));
    return value;
};
/** The moment, read as UTC since the file names no zone; empty when it is none. */
function timeOf(text) {
    const [, day, time, seconds = ':00'] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?$/.exec(text) ?? [];
    if (!day)
        return '';
    const iso = `${day}T${time}${seconds}.000Z`;
    const moment = new Date(iso);
    // A day that there is not is rolled over to one that there is.
    return !Number.isNaN(moment.getTime()) && moment.toISOString() === iso ? iso : '';
}
/** Thousandths, exact; NaN when it is no number or finer than that. */
function millsOf(text) {
    const [, sign, whole, decimals = ''] = /^(-?)(\d{1,12})(?:\.(\d{1,3})0*)?$/.exec(text) ?? [];
    if (!whole)
        return NaN;
    return (sign ? -1 : 1) * (Number(whole) * 1_000 + Number(decimals.padEnd(3, '0'))) || 0;
}
//# sourceMappingURL=row.js.map