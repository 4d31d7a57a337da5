import { hash } from 'node:crypto';

const WORDS = 4;

/** A set of ids by the first 128 bits of their SHA-256: 32 bytes or so per id, and no limit at 16 million as in a Set. */
export class IdSet {
  #slots = 1 << 16;
  #words = new Uint32Array(this.#slots * WORDS);
  #size = 0;

  /** False where the id was there already. */
  add(id: string): boolean {
    const digest = hash('sha256', id, 'buffer');
    // An empty slot has 0 in its first word, so none of ours may.
    const key = [
      digest.readUInt32LE(0) || 1,
      digest.readUInt32LE(4),
      digest.readUInt32LE(8),
      digest.readUInt32LE(12),
    ];
    if (this.#size * 2 > this.#slots) this.#grow();
    return this.#put(key);
  }

  #put(key: ArrayLike<number>): boolean {
    for (let slot = (key[1] ?? 0) % this.#slots; ; slot = (slot + 1) % this.#slots) {
      const at = slot * WORDS;
      if (this.#words[at] === 0) {
        this.#words.set(key, at);
        this.#size += 1;
        return true;
      }
      if (this.#words.subarray(at, at + WORDS).every((word, index) => word === key[index])) return false;
    }
  }

  #grow(): void {
    const before = this.#words;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * WORDS);
    this.#size = 0;
    for (let at = 0; at < before.length; at += WORDS)
      if (before[at] !== 0) this.#put(before.subarray(at, at + WORDS));
  }
}
