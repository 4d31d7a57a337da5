/** Strings become bytes as UTF-8, everywhere in the draw. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Unsigned bytes from the left; the shorter one first where it is the beginning of the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Order by code point is the order of the UTF-8 bytes; JavaScript's own order of strings is another one. */
export const byCodePoint = (a: string, b: string): number => compareBytes(utf8(a), utf8(b));
