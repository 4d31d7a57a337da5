import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { OrderedSlots } from '../../../app/board/orderedSlots.ts';

/** Slots in the order of a weight, and of their own number where weights are the same. */
const ordered = (weights: readonly number[]) => {
  const weight = (slot: number) => weights[slot] as number;
  return new OrderedSlots((a, b) => weight(a) < weight(b) || (weight(a) === weight(b) && a < b));
};

const inOrder = (slots: OrderedSlots, reached: (slot: number) => boolean = () => true) => {
  const seen: number[] = [];
  slots.visit(reached, (slot) => seen.push(slot) > 0);
  return seen;
};

const weights = fc.array(fc.nat(50), { minLength: 1, maxLength: 3000 });

it('keeps an order like a sorted list, whatever goes in and out', () =>
  fc.assert(
    fc.property(weights, fc.nat(50), (given, bound) => {
      const slots = ordered(given);
      const plain = given.map((_, slot) => slot);
      for (const slot of plain) slots.add(slot);
      const gone = new Set(plain.filter((slot) => slot % 3 === 1));
      for (const slot of gone) slots.remove(slot);
      const left = plain
        .filter((slot) => !gone.has(slot))
        .toSorted((a, b) => (given[a] as number) - (given[b] as number) || a - b);
      const reached = (slot: number) => (given[slot] as number) >= bound;
      expect(slots.size).toBe(left.length);
      expect(inOrder(slots)).toEqual(left);
      expect(inOrder(slots, reached)).toEqual(left.filter(reached));
      expect(slots.rank(reached)).toBe(left.filter((slot) => !reached(slot)).length);
    }),
    { numRuns: 60 },
  ));

it('is the same when it was loaded in order', () => {
  const many = Array.from({ length: 5000 }, (_, slot) => slot);
  const slots = ordered(many);
  for (const slot of many) slots.append(slot);
  expect(inOrder(slots)).toEqual(many);
  expect(slots.rank((slot) => slot >= 4321)).toBe(4321);
  slots.remove(17);
  slots.add(17);
  expect(inOrder(slots)).toEqual(many);
});

it('stops as soon as the visitor has seen enough', () => {
  const slots = ordered([3, 2, 1]);
  for (const slot of [0, 1, 2]) slots.add(slot);
  const seen: number[] = [];
  slots.visit(
    () => true,
    (slot) => seen.push(slot) < 2,
  );
  expect(seen).toEqual([2, 1]);
});

it('refuses to take out what is not there', () => {
  const slots = ordered([1, 2]);
  slots.add(0);
  expect(() => slots.remove(1)).toThrow('not where its order puts it');
});
