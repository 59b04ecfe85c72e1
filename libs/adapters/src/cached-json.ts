/** A value as caches keep it; throws TypeError for what JSON has no text for. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError('a cached value is JSON, and undefined is not');
  return json;
}
