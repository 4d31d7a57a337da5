/** Most numbers in one piece; a fuller one is cut in two. */
const MOST = 512;

/**
 * Numbers in an order of their own that is asked for and not stored, in pieces of a few hundred, so that one goes in or out
 * of a million in about a microsecond and any place is found by halving.
 */
export class OrderedSlots {
  readonly #precedes: (a: number, b: number) => boolean;
  readonly #pieces: number[][] = [];
  #size = 0;

  /** The order must be a strict one: of two different numbers one comes first. */
  constructor(precedes: (a: number, b: number) => boolean) {
    this.#precedes = precedes;
  }

  get size(): number {
    return this.#size;
  }

  /** Put a number behind all others, where it is known to belong: how a million are loaded. */
  append(slot: number): void {
    const last = this.#pieces.at(-1);
    if (last === undefined || last.length >= MOST / 2) this.#pieces.push([slot]);
    else last.push(slot);
    this.#size += 1;
  }

  add(slot: number): void {
    const at = Math.min(
      this.#pieceOf((last) => !this.#precedes(last, slot)),
      this.#pieces.length - 1,
    );
    const piece = this.#pieces[at];
    if (piece === undefined) {
      this.append(slot);
      return;
    }
    piece.splice(
      placeIn(piece, (one) => !this.#precedes(one, slot)),
      0,
      slot,
    );
    this.#size += 1;
    if (piece.length > MOST) this.#pieces.splice(at + 1, 0, piece.splice(MOST / 2));
  }

  /** Take a number out; it must be asked while it still has the place in the order that it went in with. */
  remove(slot: number): void {
    const at = this.#pieceOf((last) => !this.#precedes(last, slot));
    const piece = this.#pieces[at];
    const place = piece === undefined ? -1 : placeIn(piece, (one) => !this.#precedes(one, slot));
    if (piece?.[place] !== slot) throw new Error(`Slot ${slot} is not where its order puts it.`);
    piece.splice(place, 1);
    this.#size -= 1;
    if (piece.length === 0) this.#pieces.splice(at, 1);
  }

  /** How many come before the first that `reached` holds for; once it holds, it holds for all that follow. */
  rank(reached: (slot: number) => boolean): number {
    const at = this.#pieceOf(reached);
    let before = 0;
    for (let index = 0; index < at; index += 1) before += (this.#pieces[index] as number[]).length;
    const piece = this.#pieces[at];
    return piece === undefined ? before : before + placeIn(piece, reached);
  }

  /** In order, from the first that `reached` holds for, for as long as the visitor says to go on. */
  visit(reached: (slot: number) => boolean, visitor: (slot: number) => boolean): void {
    const first = this.#pieceOf(reached);
    for (let at = first; at < this.#pieces.length; at += 1) {
      const piece = this.#pieces[at] as number[];
      for (let place = at === first ? placeIn(piece, reached) : 0; place < piece.length; place += 1)
        if (!visitor(piece[place] as number)) return;
    }
  }

  /** The first piece whose last number it holds for; behind all pieces where there is none. */
  #pieceOf(reached: (slot: number) => boolean): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (reached((this.#pieces[middle] as number[]).at(-1) as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** The place of the first number that it holds for. */
function placeIn(piece: readonly number[], reached: (slot: number) => boolean): number {
  let low = 0;
  let high = piece.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(piece[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
