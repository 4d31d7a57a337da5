const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Bytes as base64url without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes.subarray(at, at + 3);
    const bits = ((group[0] ?? 0) << 16) | ((group[1] ?? 0) << 8) | (group[2] ?? 0);
    for (let digit = 0; digit <= group.length; digit += 1) text += ALPHABET[(bits >> (18 - 6 * digit)) & 63];
  }
  return text;
}

/**
 * The bytes, or undefined where the text is not the one way of writing them: padding, a strange character, or bits set
 * that stand for nothing. Otherwise two different files could prove the same draw.
 */
export function fromBase64url(text: string): Uint8Array | undefined {
  const digits = [...text].map((character) => ALPHABET.indexOf(character));
  if (digits.includes(-1) || text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let at = 0; at < bytes.length; at += 1) {
    const first = Math.floor((at * 8) / 6);
    const pair = ((digits[first] ?? 0) << 6) | (digits[first + 1] ?? 0);
    bytes[at] = (pair >> (4 - ((at * 8) % 6))) & 255;
  }
  return toBase64url(bytes) === text ? bytes : undefined;
}
