/**
 * A cache that may forget anything at any time. Values are JSON: everybody who reads one gets a copy, whether it was
 * stored or just loaded. A key is used in one way only: filled by `through`, set as a plain value, or counted.
 */
export class Cache {
}
//# sourceMappingURL=cache.js.map