/** A value as caches keep it; throws TypeError for what JSON has no text for. */
export function toJson(value) {
    const json = JSON.stringify(value);
    if (json === undefined)
        throw new TypeError('a cached value is JSON, and undefined is not');
    return json;
}
//# sourceMappingURL=cached-json.js.map