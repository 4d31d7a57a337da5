import canonicalize from 'canonicalize';

/** Canonical JSON (RFC 8785): one value, one string of bytes, in every process and for ever. */
export function canonicalJson(value: unknown): string {
  const ordered = inCanonicalOrder(value);
  const text = ordered === NOT_PLAIN ? canonicalize(value) : JSON.stringify(ordered);
  if (text === undefined) throw new Error('Unreachable: only JSON values are made canonical.');
  return text;
}

export const NOT_PLAIN = Symbol('not plain');

/**
 * The same value with its keys in canonical order, for `JSON.stringify`: several times as fast as the general algorithm.
 * What it does not do (a `toJSON`, a key like `2026`, which JavaScript moves to the front) is `NOT_PLAIN`, for that one.
 */
export function inCanonicalOrder(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} cannot be recorded.`);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const ordered = inCanonicalOrder(item);
      if (ordered === NOT_PLAIN) return NOT_PLAIN;
      items.push(ordered);
    }
    return items;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return NOT_PLAIN;
  const result: Record<string, unknown> = {};
  for (const key of sortedKeys(value)) {
    const first = key.charCodeAt(0);
    if ((first >= 48 && first <= 57) || key === '__proto__') return NOT_PLAIN;
    const ordered = inCanonicalOrder((value as Record<string, unknown>)[key]);
    if (ordered === NOT_PLAIN) return NOT_PLAIN;
    result[key] = ordered;
  }
  return result;
}

/** By UTF-16 code units. What was read from canonical text is in order already. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  for (let index = 1; index < keys.length; index += 1)
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  return keys;
}
