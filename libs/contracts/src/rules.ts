import { buildMessage, isEmail, ValidateBy, type ValidationOptions } from 'class-validator';

/**
 * The rules that class-validator lacks. The only constraint of each is its predicate: a compiled check calls the same
 * function, so the two cannot disagree.
 */
function rule(name: string, says: string, holds: (value: unknown) => boolean, options?: ValidationOptions) {
  return ValidateBy(
    {
      name,
      constraints: [holds],
      validator: {
        validate: (value: unknown) => holds(value),
        defaultMessage: buildMessage((each) => `${each}$property ${says}`, options),
      },
    },
    options,
  );
}

/** Control characters, lone surrogates and characters that turn the direction of the text around them. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSEEN_BUT_BREAKS = /(?![\n\r\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const UUID =
  /^(?:[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}|0{8}(?:-0{4}){3}-0{12}|f{8}(?:-f{4}){3}-f{12})$/i;
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const CURRENCIES = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP ' +
    'CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF ' +
    'IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD ' +
    'MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB ' +
    'RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD ' +
    'UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
  ).split(' '),
);

export interface TextRules {
  /** Fewest and most characters, counted as code points. */
  readonly min?: number;
  readonly max?: number;
  readonly multiline?: boolean;
  readonly pattern?: RegExp;
}

/** Characters as code points: what is outside the basic plane takes two units of a string. */
const lengthOf = (text: string) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

// Most strings are far from their bounds, so they are rarely counted.
const isLongerThan = (text: string, max: number) => text.length > max && lengthOf(text) > max;
const isShorterThan = (text: string, min: number) => text.length < min * 2 && lengthOf(text) < min;

export const isText = (value: unknown, { min = 0, max = Infinity, multiline, pattern }: TextRules = {}) =>
  typeof value === 'string' &&
  !isLongerThan(value, max) &&
  !isShorterThan(value, min) &&
  !(multiline ? UNSEEN_BUT_BREAKS : UNSEEN).test(value) &&
  (!pattern || pattern.test(value));

export const isSku = (value: unknown): value is string =>
  isText(value, { min: 1, max: 64 }) && !UNPRINTABLE.test(value as string) && (value as string).trim() === value;

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

export const isCurrency = (value: unknown): value is string => typeof value === 'string' && CURRENCIES.has(value);

/**
 * RFC 3339, of a day that there is, and of a year with four digits in UTC, too: moments are compared as they are
 * written, and `+010000-01-01` stands before every other.
 */
export function isDateTime(value: unknown): value is string {
  const [given, year, month, day] = (typeof value === 'string' && DATE_TIME.exec(value)) || [];
  if (given === undefined || Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) return false;
  const inUtc = new Date(given).getUTCFullYear();
  return inUtc >= 0 && inUtc <= 9999;
}

const daysIn = (year: number, month: number) =>
  month >= 1 && month <= 12 ? new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() : 0;

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMapOf = (value: unknown, maxItems: number, holds: (each: unknown) => boolean) =>
  isPlainObject(value) &&
  Object.keys(value).length <= maxItems &&
  Object.entries(value).every(([key, each]) => isText(key) && holds(each));

/** Values that JSON can carry, their strings and keys being texts. */
const isJson = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  isText(value, { multiline: true }) ||
  (Array.isArray(value) ? value.every(isJson) : isMapOf(value, Infinity, isJson));

const says = ({ min, max, multiline, pattern }: TextRules) =>
  [
    `must be a text without control characters${multiline ? ' other than line breaks and tabs' : ''}`,
    min !== undefined && `of at least ${min} characters`,
    max !== undefined && `of at most ${max} characters`,
    pattern && `like ${pattern.source}`,
  ]
    .filter(Boolean)
    .join(', ');

export const IsText = (rules: TextRules = {}, options?: ValidationOptions) =>
  rule('isText', says(rules), (value) => isText(value, rules), options);

export const IsSku = (options?: ValidationOptions) =>
  rule('isSku', 'must be 1 to 64 printable characters without outer blanks', isSku, options);

export const IsUuid = (options?: ValidationOptions) => rule('isUuid', 'must be a UUID', isUuid, options);

export const IsCurrency = (options?: ValidationOptions) =>
  rule('isCurrency', 'must be a currency of ISO 4217', isCurrency, options);

export const IsDateTime = (options?: ValidationOptions) =>
  rule('isDateTime', 'must be a moment like 2026-01-31T12:00:00.000Z', isDateTime, options);

export const IsOneOf = (names: Readonly<Record<string, string>>, options?: ValidationOptions) => {
  const known = new Set<unknown>(Object.values(names));
  return rule('isOneOf', `must be one of ${[...known].join(', ')}`, (value) => known.has(value), options);
};

export const IsEmailAddress = (options?: ValidationOptions) =>
  rule(
    'isEmailAddress',
    'must be an e-mail address',
    (value) => isText(value, { max: 254 }) && isEmail(value),
    options,
  );

const atMost = (maxItems: number) => (Number.isFinite(maxItems) ? `, at most ${maxItems}` : '');

/** Texts by name; `max` characters each, at most `maxItems`. */
export const IsTexts = ({ max = Infinity, maxItems = Infinity }: { max?: number; maxItems?: number } = {}) =>
  rule('isTexts', `must be an object of texts${atMost(maxItems)}`, (value) =>
    isMapOf(value, maxItems, (each) => isText(each, { max, multiline: true })),
  );

/** Safe integers by name, at most `maxItems`. */
export const IsNumbers = ({ maxItems = Infinity }: { maxItems?: number } = {}) =>
  rule('isNumbers', `must be an object of integers${atMost(maxItems)}`, (value) =>
    isMapOf(value, maxItems, Number.isSafeInteger),
  );

/** Any JSON object, at most `maxItems` names at its top. */
export const IsJsonObject = ({ maxItems = Infinity }: { maxItems?: number } = {}) =>
  rule('isJsonObject', `must be a JSON object${atMost(maxItems)}`, (value) => isMapOf(value, maxItems, isJson));

export const IsJsonValue = () => rule('isJsonValue', 'must be a JSON value', isJson);
