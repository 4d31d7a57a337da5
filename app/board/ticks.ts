/** Instants at which something turns, each with a slot, earliest first: a binary heap in two arrays of numbers. */
export class Ticks {
  readonly #at: number[] = [];
  readonly #slot: number[] = [];

  /** The earliest instant in milliseconds; infinity where nothing is to come. */
  get first(): number {
    return this.#at[0] ?? Number.POSITIVE_INFINITY;
  }

  push(at: number, slot: number): void {
    let index = this.#at.push(at) - 1;
    this.#slot.push(slot);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((this.#at[parent] as number) <= at) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#at[index] = at;
    this.#slot[index] = slot;
  }

  /** Take the slot of the earliest; there must be one. */
  pop(): number {
    const first = this.#slot[0] as number;
    const at = this.#at.pop() as number;
    const slot = this.#slot.pop() as number;
    const size = this.#at.length;
    if (size === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (child + 1 < size && (this.#at[child + 1] as number) < (this.#at[child] as number)) child += 1;
      if ((this.#at[child] as number) >= at) break;
      this.#move(child, index);
      index = child;
    }
    this.#at[index] = at;
    this.#slot[index] = slot;
    return first;
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#slot[to] = this.#slot[from] as number;
  }
}
