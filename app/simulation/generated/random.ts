import { createHash } from 'node:crypto';

/** A source of chance that says the same thing for the same names, in every process and for ever. */
export interface Random {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number from the first to the last, both included. */
  int(first: number, last: number): number;
  /** Whether something happens that happens in so many of a hundred cases. */
  percent(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** So many different ones, in an order of chance; all of them where there are no more. */
  some<Item>(items: readonly Item[], count: number): readonly Item[];
}

/** Seeded by what it is for, so that one project is what it is however many others there are. */
export function randomOf(...names: readonly (string | number)[]): Random {
  const seed = createHash('sha256').update(names.join('\n')).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => seed.readUInt32LE(at)) as [number, number, number, number];

  /** sfc32 (PractRand): 32 bits at a time from 128 bits of state. */
  const next = () => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  const int = (first: number, last: number) => first + Math.floor(next() * (last - first + 1));

  return {
    next,
    int,
    percent: (share) => next() * 100 < share,
    pick: <Item>(items: readonly Item[]) => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new Error('Unreachable: one of none was to be picked.');
      return item;
    },
    some: (items, count) => {
      const left = [...items];
      const most = Math.min(count, left.length);
      for (let at = 0; at < most; at += 1) {
        const other = int(at, left.length - 1);
        [left[at], left[other]] = [left[other] as never, left[at] as never];
      }
      return left.slice(0, most);
    },
  };
}
