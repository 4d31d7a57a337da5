/** Bits for a million keys: sixteen for each. */
const BITS = 2 ** 24;
const PROBES = 4;

/**
 * Which keys a table may hold: a Bloom filter. It may say yes of a key that is not there, and then the database is asked;
 * it never says no of one that is. So a table that is folded anew from nothing asks about next to none of its new rows.
 */
export class SeenKeys {
  readonly #bits = new Uint32Array(BITS / 32);

  add(key: string): void {
    const [first, second] = hashesOf(key);
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = ((first + Math.imul(probe, second)) >>> 0) & (BITS - 1);
      this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] as number) | (1 << (bit & 31));
    }
  }

  mayHave(key: string): boolean {
    const [first, second] = hashesOf(key);
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = ((first + Math.imul(probe, second)) >>> 0) & (BITS - 1);
      if (((this.#bits[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}

/** FNV-1a, and a second one from another beginning that is odd, so that its multiples differ. */
function hashesOf(key: string): readonly [number, number] {
  let first = 0x811c9dc5;
  let second = 0x01000193;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x5bd1e995);
  }
  return [first ^ (first >>> 15), (second ^ (second >>> 13)) | 1];
}
