import { expect, it } from 'vitest';
import { SeenKeys } from '../../projections/engine/seenKeys.ts';

const key = (index: number) => `2603-${100_000 + Math.floor(index / 20)}-04-01-482134\u0000G${index % 20}`;

it('never says of a key that was added that it is not there, and seldom says so of another', () => {
  const keys = new SeenKeys();
  const many = 200_000;
  for (let index = 0; index < many; index += 1) keys.add(key(index));
  const missing = Array.from({ length: many }, (_, index) => key(index)).filter((one) => !keys.mayHave(one));
  expect(missing).toEqual([]);
  const wrong = Array.from({ length: many }, (_, index) => key(many + index)).filter((one) =>
    keys.mayHave(one),
  );
  expect(wrong.length).toBeLessThan(many / 100);
});
