/**
 * What was made of a text, for as long as it is asked for now and then: the least recently used goes when all together
 * weigh too much, so that nobody fills the memory by asking for something else every time.
 */
export class Recent<Value> {
  readonly #kept = new Map<string, { readonly value: Value; readonly weight: number }>();
  readonly #most: number;
  readonly #weightOf: (text: string) => number;
  #weight = 0;

  constructor(most: number, weightOf: (text: string) => number) {
    this.#most = most;
    this.#weightOf = weightOf;
  }

  get weight(): number {
    return this.#weight;
  }

  get(text: string): Value | undefined {
    const found = this.#kept.get(text);
    if (found === undefined) return undefined;
    this.#kept.delete(text);
    this.#kept.set(text, found);
    return found.value;
  }

  set(text: string, value: Value): void {
    this.#drop(text);
    const weight = this.#weightOf(text);
    this.#kept.set(text, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.#most) return;
      this.#drop(oldest);
    }
  }

  #drop(text: string): void {
    this.#weight -= this.#kept.get(text)?.weight ?? 0;
    this.#kept.delete(text);
  }
}
